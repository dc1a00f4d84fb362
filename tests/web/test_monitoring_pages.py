"""The pages of early warning, as those who may read them would."""

import csv
import re
from datetime import timedelta

import pytest
from flask import Flask, render_template
from sqlalchemy import select, text, update

from foundation.actor import VISITOR, system_actor
from foundation.unit_of_work import UnitOfWork, Units
from monitoring.grading_run import grade
from monitoring.operations.parts import grade_part
from monitoring.operations.rounds import start_round
from monitoring.queries.grades import ExplainedGrade, explain_household
from monitoring.rules.facts import RoundStarted
from registry.models import Household, Income, Person
from registry.rules.privacy.sight import EVERYTHING
from tests.builders.world import COUNTY, TODAY, TOWNSHIP_A, TOWNSHIP_B, VILLAGE_A, World
from tests.rooms.statistics_samples import people_county
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.sealed import sealed_lines

COMMAND = system_actor("command grade")


@pytest.fixture
def graded(units: Units, world: World) -> int:
    """A first round in which all are green, and a second in which three have changed; return the second's id."""
    with units.begin(COMMAND) as unit:
        unit.session.execute(update(Income).values(amount_minor=Income.amount_minor * 3))
    grade(units, COMMAND)
    with units.begin(COMMAND) as unit:
        change(unit, world.households["A-001"], is_water_safe=False)
        change(unit, world.households["A-003"], is_dwelling_safe=None)
        change(unit, world.households["B-001"], is_dwelling_safe=False, is_water_safe=False)
    return grade(units, COMMAND).round_id


@pytest.fixture
def running(units: Units) -> RoundStarted:
    """A round that has begun and not finished."""
    with units.begin(COMMAND) as unit:
        return start_round(unit)


def change(unit: UnitOfWork, household_id: int, **values: object) -> None:
    unit.session.execute(update(Household).where(Household.id == household_id).values(**values))


def test_the_cockpit_shows_colours_flow_and_changes(client_as: ClientAs, graded: int) -> None:
    page = plain(client_as("county_officer").get("/monitoring/"))
    assert "试验县, as of 15 June 2026" in page
    assert "2 more than in the round before" in page
    assert "乙镇 has the highest share of flagged households" in page
    assert "陈桂英" in page
    assert "There is no safe drinking water" in page
    assert "Grade the households" in page


def test_the_cockpit_of_a_township_counts_only_its_own_households(client_as: ClientAs, graded: int) -> None:
    page = plain(client_as("township_reviewer").get("/monitoring/"))
    assert "甲镇, as of" in page
    assert "周志强" not in page
    assert "Grade the households" not in page


def test_the_cockpit_goes_down_to_a_region_of_the_reader_and_no_further(client_as: ClientAs, graded: int) -> None:
    assert "甲镇, as of" in plain(client_as("county_officer").get("/monitoring/?region=360121100"))
    client_as("township_reviewer").get("/monitoring/?region=360121101", status=404)
    client_as("county_officer").get("/monitoring/?region=nowhere", status=404)


def test_an_analyst_sees_counts_and_no_household(client_as: ClientAs, graded: int) -> None:
    analyst = client_as("analyst")
    page = plain(analyst.get("/monitoring/"))
    assert "Flow since the round before" in page
    assert "陈桂英" not in page
    analyst.get(f"/monitoring/rounds/{graded}/changes", status=403)


@pytest.fixture
def peopled(units: Units, world: World) -> int:
    """Sixty-six households of which six are red: four new ones in the village of two classes; return the last round."""
    with units.begin(COMMAND) as unit:
        people_county(unit, world, is_dwelling_safe=True, is_water_safe=True)
    grade(units, COMMAND)
    with units.begin(COMMAND) as unit:
        in_a = select(Household.id).where(Household.region_path == VILLAGE_A, Household.closed_on.is_(None))
        for household_id in unit.session.scalars(in_a.order_by(Household.id).limit(2)).all():
            change(unit, household_id, is_dwelling_safe=False)
    return grade(units, COMMAND).round_id


def test_an_analyst_sees_no_small_number_anywhere_and_an_officer_every_one(client_as: ClientAs, peopled: int) -> None:
    exact = client_as("county_officer").get("/monitoring/")
    assert "●" not in exact.text and "2 more than in the round before" in plain(exact)
    told = client_as("analyst").get("/monitoring/")
    assert "A ● stands for a hidden number: one below" in plain(told) and ">●<" in told.text
    assert "in the round before" not in plain(told)
    assert not small_numbers(told.text), "cards, bars, tables and flow"
    assert "Changes of colour" not in client_as("analyst").get(f"/monitoring/rounds/{peopled}").text
    assert "another colour than before" not in client_as("analyst").get(f"/monitoring/rounds/{peopled}").text
    assert "Changes</" not in client_as("analyst").get("/monitoring/rounds").text


def test_an_analyst_goes_down_to_a_village_and_still_sees_no_small_number(client_as: ClientAs, peopled: int) -> None:
    for code in (TOWNSHIP_A, VILLAGE_A):
        page = client_as("analyst").get(f"/monitoring/?region={code.split('.')[-2]}")
        assert ">●<" in page.text and not small_numbers(page.text)


def small_numbers(page: str) -> list[str]:
    """Return the numbers from 1 to 4 that a cell, a card or a bar of the page shows."""
    shown = r'(?:stat-value">|<td[^>]*>|<text[^>]*font-weight="700"[^>]*>)\s*([1-4])(?=[\s<])'
    return re.findall(shown, page)


def test_before_the_first_round_the_cockpit_offers_the_first_step(client_as: ClientAs) -> None:
    assert "It takes seconds" in plain(client_as("county_officer").get("/monitoring/"))
    assert "county office" in plain(client_as("auditor").get("/monitoring/"))


def test_the_changes_are_filtered_and_sorted(client_as: ClientAs, graded: int) -> None:
    officer = client_as("county_officer")
    address = f"/monitoring/rounds/{graded}/changes"
    assert "1 to 3 of 3" in plain(officer.get(address))
    only_red = plain(officer.get(f"{address}?to=red&sort=-score"))
    assert "1 to 2 of 2" in only_red
    assert only_red.index("周志强") < only_red.index("陈桂英")
    assert "1 to 1 of 1" in plain(officer.get(f"{address}?reason=unsafe_dwelling"))
    assert "1 to 1 of 1" in plain(officer.get(f"{address}?region=360121101"))
    assert "No household fits this filter" in plain(officer.get(f"{address}?from=red"))


def test_the_changes_are_exported_as_shown_by_those_who_may(client_as: ClientAs, graded: int) -> None:
    address = f"/monitoring/rounds/{graded}/changes/export?to=red"
    rows = list(csv.reader(sealed_lines(client_as("county_officer"), address)))
    assert rows[0][0] == "code"
    assert [(row[0], row[3], row[4], row[6]) for row in rows[1:]] == [
        ("B-001", "green", "red", "unsafe_dwelling unsafe_water"),
        ("A-001", "green", "red", "unsafe_water"),
    ]
    client_as("auditor").get(address, status=403)


def test_a_township_reviewer_sees_the_changes_of_the_own_township(client_as: ClientAs, graded: int) -> None:
    page = plain(client_as("township_reviewer").get(f"/monitoring/rounds/{graded}/changes"))
    assert "陈桂英" in page
    assert "周志强" not in page


def test_the_rounds_are_listed_and_shown(client_as: ClientAs, graded: int) -> None:
    auditor = client_as("auditor")
    assert f"Round {graded}" in plain(auditor.get("/monitoring/rounds?sort=-changes"))
    page = plain(auditor.get(f"/monitoring/rounds/{graded}"))
    assert "5 households are graded, 3 have another colour than before" in page
    assert "default, version 1" in page
    auditor.get("/monitoring/rounds/999", status=404)


def test_no_round_yet_is_said(client_as: ClientAs) -> None:
    assert "No round has been graded yet" in plain(client_as("auditor").get("/monitoring/rounds"))


def test_a_running_round_shows_how_far_it_is_and_looks_again(client_as: ClientAs, running: RoundStarted) -> None:
    answer = client_as("county_officer").get(f"/monitoring/rounds/{running.round_id}")
    assert "0 of 1" in plain(answer)
    assert "location.reload" in answer.text
    changes = client_as("county_officer").get(f"/monitoring/rounds/{running.round_id}/changes")
    assert "The round is not finished" in plain(changes)


def test_a_round_that_broke_off_is_removed_after_saying_what_that_means(
    client_as: ClientAs, units: Units, running: RoundStarted
) -> None:
    with units.begin(COMMAND) as unit:
        grade_part(unit, running.round_id, running.parts[0].first_id, running.parts[0].last_id)
    admin_of_rounds = client_as("county_officer")
    admin_of_rounds.get(f"/monitoring/rounds/{running.round_id}/remove", status=200)
    address = f"/monitoring/rounds/{running.round_id}/remove"
    client_as("auditor").get(address, status=403)


def test_a_round_of_the_whole_register_is_not_for_a_county_to_remove(
    client_as: ClientAs, running: RoundStarted
) -> None:
    client_as("county_officer").post(f"/monitoring/rounds/{running.round_id}/remove", status=404)


def test_a_round_of_the_county_is_removed_by_its_officer(client_as: ClientAs, units: Units) -> None:
    with units.begin(COMMAND) as unit:
        started = start_round(unit, scope_path=COUNTY)
    officer = client_as("county_officer")
    officer.post(f"/monitoring/rounds/{started.round_id}/remove")
    officer.get(f"/monitoring/rounds/{started.round_id}", status=404)


def test_grading_is_asked_for_and_awaited(client_as: ClientAs, units: Units) -> None:
    officer = client_as("county_officer")
    assert "试验县" in plain(officer.get("/monitoring/rounds/new"))
    answer = officer.post("/monitoring/rounds/new", {"area": COUNTY})
    assert answer.location == "/monitoring/rounds/awaited?after=0"
    assert "about to start" in plain(officer.get(answer.location))
    with units.begin(COMMAND, read_only=True) as unit:
        jobs = unit.session.execute(text("select task_name, lock, args from procrastinate_jobs")).all()
    assert [tuple(job) for job in jobs] == [
        ("grade_registry", "grade_registry", {"scope_path": COUNTY, "ruleset": "default"})
    ]
    finished = grade(units, COMMAND, scope_path=COUNTY)
    assert officer.get(answer.location, status=302).location == f"/monitoring/rounds/{finished.round_id}"


@pytest.mark.parametrize("area", ["", TOWNSHIP_B.replace("101.", "999."), "36."])
def test_an_area_that_is_not_the_readers_is_refused(client_as: ClientAs, area: str) -> None:
    client_as("county_officer").post("/monitoring/rounds/new", {"area": area}, status=422)


@pytest.mark.parametrize("name", ["township_reviewer", "auditor", "analyst", "caseworker", "enterprise"])
def test_only_the_county_office_starts_a_round(client_as: ClientAs, name: str) -> None:
    client_as(name).get("/monitoring/rounds/new", status=403)
    client_as(name).post("/monitoring/rounds/new", {"area": COUNTY}, status=403)


@pytest.mark.parametrize("name", ["caseworker", "administrator", "enterprise", "household_member", "counsellor"])
def test_the_cockpit_is_for_the_office(client_as: ClientAs, name: str) -> None:
    client_as(name).get("/monitoring/", status=403)


def test_the_rules_are_told_in_words_with_their_sources(client_as: ClientAs, graded: int) -> None:
    caseworker = client_as("caseworker")
    page = plain(caseworker.get("/monitoring/rules"))
    assert "Default rules Version 1." in page
    assert "Net income per person against the income line: below 50 %" in page
    assert "within 24 hours" in page
    assert "docs/methods.md, Triggers (hard trigger)" in page
    assert "8,800 yuan" in page
    assert "(Seriously ill members: 1 person or more or " in page
    assert "default, version 1" in page
    caseworker.get("/monitoring/rules/1")
    caseworker.get("/monitoring/rules/999", status=404)


def test_the_rules_can_be_read_before_any_round_and_in_chinese(client_as: ClientAs) -> None:
    assert "默认规则" in client_as("caseworker").get("/monitoring/rules?lang=zh").text


@pytest.fixture
def poor(units: Units, world: World, graded: int) -> ExplainedGrade:
    """The explained grade of a household below the line with a seriously ill member, old facts and one not known."""
    household_id = world.households["A-001"]
    with units.begin(COMMAND) as unit:
        lower = update(Income).where(Income.household_id == household_id).values(amount_minor=Income.amount_minor / 5)
        unit.session.execute(lower)
        change(unit, household_id, is_dwelling_safe=None, surveyed_on=TODAY - timedelta(days=500))
        ill = update(Person).where(Person.household_id == household_id, Person.relation == "parent")
        unit.session.execute(ill.values(health="serious"))
    grade(units, COMMAND)
    with units.begin(COMMAND, read_only=True) as unit:
        explained = explain_household(unit, household_id)
    assert explained is not None
    return explained


@pytest.mark.parametrize("part", ["_grade_card", "_reasons_print"])
def test_a_grade_is_told_in_plain_words(app: Flask, poor: ExplainedGrade, part: str) -> None:
    with app.test_request_context("/?lang=en"):
        page = render_template(f"monitoring/{part}.html", explained=poor, actor=COMMAND, sight=EVERYTHING)
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Income is below the line and a risk is open" in words
    assert (
        "Net income per person against the income line: at least 100 % or Seriously ill members: below 1 person"
        in words
    )
    assert "Safe dwelling" in words
    assert "with 100 points" in words


def test_the_card_says_that_facts_are_old_or_missing(app: Flask, poor: ExplainedGrade) -> None:
    with app.test_request_context("/?lang=en"):
        page = render_template("monitoring/_grade_card.html", explained=poor, actor=COMMAND, sight=EVERYTHING)
        nobody = render_template("monitoring/_grade_card.html", explained=None, actor=COMMAND, sight=EVERYTHING)
        hidden = render_template("monitoring/_grade_card.html", explained=poor, actor=VISITOR, sight=EVERYTHING)
    assert "The facts were last looked at on 31 January 2025." in page
    assert "It is not recorded." in page
    assert "has not been graded yet" in nobody
    assert "Why this colour" not in hidden
