"""Everybody at every door: who is let in, who is refused, who is asked to log in."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.builders.world import World
from tests.web.access_table import GET, POST, ROWS, SIGNED_IN, Row
from tests.web.whole import PEOPLE, ROLE_OF, VISITOR, Sessions, whole_app, without_tokens
from web.access import access_of
from web.factory import OPEN_ENDPOINTS
from web.roles import RoleName

LOG_IN = "/account/log-in?"
ENTERED = frozenset({200, 302, 404, 409, 422, 503})
FROM_MACHINES = frozenset({"hooks.take_notice"})
"""Called by payment services, which prove themselves by a signature instead of a form's token."""


@pytest.fixture(scope="module")
def app(server_url: str, template: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with whole_app(server_url, template[0], "access_walk", tmp_path_factory.mktemp("access")) as app:
        yield app


@pytest.fixture(scope="module")
def sessions(app: Flask) -> Sessions:
    return Sessions(app)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.endpoint)
def test_those_and_only_those_enter(row: Row, sessions: Sessions) -> None:
    wrong = []
    for person in PEOPLE:
        role = ROLE_OF.get(person, VISITOR)
        client = sessions.client(person)
        with without_tokens(sessions.app):
            answer = client.open(row.url, method=row.method)
        found = "enters" if answer.status_code in ENTERED else str(answer.status_code)
        if answer.status_code == 302 and answer.location.startswith(LOG_IN):
            found = "is sent to log in"
        if found != expected(row, role):
            wrong.append(f"{person} {found}, where the table says that {role} {expected(row, role)}")
    assert not wrong, f"{row.endpoint} ({row.method} {row.url}):\n  " + "\n  ".join(wrong)


def opens_by_token(app: Flask, endpoint: str) -> bool:
    """Programs have doors of their own, which `test_api.py` walks."""
    access = access_of(app.view_functions[endpoint])
    return access is not None and access.by_token


def expected(row: Row, role: str) -> str:
    if row.by_token:
        return "401"
    if role in row.who:
        return "enters"
    if role == VISITOR:
        return "is sent to log in" if row.method == GET else "401"
    return "403"


def test_the_table_and_the_application_know_the_same_doors(app: Flask) -> None:
    there = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in OPEN_ENDPOINTS and not opens_by_token(app, rule.endpoint)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    listed = {(row.endpoint, row.method) for row in ROWS}
    missing = [
        f'Row("{endpoint}", {method}, "…", who), who from what each kind of user comes for'
        for endpoint, method in sorted(there - listed)
    ]
    left_over = [f"{endpoint} ({method})" for endpoint, method in sorted(listed - there)]
    assert not missing, "add to tests/web/access_table.py:\n  " + "\n  ".join(missing)
    assert not left_over, "take out of tests/web/access_table.py, the application has no:\n  " + "\n  ".join(left_over)


def test_every_row_knocks_at_its_own_door(app: Flask) -> None:
    wrong = []
    for row in ROWS:
        with app.test_request_context(row.url, method=row.method) as context:
            if context.request.endpoint != row.endpoint:
                wrong.append(f"{row.method} {row.url} leads to {context.request.endpoint}, not to {row.endpoint}")
    assert not wrong, "\n".join(wrong)


def test_the_table_knows_every_role_and_the_cast_plays_each() -> None:
    known = {role.value for role in RoleName}
    assert {role for row in ROWS for role in row.who} - {VISITOR} == known == SIGNED_IN == set(ROLE_OF.values())


def test_a_door_for_everybody_says_why(app: Flask) -> None:
    silent = []
    for endpoint, view in app.view_functions.items():
        access = access_of(view)
        if access is not None and access.permission is None and len(access.reason.split()) < 2:
            silent.append(endpoint)
    assert not silent, f"say in a sentence why these are open: {silent}"


def test_only_what_is_public_opens_to_visitors(app: Flask) -> None:
    open_doors = {name for name, view in app.view_functions.items() if (access := access_of(view)) and access.is_public}
    assert open_doors == {row.endpoint for row in ROWS if VISITOR in row.who}


def test_no_form_is_taken_without_its_token(sessions: Sessions) -> None:
    taken = [
        row.endpoint
        for row in ROWS
        if row.method == POST and not row.by_token and row.endpoint not in FROM_MACHINES
        if sessions.client("county_officer").post(row.url).status_code != 400
    ]
    assert not taken, f"taken without a token: {taken}"
