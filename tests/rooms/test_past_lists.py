"""The list and the file of a past day: filters ask what was true then, and name only whom the reader may see now."""

from datetime import date, timedelta

import pytest

from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound
from registry.operations.changes import change_head, close_household, move_household, remove_member
from registry.operations.editing import edit_household, edit_person
from registry.queries.households import HouseholdFilters
from registry.queries.past import (
    get_past_household,
    iterate_past_households,
    list_past_households,
    list_past_people,
)
from registry.rules.changes import EndReason
from registry.rules.changes_input import Destination, Occasion
from registry.rules.edits import Edit
from registry.rules.words import HouseholdClass, Relation
from reports.household_file.past import read_past_file
from tests.builders.world import TODAY, TOWNSHIP_A, TOWNSHIP_B, World

CHANGED_ON = TODAY - timedelta(days=10)
BEFORE, AFTER = CHANGED_ON - timedelta(days=1), CHANGED_ON
THEN = Occasion(CHANGED_ON)


def codes(unit: UnitOfWork, on: date, **filters: str) -> list[str]:
    page = list_past_households(unit, on, HouseholdFilters(**filters), PageRequest())
    assert [row.code for row in iterate_past_households(unit, on, HouseholdFilters(**filters))] == [
        row.code for row in page.rows
    ]
    assert page.total == len(page.rows)
    return [row.code for row in page.rows]


def test_a_household_is_listed_where_it_lived(unit: UnitOfWork, world: World) -> None:
    move_household(unit, world.households["A-001"], THEN, village_code="360121101201", address=None)
    assert codes(unit, BEFORE, region_path=TOWNSHIP_A) == ["A-001", "A-002", "A-003"]
    assert codes(unit, AFTER, region_path=TOWNSHIP_A) == ["A-002", "A-003"]
    assert codes(unit, AFTER, region_path=TOWNSHIP_B) == ["A-001", "B-001", "B-002"]
    (row,) = list_past_households(unit, BEFORE, HouseholdFilters(words="A-001"), PageRequest()).rows
    assert (row.village, row.members, row.head) == ("甲一村", 4, "陈桂英")


def test_a_class_is_the_one_of_the_day(unit: UnitOfWork, world: World) -> None:
    edit = Edit({"household_class": HouseholdClass.ORDINARY}, valid_from=CHANGED_ON)
    edit_household(unit, world.households["A-002"], edit)
    assert codes(unit, BEFORE, household_class="ordinary") == []
    assert codes(unit, AFTER, household_class="ordinary") == ["A-002"]
    assert "A-002" in codes(unit, BEFORE, household_class="ex_poor")


def test_heads_are_found_by_the_name_they_had_then(unit: UnitOfWork, world: World) -> None:
    edit_person(unit, world.heads["A-001"], Edit({"name": "陈新名"}, valid_from=CHANGED_ON))
    assert codes(unit, BEFORE, words="桂英") == ["A-001"] and codes(unit, BEFORE, words="新名") == []
    assert codes(unit, AFTER, words="新名") == ["A-001"] and codes(unit, AFTER, words="桂英") == []


def test_who_was_head_then_is_found_and_who_became_it_later_is_not(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    spouse = next(person for person in list_past_people(unit, household, BEFORE) if person.relation == "spouse")
    relations = {world.heads["A-001"]: Relation.SPOUSE}
    change_head(unit, household, THEN, spouse.id, relations)
    assert codes(unit, BEFORE, words=spouse.name) == [] and codes(unit, AFTER, words=spouse.name) == ["A-001"]


def test_a_sign_of_the_search_language_is_a_plain_sign(unit: UnitOfWork) -> None:
    for words in ("%", "_", "\\", "A-00_"):
        assert codes(unit, BEFORE, words=words) == []


def test_what_closed_later_was_there_and_what_was_registered_later_was_not(unit: UnitOfWork, world: World) -> None:
    close_household(unit, world.households["B-001"], THEN, EndReason.MOVED_AWAY)
    assert "B-001" in codes(unit, BEFORE) and "B-001" not in codes(unit, AFTER)
    assert codes(unit, date(2020, 12, 31)) == []
    assert len(list_past_people(unit, world.households["B-001"], BEFORE)) == 4
    with pytest.raises(HouseholdNotFound):
        get_past_household(unit, world.households["B-001"], AFTER)


def test_nobody_sees_the_past_of_households_outside_their_area(unit: UnitOfWork, world: World) -> None:
    move_household(unit, world.households["A-001"], THEN, village_code="360121101201", address=None)
    unit.actor = world.actor(unit, "caseworker")
    assert codes(unit, BEFORE) == ["A-002"]
    with pytest.raises(HouseholdNotFound):
        read_past_file(unit, world.households["A-001"], BEFORE)


def test_the_file_of_a_day_has_the_members_and_the_money_of_that_day(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    parent = list_past_people(unit, household, BEFORE)[1]
    remove_member(unit, household, THEN, parent.id, destination=Destination())
    before, after = read_past_file(unit, household, BEFORE), read_past_file(unit, household, AFTER)
    assert (len(before.people), len(after.people)) == (4, 3)
    assert before.name == "陈桂英" and before.household.land_mu == 6.0
    early = read_past_file(unit, household, date(2025, 9, 15))
    assert early.money.last_on == date(2025, 8, 31) and early.money.net_income.minor < before.money.net_income.minor


def test_pages_follow_one_another(unit: UnitOfWork) -> None:
    wanted = [list_past_households(unit, BEFORE, HouseholdFilters(), PageRequest(n, 2)) for n in (1, 2, 3)]
    assert [row.code for page in wanted for row in page.rows] == ["A-001", "A-002", "A-003", "B-001", "B-002"]
    assert {page.total for page in wanted} == {5}
