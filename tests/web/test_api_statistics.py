"""Statistics for programs: the same figures as the pages, the same small numbers hidden, the same scope."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from foundation.actor import system_actor
from registry.operations.api_tokens import make_token
from registry.operations.statistics import request_round
from registry.rules.api_tokens import ApiScope
from reports.bulletin.figures import count_figures
from reports.bulletin.tables import TABLES, place_tables
from tests.builders.world import COUNTY, TODAY, TOWNSHIP_A, World
from tests.rooms.statistics_samples import people_county
from tests.web.openapi import answer_of, answer_schema, faults
from tests.web.test_api import Program
from tests.web.whole import Sessions, whole_app
from workflows.freeze_statistics import freeze_statistics
from workflows.grade_registry import grade_registry

ACTOR = system_actor("test")
WAITING = "not frozen yet"


@pytest.fixture(scope="module")
def app(server_url: str, template: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with whole_app(server_url, template[0], "api_figures", tmp_path_factory.mktemp("api")) as app:
        units, world = app.extensions["holdfast"].units, template[1]
        with units.begin(ACTOR) as unit:
            people_county(unit, world)
        grade_registry(units, ACTOR)
        yield app


@pytest.fixture(scope="module")
def program(app: Flask, template: tuple[str, World]):
    units, world = app.extensions["holdfast"].units, template[1]

    def of(login: str) -> Program:
        with units.begin(ACTOR) as unit:
            unit.actor = world.actor(unit, login)
            made = make_token(unit, "test", [ApiScope.STATISTICS], unit.today + timedelta(days=30))
        return Program(app, made.text, made.token_id)

    return of


@pytest.fixture(scope="module")
def rounds(app: Flask, template: tuple[str, World]) -> dict[str, int]:
    """Return the ids of three rounds: of the county, of a township, and one that nobody has counted."""
    units, world = app.extensions["holdfast"].units, template[1]
    found = {}
    for name, area, level in (("County", COUNTY, "county"), ("Township", TOWNSHIP_A, "township")):
        with units.begin(ACTOR) as unit:
            unit.actor = world.actor(unit, "county_officer")
            tables = place_tables(list(TABLES), level)
            told = {"name": name, "reason": "report", "tables": tables, "with_measures": True}
            found[name] = request_round(unit, region_path=area, as_of=TODAY, **told).round_id
        freeze_statistics(units, ACTOR, found[name], count_figures)
    with units.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, "county_officer")
        told = {"name": WAITING, "reason": "report", "tables": place_tables(["class"], "county")}
        found[WAITING] = request_round(unit, region_path=COUNTY, as_of=TODAY, with_measures=False, **told).round_id
    return found


def cells(table: dict) -> dict:
    return {(cell["row"], cell["column"]): cell for cell in table["cells"]}


def test_a_hidden_number_is_told_apart_from_nobody(program):
    analyst = program("analyst")
    by_class = cells(analyst.get("/statistics/table?rows=household_class").json)
    assert (by_class["ex_poor", None]["count"], by_class[None, None]["count"]) == (39, 66)
    by_kind = cells(analyst.get("/statistics/table?rows=civil_affairs_class").json)
    nobody = [cell for cell in by_kind.values() if cell["count"] == 0]
    assert nobody and not any(cell["hidden"] for cell in nobody)
    by_village = cells(analyst.get("/statistics/table?rows=village&columns=household_class").json)
    hidden = [cell for cell in by_village.values() if cell["hidden"]]
    assert len(hidden) >= 2, "the smallest village, and another one that would give it away"
    assert all(cell["count"] is None and cell["value"] is None for cell in hidden)


@pytest.mark.parametrize(
    "query",
    [
        "rows=township&measure=row_share&columns=colour",
        "rows=cause",
        "rows=labour_status&unit=people",
        "rows=schooling&columns=sex&unit=people&measure=column_share",
        "rows=medical_scheme&unit=people&measure=share&filter_1=household_class=ex_poor",
        "rows=pension_scheme&unit=people&intervals=true",
        "rows=household_class&measure=mean&number=members&region=360121100&as_of=2026-06-01",
    ],
)
def test_counts_and_shares_come_by_whatever_the_register_can_be_cut_by(app, program, query):
    table = program("county_officer").get(f"/statistics/table?{query}").json
    document = app.test_client().get("/api/v1/openapi.json").json
    assert not list(faults(table, answer_schema(document, "/api/v1/statistics/table"), document))
    assert table["rows_name"]["zh"] != table["rows_name"]["en"] and table["cells"]


def test_the_page_and_the_program_hide_the_same(app, program):
    query = "rows=village&columns=household_class"
    page = Sessions(app).client("county_officer").get(f"/statistics/table?{query}").text
    told = cells(program("county_officer").get(f"/statistics/table?{query}").json)
    hidden = [place for place, cell in told.items() if cell["hidden"] and None not in place]
    assert hidden and page.count(">●<") == len(hidden)


def test_a_program_counts_inside_its_owners_area_only(program):
    reviewer, officer = program("township_reviewer"), program("county_officer")
    assert reviewer.get("/statistics/table?rows=household_class").json["area"]["zh"] == "甲镇"
    reviewer.get("/statistics/table?rows=household_class&region=360121101", 404)
    reviewer.get("/statistics/table?rows=household_class&region=360121", 404)
    officer.get("/statistics/table?rows=household_class&region=nowhere", 404)
    narrowed = officer.get("/statistics/table?rows=household_class&region=360121100").json
    assert narrowed["cells"] == reviewer.get("/statistics/table?rows=household_class").json["cells"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "rows"),
        ("rows=nothing", "rows"),
        ("rows=sex", "rows"),
        ("rows=colour&columns=colour", "columns"),
        ("rows=colour&measure=most", "measure"),
        ("rows=colour&measure=mean", "number"),
        ("rows=colour&filter_1=ex_poor", "filter_1"),
        ("rows=colour&filter_1=household_class=rich", "filter_1"),
        ("rows=colour&as_of=2099-01-01", "as_of"),
        ("rows=colour&as_of=yesterday", "as_of"),
    ],
)
def test_a_table_that_cannot_be_made_says_which_part_is_wrong(program, query, field):
    answer = program("county_officer").get(f"/statistics/table?{query}", 422)
    assert list(answer.json["errors"]["query"]) == [field]


def test_what_can_be_counted_by_is_listed_in_both_languages(program):
    found = {each["key"]: each for each in program("analyst").get("/statistics/dimensions").json}
    assert {"township", "household_class", "colour", "cause", "labour_status", "schooling"} <= set(found)
    assert found["colour"]["values"][0]["key"] == "red"
    assert found["colour"]["name"] == {"en": "Colour", "zh": "颜色等级"}


def test_frozen_rounds_are_listed_in_pages_and_only_those_of_the_area(program, rounds):
    officer = program("county_officer")
    everything = officer.get("/statistics/rounds").json
    assert [row["id"] for row in everything] == [rounds["Township"], rounds["County"]]
    second = officer.get("/statistics/rounds?page=2&page_size=1")
    assert [row["id"] for row in second.json] == [rounds["County"]]
    assert second.headers["X-Pagination"].startswith('{"total": 2, ')
    assert [row["name"] for row in officer.get("/statistics/rounds?region=360121100").json] == ["Township"]
    reviewer = program("township_reviewer")
    assert [row["name"] for row in reviewer.get("/statistics/rounds").json] == ["Township"]
    reviewer.get(f"/statistics/rounds/{rounds['County']}", 404)


def test_a_round_comes_whole_and_costs_nothing_a_second_time(program, rounds):
    officer = program("county_officer")
    answer = officer.get(f"/statistics/rounds/{rounds['County']}")
    told = answer.json
    assert told["is_whole"] and told["region"] == "试验县" and len(told["seal"]) == 64
    assert {each["key"] for each in told["tables"]} == set(TABLES)
    by_place = cells(next(each for each in told["tables"] if each["key"] == "colour")["table"])
    assert by_place[None, None]["count"] == 66
    assert told["measures"] and all(line["name"]["zh"] for one in told["measures"] for line in one["figures"])
    again = officer.get(f"/statistics/rounds/{rounds['County']}", 304, **{"If-None-Match": answer.headers["ETag"]})
    assert again.data == b""


def test_a_round_that_is_not_counted_yet_has_no_figures(program, rounds):
    program("county_officer").get(f"/statistics/rounds/{rounds[WAITING]}", 409)
    program("county_officer").get("/statistics/rounds/9999", 404)


def test_every_example_of_the_description_fits_its_schema(app):
    document = app.test_client().get("/api/v1/openapi.json").json
    for path in document["paths"]:
        answer = answer_of(document, path)
        assert not list(faults(answer["example"], answer["schema"], document)), path


def test_every_answer_is_what_the_description_says(app, template, rounds):
    units, world = app.extensions["holdfast"].units, template[1]
    with units.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, "county_officer")
        made = make_token(unit, "test", tuple(ApiScope), unit.today + timedelta(days=30))
    officer = Program(app, made.text)
    document = app.test_client().get("/api/v1/openapi.json").json
    ids = {"household_id": officer.get("/households?page_size=1").json[0]["id"], "round_id": rounds["County"]}
    checked = 0
    for path in document["paths"]:
        if "offer_id" in path:
            continue
        query = "?rows=township" if path.endswith("/table") else ""
        answer = officer.get(path.removeprefix("/api/v1").format(**ids) + query).json
        assert not list(faults(answer, answer_schema(document, path), document)), path
        checked += 1
    assert checked >= 11
