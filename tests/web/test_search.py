"""Search through the pages: everybody finds what they may see, and not even a count of the rest."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask

from foundation.actor import system_actor
from registry.operations.standing import assign_caseworkers
from tests.builders.world import HOUSEHOLDS, World
from tests.web.lint import LintClient, plain
from tests.web.whole import ROLE_OF, VISITOR, Sessions, whole_app

NAMES = {code: name for code, _path, name, _sex in HOUSEHOLDS}
SEEN = {
    "caseworker": {"A-001", "A-002"},
    "other_caseworker": {"B-001"},
    "township_reviewer": {"A-001", "A-002", "A-003"},
    "county_officer": set(NAMES),
    "supervisor": set(NAMES),
    "auditor": set(NAMES),
}
"""Which households each finds; everybody else finds none."""


@pytest.fixture(scope="module")
def app(server_url: str, template: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with whole_app(server_url, template[0], "search_walk", tmp_path_factory.mktemp("search")) as app:
        yield app


@pytest.fixture(scope="module")
def sessions(app: Flask) -> Sessions:
    return Sessions(app)


def found(sessions: Sessions, person: str, words: str, place: str = "/registry/search") -> str:
    page = LintClient(sessions.client(person), person).get(f"{place}?q={words}")
    return page.text.split('class="search-page"')[1].split("</main>")[0]


@pytest.mark.parametrize("person", sorted(set(ROLE_OF) - {"administrator"}))
def test_households_are_found_inside_the_area_only(sessions: Sessions, world: World, person: str) -> None:
    seen = SEEN.get(person, set())
    for code, name in NAMES.items():
        page = found(sessions, person, name)
        is_found = f"/registry/households/{world.households[code]}" in page
        assert is_found == (code in seen), f"{person} {'finds' if is_found else 'does not find'} {code}"


def test_what_is_not_theirs_is_not_even_counted(sessions: Sessions) -> None:
    theirs, nobodys = NAMES["B-001"], "周无人"
    page = found(sessions, "caseworker", theirs).replace(theirs, nobodys).replace(quote(theirs), quote(nobodys))
    assert page == found(sessions, "caseworker", nobodys)


def test_a_visitor_finds_no_household(sessions: Sessions) -> None:
    for code, name in NAMES.items():
        page = LintClient(sessions.client(VISITOR), VISITOR).get(f"/find?q={name}")
        assert "/registry/households/" not in page.text, code


def test_a_household_assigned_from_the_next_village_is_found(app: Flask, sessions: Sessions, world: World) -> None:
    here = app.extensions["holdfast"]
    with here.units.begin(system_actor("test")) as unit:
        assign_caseworkers(unit, [(world.households["B-001"], world.users["caseworker"], None)])
    assert f"/registry/households/{world.households['B-001']}" in found(sessions, "caseworker", NAMES["B-001"])
    with here.units.begin(system_actor("test")) as unit:
        assign_caseworkers(unit, [(world.households["B-001"], None, None)])


def test_the_code_of_a_household_is_found_too(sessions: Sessions, world: World) -> None:
    assert f"/registry/households/{world.households['A-001']}" in found(sessions, "caseworker", "A-001")


@pytest.mark.parametrize(
    "words", ["", "   ", "*", "(", '"', "' or 1=1 --", "<script>alert(1)</script>", "词" * 300, "AND OR NOT", "\\"]
)
@pytest.mark.parametrize("place", ["/find", "/registry/search"])
def test_nothing_that_is_typed_breaks_the_page(sessions: Sessions, place: str, words: str) -> None:
    client = sessions.client("caseworker")
    page = LintClient(client, "caseworker").get(place, query_string={"q": words})
    assert "<script>alert" not in page.text
    assert "Search" in plain(page)


def test_a_page_far_beyond_the_last_is_empty_not_wrong(sessions: Sessions) -> None:
    LintClient(sessions.client("caseworker"), "caseworker").get("/registry/search?q=陈&page=999")
    LintClient(sessions.client("caseworker"), "caseworker").get("/registry/search?q=陈&page=-1&size=nonsense")
