"""Corrections, retention, and the copy of everything about one household."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from foundation.actor import system_actor
from foundation.paging import PageRequest
from registry.errors import HouseholdNotFound
from registry.models import CorrectionRequest, Household, Person, RetentionRun
from registry.operations.api_tokens import make_token, revoke_token
from registry.operations.corrections import answer_correction, ask_correction
from registry.operations.retention import ACTS, DUE, count_due, run_retention
from registry.operations.reveals import reveal_person
from registry.queries.privacy import get_correction, list_corrections
from registry.rules.api_tokens import ApiScope
from registry.rules.privacy.corrections import (
    CorrectionAbout,
    CorrectionAnswered,
    CorrectionNotFound,
    CorrectionState,
)
from registry.rules.privacy.retention import retention_rules
from reports.subject_file.rows import LEFT_OUT, bound_tables, list_looks, read_subject_file


def asked(unit, world):
    unit.actor = world.actor(unit, "household_member")
    household_id = world.households["A-001"]
    return ask_correction(unit, household_id, CorrectionAbout.INCOME, "wages of May", "1,200 yuan", "陈桂英")


def test_a_family_asks_and_is_answered_within_its_time_once(unit, world):
    number = asked(unit, world)
    assert get_correction(unit, number).due_on == unit.today + timedelta(days=15)
    unit.actor = world.actor(unit, "township_reviewer")
    answer_correction(unit, number, CorrectionState.CORRECTED, "May is put right.")
    with pytest.raises(CorrectionAnswered):
        answer_correction(unit, number, CorrectionState.REFUSED, "again")
    unit.actor = world.actor(unit, "household_member")
    (row,) = list_corrections(unit, PageRequest(), household_id=world.households["A-001"]).rows
    assert (row.state, row.answer) == (CorrectionState.CORRECTED, "May is put right.")


def test_a_request_is_seen_by_the_family_and_its_offices_alone(unit, world):
    number = asked(unit, world)
    unit.actor = world.actor(unit, "other_caseworker")
    assert list_corrections(unit, PageRequest()).total == 0
    with pytest.raises(CorrectionNotFound):
        get_correction(unit, number)
    unit.actor = world.actor(unit, "household_member")
    with pytest.raises(HouseholdNotFound):
        ask_correction(unit, world.households["A-002"], CorrectionAbout.OTHER, "a", "b", "x")


def test_every_rule_of_retention_has_a_count_and_an_act():
    assert {rule.id for rule in retention_rules()} == set(DUE) == set(ACTS)


def test_what_goes_by_itself_goes_once_and_leaves_a_record(unit, world):
    unit.actor = world.actor(unit, "analyst")
    made = make_token(unit, "x", [ApiScope.STATISTICS], unit.today)
    revoke_token(unit, made.token_id)
    unit.now += timedelta(days=366)
    assert {rule.id: count for rule, count in count_due(unit)}["dead_tokens"] == 1
    assert run_retention(unit)["dead_tokens"] == 1
    assert sum(run_retention(unit).values()) == 0
    assert [run.counts for run in unit.session.scalars(select(RetentionRun))] == [{"dead_tokens": 1}]


def test_closed_households_keep_their_numbers_until_a_person_says_so_and_then_lose_them_all(unit, world):
    household_id = world.households["A-001"]
    unit.session.execute(
        update(Household).where(Household.id == household_id).values(closed_on=unit.today - timedelta(days=1200))
    )
    assert "numbers_of_the_closed" not in run_retention(unit)
    assert run_retention(unit, ["numbers_of_the_closed", "names_of_the_closed"]) == {
        "numbers_of_the_closed": 4,
        "names_of_the_closed": 0,
    }
    people = unit.session.execute(
        select(Person.name, Person.id_number, Person.id_number_index, Person.phone).where(
            Person.household_id == household_id
        )
    ).all()
    assert all((row.id_number, row.id_number_index, row.phone) == (None, None, None) and row.name for row in people)
    unit.now += timedelta(days=3000)
    assert run_retention(unit, ["names_of_the_closed"]) == {"names_of_the_closed": 4}
    others = select(Person.id_number).where(Person.household_id == world.households["A-002"])
    assert all(unit.session.scalars(others))


def test_the_copy_holds_everything_that_is_bound_to_the_household(unit, world):
    asked(unit, world)
    copy = read_subject_file(unit, world.households["A-001"])
    assert {"household", "person", "income", "spending", "correction_request"} <= set(copy)
    assert len(copy["person"]) == 4
    assert copy["person"][0]["id_number"].startswith("36"), "the family gets its own numbers in the clear"
    text = json.dumps(copy, ensure_ascii=False)
    assert "A-002" not in text and "_index" not in text


def test_a_table_that_is_added_is_in_the_copy_or_left_out_for_a_reason():
    assert all(LEFT_OUT.values())
    assert {"income", "person", "observation", "consent"} <= {table.name for table in bound_tables()}


def test_nobody_gets_the_copy_of_another_household(unit, world):
    unit.actor = world.actor(unit, "household_member")
    with pytest.raises(HouseholdNotFound):
        read_subject_file(unit, world.households["A-002"])


def test_the_copy_says_who_looked_at_the_numbers_and_why(units, world):
    with units.begin(system_actor("test")) as unit:
        unit.actor = world.actor(unit, "county_officer")
        reveal_person(unit, world.heads["A-001"], "to fill in the insurance form")
    with units.begin(system_actor("test"), read_only=True) as unit:
        (look,) = list_looks(unit, world.households["A-001"])
        assert look["why"] == "to fill in the insurance form"
        assert list_looks(unit, world.households["A-002"]) == []
        assert unit.session.scalar(select(CorrectionRequest.id)) is None
