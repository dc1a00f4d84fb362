"""What readers see of grades, changes and colours: their own households, in words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from casework.operations.flagging import open_leads
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from monitoring.errors import RuleSetChanged, RuleSetInvalid, RuleSetNotFound, RuleSetOutOfForce
from monitoring.operations.parts import grade_part
from monitoring.operations.rounds import finish_round, start_round
from monitoring.operations.rulesets import store_rule_set, take_rule_set
from monitoring.queries.changes import ChangeFilters, iterate_changes, list_changes, list_flow, select_flagged
from monitoring.queries.cockpit import count_colours, list_region_colours
from monitoring.queries.grades import explain_household, export_grades
from monitoring.queries.rulesets import find_rule_set, list_rule_sets
from monitoring.rulesets import shipped_source
from registry.models import Household, Income, Person
from registry.operations.standing import assign_caseworkers
from registry.rules.causes import Cause
from registry.rules.words import Colour
from tests.builders.world import TODAY, VILLAGE_A, World

SOURCE = shipped_source("default") or ""
PAGE = PageRequest()


@pytest.fixture(autouse=True)
def _calm(unit: UnitOfWork) -> None:
    """Give every household three times the income, so that each is green until a test spoils it."""
    unit.session.execute(update(Income).values(amount_minor=Income.amount_minor * 3))


def run(unit: UnitOfWork) -> int:
    """Run a whole round and return its id."""
    started = start_round(unit)
    for part in started.parts:
        grade_part(unit, started.round_id, part.first_id, part.last_id)
    return finish_round(unit, started.round_id).round_id


def change(unit: UnitOfWork, household_id: int, **values: object) -> None:
    unit.session.execute(update(Household).where(Household.id == household_id).values(**values))


def impoverish(unit: UnitOfWork, household_id: int, divisor: int) -> None:
    unit.session.execute(
        update(Income).where(Income.household_id == household_id).values(amount_minor=Income.amount_minor / divisor)
    )


def test_a_grade_is_explained_with_value_line_and_way_back(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    impoverish(unit, household_id, 5)
    change(unit, household_id, is_water_safe=False)
    run(unit)
    explained = explain_household(unit, household_id)
    assert explained is not None
    assert (explained.colour, explained.as_of) == (Colour.RED, TODAY)
    assert explained.legend.title.in_language("zh") == "红色"
    assert [reason.rule_id for reason in explained.reasons][:1] == ["unsafe_water"]
    below = next(reason for reason in explained.reasons if reason.rule_id == "below_line")
    (measure,) = below.measures
    assert measure.indicator.id == "income_to_line"
    assert isinstance(measure.value, float)
    assert 60 < measure.value < 100
    assert (measure.lower, measure.upper, measure.way_back.at_least) == (None, 100, 100)
    assert measure.band_title is not None
    assert measure.band_title.en == "below the line"
    assert below.cause is Cause.LOW_INCOME


def test_conditions_that_did_not_hold_are_no_reasons(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    impoverish(unit, household_id, 5)
    unit.session.execute(
        update(Person).where(Person.household_id == household_id, Person.relation == "parent").values(health="serious")
    )
    run(unit)
    explained = explain_household(unit, household_id)
    assert explained is not None
    reason = next(reason for reason in explained.reasons if reason.rule_id == "below_line_with_risk")
    assert [measure.indicator.id for measure in reason.measures] == ["income_to_line", "seriously_ill_members"]


def test_missing_inputs_are_named(unit: UnitOfWork, world: World) -> None:
    change(unit, world.households["A-001"], is_dwelling_safe=None, surveyed_on=None)
    run(unit)
    explained = explain_household(unit, world.households["A-001"])
    assert explained is not None
    assert (explained.colour, explained.is_stale, explained.surveyed_on) == (Colour.UNKNOWN, True, None)
    assert [indicator.id for indicator in explained.unknowns] == ["dwelling_safe"]


def test_an_ungraded_household_has_no_explanation(unit: UnitOfWork, world: World) -> None:
    assert explain_household(unit, world.households["A-001"]) is None


def test_the_latest_finished_round_is_explained(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    run(unit)
    change(unit, household_id, is_water_safe=False)
    second = run(unit)
    running = start_round(unit)
    grade_part(unit, running.round_id, running.parts[0].first_id, running.parts[0].last_id)
    explained = explain_household(unit, household_id)
    assert explained is not None
    assert (explained.round_id, explained.colour) == (second, Colour.RED)


def test_a_grade_outside_the_area_does_not_exist_for_the_reader(unit: UnitOfWork, world: World) -> None:
    run(unit)
    unit.actor = world.actor(unit, "caseworker")
    assert explain_household(unit, world.households["A-001"]) is not None
    assert explain_household(unit, world.households["B-001"]) is None


def test_an_assigned_household_of_the_next_village_is_explained(unit: UnitOfWork, world: World) -> None:
    run(unit)
    assign_caseworkers(unit, [(world.households["B-001"], world.users["caseworker"], None)])
    unit.actor = world.actor(unit, "caseworker")
    assert explain_household(unit, world.households["B-001"]) is not None


def test_past_reasons_do_not_change_when_the_register_does(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    change(unit, household_id, is_water_safe=False)
    run(unit)
    change(unit, household_id, is_water_safe=True)
    explained = explain_household(unit, household_id)
    assert explained is not None
    assert explained.reasons[0].measures[0].value is False


def test_changes_are_listed_filtered_and_scoped(unit: UnitOfWork, world: World) -> None:
    run(unit)
    change(unit, world.households["A-001"], is_water_safe=False)
    change(unit, world.households["A-003"], is_dwelling_safe=None)
    change(unit, world.households["B-001"], is_dwelling_safe=False)
    round_id = run(unit)
    listed = list_changes(unit, round_id, ChangeFilters(), PAGE)
    assert [(row.code, row.from_colour, row.to_colour) for row in listed.rows] == [
        ("A-001", "green", "red"),
        ("B-001", "green", "red"),
        ("A-003", "green", "unknown"),
    ]
    assert (listed.rows[0].head, listed.rows[0].village) == ("陈桂英", "甲一村")

    def codes(**args: str) -> set[str]:
        page = list_changes(unit, round_id, ChangeFilters.from_args(args), PAGE)
        return {row.code for row in page.rows}

    assert codes(to="red") == {"A-001", "B-001"}
    assert codes(to="pink") == {"A-001", "A-003", "B-001"}
    assert codes(**{"from": "green"}) == {"A-001", "A-003", "B-001"}
    assert codes(**{"from": "red"}) == set()
    assert codes(reason="unsafe_water") == {"A-001"}
    assert codes(region="360121100") == {"A-001", "A-003"}
    assert codes(region="nowhere") == set()
    assert len(iterate_changes(unit, round_id, ChangeFilters(to_colour=Colour.RED))) == 2
    unit.actor = world.actor(unit, "caseworker")
    assert codes() == {"A-001"}
    unit.actor = world.actor(unit, "enterprise")
    assert codes() == set()


def test_changes_can_be_sorted_by_code(unit: UnitOfWork, world: World) -> None:
    for code in world.households:
        change(unit, world.households[code], is_water_safe=False)
    round_id = run(unit)
    page = list_changes(unit, round_id, ChangeFilters(), PageRequest(number=1, size=2, sort="-code"))
    assert [row.code for row in page.rows] == ["B-002", "B-001"]
    assert page.total == len(world.households)


def test_the_flow_between_two_rounds_is_net(unit: UnitOfWork, world: World) -> None:
    back_and_forth, turned = world.households["A-001"], world.households["B-001"]
    first = run(unit)
    change(unit, back_and_forth, is_water_safe=False)
    change(unit, turned, is_water_safe=None)
    second = run(unit)
    change(unit, back_and_forth, is_water_safe=True)
    change(unit, turned, is_water_safe=False)
    third = run(unit)

    def flow(start: int, end: int) -> list[tuple[str | None, str, int]]:
        return sorted(tuple(row) for row in list_flow(unit, start, end))

    assert flow(first, second) == [("green", "red", 1), ("green", "unknown", 1)]
    assert flow(second, third) == [("red", "green", 1), ("unknown", "red", 1)]
    assert flow(first, third) == [("green", "red", 1)]
    unit.actor = world.actor(unit, "caseworker")
    assert flow(second, third) == [("red", "green", 1)]


def test_colours_are_counted_by_the_regions_below(unit: UnitOfWork, world: World) -> None:
    change(unit, world.households["A-001"], is_water_safe=False)
    run(unit)
    assert count_colours(unit)[Colour.RED] == 1
    assert count_colours(unit, VILLAGE_A)[Colour.GREEN] == 1
    first, second = list_region_colours(unit, "360121")
    assert (first.code, first.total, first.flagged, first.flagged_bps) == ("360121100", 3, 1, 3333)
    assert (second.code, second.total, second.flagged_bps) == ("360121101", 2, 0)
    unit.actor = world.actor(unit, "township_reviewer")
    assert [region.code for region in list_region_colours(unit, "360121")] == ["360121100"]
    assert sum(count_colours(unit).values()) == 3


def test_a_region_without_households_is_listed_with_zero(unit: UnitOfWork, world: World) -> None:
    for code in ("B-001", "B-002"):
        change(unit, world.households[code], closed_on=TODAY)
    run(unit)
    empty = list_region_colours(unit, "360121")[1]
    assert (empty.total, empty.flagged_bps) == (0, None)


def test_the_export_has_every_graded_household_of_the_reader(unit: UnitOfWork, world: World) -> None:
    change(unit, world.households["A-002"], is_water_safe=False, is_dwelling_safe=False)
    run(unit)
    rows = list(export_grades(unit))
    assert [row[0] for row in rows] == sorted(world.households)
    assert rows[1] == ("A-002", "red", 80, "unsafe_dwelling unsafe_water")
    unit.actor = world.actor(unit, "caseworker")
    assert [row[0] for row in export_grades(unit)] == ["A-001", "A-002"]


def test_nothing_is_exported_before_the_first_round(unit: UnitOfWork, world: World) -> None:
    assert list(export_grades(unit)) == []


def test_flagged_changes_carry_the_causes_their_rules_name(unit: UnitOfWork, world: World) -> None:
    change(unit, world.households["A-001"], is_water_safe=False, is_dwelling_safe=False)
    change(unit, world.households["A-002"], is_dwelling_safe=None)
    impoverish(unit, world.households["B-001"], 100)
    round_id = run(unit)
    rows = {row.household_id: row for row in unit.session.execute(select_flagged(unit, round_id))}
    assert set(rows) == {world.households["A-001"], world.households["B-001"]}
    assert rows[world.households["A-001"]].causes == ["housing", "water"]
    assert rows[world.households["B-001"]].causes[0] == "low_income"


def test_flagged_changes_open_leads_set_by_set(unit: UnitOfWork, world: World) -> None:
    change(unit, world.households["A-001"], is_water_safe=False)
    round_id = run(unit)
    assert open_leads(unit, select_flagged(unit, round_id), round_id=round_id).opened == 1


def test_a_rule_set_is_taken_into_the_record_once(unit: UnitOfWork) -> None:
    first = store_rule_set(unit, SOURCE)
    assert first.is_new
    assert store_rule_set(unit, SOURCE) == replace(first, is_new=False)
    assert [row.version for row in list_rule_sets(unit)] == [1]


def test_a_version_in_the_record_never_changes(unit: UnitOfWork) -> None:
    store_rule_set(unit, SOURCE)
    with pytest.raises(RuleSetChanged, match="version"):
        store_rule_set(unit, SOURCE.replace("points = 40", "points = 41", 1))


def test_a_faulty_rule_set_is_not_stored(unit: UnitOfWork) -> None:
    with pytest.raises(RuleSetInvalid):
        store_rule_set(unit, SOURCE.replace("points = 40", "points = true", 1))
    assert list_rule_sets(unit) == []


def test_the_highest_version_in_force_on_the_day_is_taken(unit: UnitOfWork) -> None:
    later = TODAY + timedelta(days=10)
    second = SOURCE.replace("version = 1", "version = 2", 1).replace("valid_from = 2020-01-01", f"valid_from = {later}")
    store_rule_set(unit, second)
    assert take_rule_set(unit, "default", TODAY).rules.version == 1
    assert take_rule_set(unit, "default", later).rules.version == 2


def test_a_rule_set_that_is_not_there_or_not_in_force_is_told_apart(unit: UnitOfWork) -> None:
    with pytest.raises(RuleSetNotFound):
        take_rule_set(unit, "no_such_rules", TODAY)
    with pytest.raises(RuleSetOutOfForce):
        take_rule_set(unit, "default", TODAY.replace(year=2019))
    assert find_rule_set(unit, "default", TODAY) is not None


def test_a_county_keeps_rules_of_its_own_beside_the_shipped_ones(unit: UnitOfWork) -> None:
    own = SOURCE.replace('name = "default"', 'name = "jia_county"', 1)
    store_rule_set(unit, own)
    assert take_rule_set(unit, "jia_county", TODAY).rules.name == "jia_county"
    assert take_rule_set(unit, "default", TODAY).rules.name == "default"
