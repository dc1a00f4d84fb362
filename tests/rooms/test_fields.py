"""Further fields are defined for a region, mean one thing everywhere, and never hurt the values that are there."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person
from registry.operations.fields import change_field, define_field, resume_field, retire_field
from registry.operations.region_changes import merge_regions, move_region
from registry.queries.field_values import count_options, count_values
from registry.queries.fields import find_definition, list_all_definitions, list_definitions, list_field_rows
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind, FieldOption
from registry.rules.fields_errors import (
    FieldInUse,
    FieldKeyTaken,
    FieldMeansSomethingElse,
    FieldNotFound,
    FieldOutsideArea,
    FieldRetiredAlready,
    OptionInUse,
    RangeLeavesValuesOut,
)
from tests.builders.world import COUNTY, TODAY, TOWNSHIP_A, TOWNSHIP_B, VILLAGE_A, VILLAGE_A2, VILLAGE_B, World

START = date(2026, 1, 1)
GRAIN = FieldDefinition(
    "grain_store", FieldEntity.HOUSEHOLD, FieldKind.NUMBER, "Grain in store", "存粮", unit="kg", low=0,
    region_path=COUNTY, valid_from=START,
)  # fmt: skip
ROAD = FieldDefinition(
    "road_kind", FieldEntity.HOUSEHOLD, FieldKind.CODE, "Road", "道路", region_path=TOWNSHIP_A, valid_from=START,
    options=(FieldOption("tar", "Tarmac", "柏油路"), FieldOption("mud", "Mud", "土路")),
)  # fmt: skip
SMOKES = FieldDefinition(
    "smokes", FieldEntity.PERSON, FieldKind.FLAG, "Smokes", "吸烟", region_path=COUNTY, valid_from=START
)


def keys(definitions: list[FieldDefinition]) -> list[str]:
    return [definition.key for definition in definitions]


def give(unit: UnitOfWork, world: World, code: str, **values: object) -> None:
    unit.session.execute(update(Household).where(Household.id == world.households[code]).values(extra=values))


def test_a_region_has_its_own_fields_and_those_above(unit: UnitOfWork) -> None:
    for definition in (GRAIN, ROAD, SMOKES, replace(SMOKES, key="drinks", region_path="")):
        define_field(unit, definition)
    assert keys(list_definitions(unit, VILLAGE_A)) == ["drinks", "grain_store", "smokes", "road_kind"]
    assert keys(list_definitions(unit, VILLAGE_A, FieldEntity.PERSON)) == ["drinks", "smokes"]
    assert keys(list_definitions(unit, VILLAGE_B)) == ["drinks", "grain_store", "smokes"]
    assert keys(list_definitions(unit, "")) == ["drinks"]
    assert keys(list_all_definitions(unit)) == ["drinks", "grain_store", "road_kind", "smokes"]
    assert keys(list_all_definitions(unit, region_path=TOWNSHIP_B)) == ["drinks", "grain_store", "smokes"]
    assert list_definitions(unit, COUNTY, on=START - timedelta(days=1)) == []
    assert find_definition(unit, VILLAGE_A, "road_kind") == ROAD
    assert find_definition(unit, VILLAGE_B, "road_kind") is None


def test_one_key_means_one_thing_everywhere(unit: UnitOfWork) -> None:
    define_field(unit, replace(ROAD, region_path=TOWNSHIP_A))
    with pytest.raises(FieldMeansSomethingElse):
        define_field(unit, replace(GRAIN, key="road_kind", region_path=TOWNSHIP_B))
    other = replace(ROAD, region_path=TOWNSHIP_B, options=(ROAD.options[0], FieldOption("rail", "Rail", "铁路")))
    define_field(unit, other)
    (both,) = list_all_definitions(unit)
    assert both.codes == ("tar", "mud", "rail")


def test_a_key_that_is_asked_here_already_is_taken(unit: UnitOfWork) -> None:
    define_field(unit, GRAIN)
    for path in (COUNTY, TOWNSHIP_A):
        with pytest.raises(FieldKeyTaken):
            define_field(unit, replace(GRAIN, region_path=path))


def test_nobody_defines_for_more_than_their_area(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "county_officer")
    define_field(unit, GRAIN)
    with pytest.raises(FieldOutsideArea):
        define_field(unit, replace(SMOKES, region_path=""))
    unit.actor = world.actor(unit, "township_reviewer")
    field = list_field_rows(unit)[0].ExtraField
    with pytest.raises(FieldOutsideArea):
        retire_field(unit, field.id, on=TODAY)
    with pytest.raises(FieldNotFound):
        retire_field(unit, 0, on=TODAY)


def test_words_change_at_any_time_and_kinds_only_without_values(unit: UnitOfWork, world: World) -> None:
    done = define_field(unit, GRAIN)
    change_field(unit, done.field_id, replace(GRAIN, unit="t", question_en="Grain", kind=FieldKind.WHOLE))
    give(unit, world, "A-001", grain_store=3)
    change_field(unit, done.field_id, replace(GRAIN, unit="t", question_zh="粮食", kind=FieldKind.WHOLE))
    for harm in (replace(GRAIN, kind=FieldKind.WHOLE), replace(GRAIN, unit="t")):
        with pytest.raises(FieldInUse):
            change_field(unit, done.field_id, harm)
    found = find_definition(unit, COUNTY, "grain_store")
    assert found is not None and (found.question_zh, found.unit) == ("粮食", "t")


def test_an_option_goes_only_when_nobody_has_it(unit: UnitOfWork, world: World) -> None:
    done = define_field(unit, ROAD)
    give(unit, world, "A-001", road_kind="mud")
    three = (*ROAD.options, FieldOption("rail", "Rail", "铁路"))
    change_field(unit, done.field_id, replace(ROAD, options=three))
    with pytest.raises(OptionInUse):
        change_field(unit, done.field_id, replace(ROAD, options=(three[0], three[2])))
    change_field(unit, done.field_id, replace(ROAD, options=three[1:]))
    assert count_options(unit, ROAD) == {"mud": 1}


def test_a_range_narrows_around_what_is_there(unit: UnitOfWork, world: World) -> None:
    done = define_field(unit, GRAIN)
    give(unit, world, "A-001", grain_store=50.5)
    give(unit, world, "A-002", grain_store=None)
    with pytest.raises(RangeLeavesValuesOut):
        change_field(unit, done.field_id, replace(GRAIN, high=50))
    change_field(unit, done.field_id, replace(GRAIN, high=51))


def test_a_retired_field_is_asked_no_more_and_keeps_its_values(unit: UnitOfWork, world: World) -> None:
    done = define_field(unit, GRAIN)
    give(unit, world, "A-001", grain_store=1)
    retire_field(unit, done.field_id, on=TODAY)
    assert list_definitions(unit, VILLAGE_A) == []
    assert keys(list_definitions(unit, VILLAGE_A, on=TODAY - timedelta(days=1))) == ["grain_store"]
    assert keys(list_definitions(unit, VILLAGE_A, with_retired=True)) == ["grain_store"]
    assert count_values(unit)[FieldEntity.HOUSEHOLD, "grain_store"] == 1
    with pytest.raises(FieldRetiredAlready):
        retire_field(unit, done.field_id, on=TODAY)
    resume_field(unit, done.field_id)
    resume_field(unit, done.field_id)
    assert keys(list_definitions(unit, VILLAGE_A)) == ["grain_store"]


def test_values_are_counted_where_the_reader_may_look(unit: UnitOfWork, world: World) -> None:
    give(unit, world, "A-001", grain_store=1)
    give(unit, world, "B-001", grain_store=1, has_tap=None)
    unit.session.execute(update(Person).where(Person.id == world.heads["B-001"]).values(extra={"smokes": True}))
    assert count_values(unit) == {(FieldEntity.HOUSEHOLD, "grain_store"): 2, (FieldEntity.PERSON, "smokes"): 1}
    unit.actor = world.actor(unit, "township_reviewer")
    assert count_values(unit) == {(FieldEntity.HOUSEHOLD, "grain_store"): 1}


def test_fields_follow_their_region(unit: UnitOfWork) -> None:
    define_field(unit, replace(ROAD, region_path=VILLAGE_A))
    move_region(unit, "360121100201", parent="360121101", on=TODAY)
    assert keys(list_definitions(unit, f"{TOWNSHIP_B}360121100201.")) == ["road_kind"]


def test_a_merged_region_hands_its_fields_over(unit: UnitOfWork) -> None:
    define_field(unit, replace(ROAD, region_path=VILLAGE_A))
    define_field(unit, replace(SMOKES, region_path=VILLAGE_A))
    there = replace(ROAD, region_path=VILLAGE_A2, options=(*ROAD.options[:1], FieldOption("rail", "Rail", "铁路")))
    define_field(unit, there)
    merge_regions(unit, "360121100201", into="360121100202", on=TODAY)
    found = {definition.key: definition for definition in list_definitions(unit, VILLAGE_A2)}
    assert set(found) == {"road_kind", "smokes"}
    assert set(found["road_kind"].codes) == {"tar", "mud", "rail"}
