"""The programs' way in: who is let in with which token, what comes, and how errors read."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from foundation.actor import system_actor
from registry.models import ApiToken
from registry.operations.api_tokens import make_token, revoke_token
from registry.operations.users import set_active
from registry.rules.api_tokens import ApiScope
from tests.builders.world import HOUSEHOLDS, World
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.whole import Sessions, whole_app
from workflows.grade_registry import grade_registry

ACTOR = system_actor("test")
EVERYTHING = tuple(ApiScope)
DOORS = {
    "/regions": ApiScope.REGISTER,
    "/households": ApiScope.REGISTER,
    "/households/{id}": ApiScope.REGISTER,
    "/households/{id}/members": ApiScope.REGISTER,
    "/grades": ApiScope.GRADES,
    "/grades/{id}": ApiScope.GRADES,
    "/offers": ApiScope.OFFERS,
    "/statistics/dimensions": ApiScope.STATISTICS,
    "/statistics/table?rows=household_class": ApiScope.STATISTICS,
    "/statistics/rounds": ApiScope.STATISTICS,
}


class Program:
    """A program that reads with a token."""

    def __init__(self, app: Flask, token: str, token_id: int = 0) -> None:
        self.client = app.test_client()
        self.token_id = token_id
        self.head = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, status: int = 200, **head: str):
        answer = self.client.get(f"/api/v1{path}", headers={**self.head, **head})
        assert answer.status_code == status, answer.get_data(as_text=True)
        if status >= 400:
            assert answer.mimetype == "application/problem+json"
            assert answer.json["status"] == status and answer.json["title"]
        return answer


@pytest.fixture(scope="module")
def app(server_url: str, template: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with whole_app(server_url, template[0], "api_walk", tmp_path_factory.mktemp("api")) as app:
        grade_registry(app.extensions["holdfast"].units, ACTOR)
        yield app


@pytest.fixture(scope="module")
def program(app: Flask, template: tuple[str, World]):
    units, world = app.extensions["holdfast"].units, template[1]

    def of(login: str, *scopes: ApiScope) -> Program:
        with units.begin(ACTOR) as unit:
            unit.actor = world.actor(unit, login)
            made = make_token(unit, "test", scopes or EVERYTHING, unit.today + timedelta(days=30))
        return Program(app, made.text, made.token_id)

    return of


@pytest.mark.parametrize("door", DOORS)
def test_without_a_token_nothing_opens_not_even_to_a_session(app, template, door):
    path = door.format(id=template[1].households["A-001"])
    answer = Program(app, "").get(path, 401)
    assert "Bearer" in answer.headers["WWW-Authenticate"]
    assert Sessions(app).client("county_officer").get(f"/api/v1{path}").status_code == 401
    Program(app, "hf_nothing").get(path, 401)


@pytest.mark.parametrize("door", DOORS)
def test_a_token_opens_its_scopes_and_no_other_door(program, template, door):
    path = door.format(id=template[1].households["A-001"])
    program("county_officer", DOORS[door]).get(path)
    others = [scope for scope in ApiScope if scope is not DOORS[door]]
    program("county_officer", *others).get(path, 403)


def test_a_token_sees_its_owners_area_and_no_more(program, template):
    world = template[1]
    codes = {row["code"] for row in program("county_officer").get("/households?page_size=100").json}
    assert codes == {code for code, *_rest in HOUSEHOLDS}
    mine = program("caseworker").get("/households").json
    assert {row["code"] for row in mine} == {"A-001", "A-002"}
    program("caseworker").get(f"/households/{world.households['B-001']}", 404)
    program("caseworker").get(f"/households/{world.households['B-001']}/members", 404)
    program("caseworker").get(f"/grades/{world.households['B-001']}", 404)


def test_an_owner_who_may_not_see_households_has_no_token_that_does(program):
    program("enterprise").get("/households", 403)
    program("enterprise").get("/offers")
    program("analyst").get("/grades", 403)
    program("analyst").get("/statistics/table?rows=colour")


def test_no_number_that_identifies_is_ever_given(program, template):
    members = program("county_officer").get(f"/households/{template[1].households['A-001']}/members")
    assert len(members.json) == 4 and members.json[0]["relation"] == "head"
    assert {"id_number", "phone", "bank_account", "health", "born_on"}.isdisjoint(members.json[0])
    assert "13800000000" not in members.text


def test_a_revoked_or_ended_token_or_a_closed_owner_opens_nothing(app, program, template):
    units, world = app.extensions["holdfast"].units, template[1]
    revoked, ended, orphaned = program("county_officer"), program("county_officer"), program("supervisor")
    with units.begin(ACTOR) as unit:
        revoke_token(unit, revoked.token_id, of_anybody=True)
        yesterday = unit.today - timedelta(days=1)
        unit.session.execute(update(ApiToken).where(ApiToken.id == ended.token_id).values(expires_on=yesterday))
        set_active(unit, world.users["supervisor"], is_active=False)
    for one in (revoked, ended, orphaned):
        one.get("/households", 401)
    with units.begin(ACTOR) as unit:
        set_active(unit, world.users["supervisor"], is_active=True)
    orphaned.get("/households")


def test_lists_come_in_pages_that_say_how_many_there_are(program):
    answer = program("county_officer").get("/households?page=2&page_size=2")
    assert len(answer.json) == 2
    assert answer.headers["X-Pagination"].startswith(f'{{"total": {len(HOUSEHOLDS)}, ')
    everything = program("county_officer").get("/households?page_size=100").json
    assert [row["id"] for row in everything][2:4] == [row["id"] for row in answer.json]


def test_lists_are_narrowed_by_region_colour_and_moment(program):
    officer = program("county_officer")
    everything = officer.get("/grades?page_size=100").json
    colour = everything[0]["colour"]
    assert all(row["colour"] == colour for row in officer.get(f"/grades?colour={colour}").json)
    village = everything[0]["region_code"]
    assert {row["region_code"] for row in officer.get(f"/households?region={village}").json} == {village}
    assert officer.get("/households?region=00").json == []
    assert officer.get("/households?changed_since=2099-01-01T00:00:00Z").json == []


@pytest.mark.parametrize(
    ("query", "field"),
    [("colour=purple", "colour"), ("changed_since=2026-01-01T00:00:00", "changed_since"), ("page=0", "page")],
)
def test_a_wrong_parameter_is_named(program, query, field):
    answer = program("county_officer").get(f"/households?{query}", 422)
    assert field in str(answer.json["errors"])


def test_an_unchanged_answer_costs_nothing_a_second_time(program):
    officer = program("county_officer")
    tag = officer.get("/households").headers["ETag"]
    again = officer.get("/households", 304, **{"If-None-Match": tag})
    assert again.data == b""
    officer.get("/households?page_size=1", 200, **{"If-None-Match": tag})


def test_a_grade_comes_with_its_reasons(program, template):
    grade = program("county_officer").get(f"/grades/{template[1].households['A-001']}").json
    assert set(grade) >= {"colour", "score", "reasons", "unknowns", "round_id"}
    assert all(reason["title_en"] and reason["title_zh"] for reason in grade["reasons"])


def test_an_unknown_address_is_a_problem_document_too(program):
    program("county_officer").get("/nothing", 404)


def test_every_act_is_in_the_document_with_its_scope(app):
    client = app.test_client()
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    there = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    told = {path.replace("{", "<int:").replace("}", ">") for path in document["paths"]}
    assert told == there
    for path, methods in document["paths"].items():
        act = methods["get"]
        assert act["security"][0]["token"][0] in list(ApiScope), path
        assert act["summary"], path
    page = plain(client.get("/api/v1/"))
    assert all(path in page for path in document["paths"])


def test_one_makes_a_token_on_screen_uses_it_and_revokes_it(client_as: ClientAs):
    officer = client_as("county_officer")
    data = {"name": "county system", "scopes": ["register:read"], "expires_on": "2026-12-31"}
    made = plain(officer.post("/account/tokens", data, status=200))
    text = next(word for word in made.split() if word.startswith("hf_"))
    assert officer.client.get("/api/v1/households", headers={"Authorization": f"Bearer {text}"}).status_code == 200
    page = officer.get("/account/tokens")
    assert "county system" in plain(page) and text not in page.text
    path = page.text.split('href="/account/tokens/')[1].split('"')[0]
    officer.get(f"/account/tokens/{path}")
    officer.post(f"/account/tokens/{path}", {})
    assert officer.client.get("/api/v1/households", headers={"Authorization": f"Bearer {text}"}).status_code == 401


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"expires_on": "2020-01-01"}, {"expires_on": "2099-01-01"}, {"name": ""}]
)
def test_a_token_without_an_end_or_a_purpose_is_not_made(client_as: ClientAs, wrong):
    data = {"name": "x", "scopes": ["register:read"], "expires_on": "2026-12-31", **wrong}
    client_as("county_officer").post("/account/tokens", data, status=422)


def test_nobody_revokes_anothers_token_but_whoever_manages_them(client_as: ClientAs):
    data = {"name": "x", "scopes": ["statistics:read"], "expires_on": "2026-12-31"}
    officer = client_as("county_officer")
    officer.post("/account/tokens", data, status=200)
    path = officer.get("/account/tokens").text.split('href="/account/tokens/')[1].split('"')[0]
    client_as("analyst").post(f"/account/tokens/{path}", {}, status=404)
    administrator = client_as("administrator")
    administrator.get("/account/all-tokens")
    administrator.post(f"/account/all-tokens/{path}", {})
    assert "revoked" in plain(officer.get("/account/tokens"))
