"""The register's households as arrays: what is not recorded is not known, in scope, as of a day, by group."""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import delete, event, update

from foundation.unit_of_work import UnitOfWork
from monitoring.errors import FieldNotGroupable
from monitoring.measures import get_index
from monitoring.models import GradeChange, GradingRound
from monitoring.operations.rounds import start_round
from monitoring.queries.measures import MeasureData, MeasureFilters, read_measure_data
from monitoring.queries.measures import reading as reading_module
from monitoring.rules.measures import Counted, fgt, mpi
from monitoring.rules.measures.columns import EXPLAINING, Column
from registry.models import Household, Income, Person, Spending, Standing
from registry.operations.editing import edit_household
from registry.rules.edits import Edit
from registry.rules.words import Colour, HouseholdClass
from tests.builders.world import TODAY, TOWNSHIP_A, VILLAGE_A, World, add_household

EVERYTHING = frozenset(Column)


def read(unit: UnitOfWork, **filters: object) -> MeasureData:
    return read_measure_data(unit, MeasureFilters(columns=EVERYTHING, **filters))  # type: ignore[arg-type]


def change(unit: UnitOfWork, household_id: int, **values: object) -> None:
    unit.session.execute(update(Household).where(Household.id == household_id).values(**values))


def value_of(data: MeasureData, column: Column, household_id: int) -> float:
    return float(data[column][data.ids.tolist().index(household_id)])


def test_the_numbers_of_a_household_are_those_of_its_records(unit: UnitOfWork, world: World):
    data = read(unit)
    found = {column: value_of(data, column, world.households["A-001"]) for column in Column}
    assert len(data) == 5
    expected = {
        Column.SIZE: 4,
        Column.NET_INCOME: 41_999.96,
        Column.INCOME_PER_HEAD: 10_499.99,
        Column.CONSUMPTION: 7700,
        Column.CONSUMPTION_PER_HEAD: 1925,
        Column.FOOD: 7200,
        Column.HEALTH: 500,
        Column.EDUCATION: 0,
        Column.YOUNG: 1,
        Column.WORKING: 2,
        Column.OLD: 1,
        Column.DEPENDANT_SHARE: 0.5,
        Column.WORKER_SHARE: 0.5,
        Column.AWAY_SHARE: 0,
        Column.HEAD_AGE: 46,
        Column.HEAD_SCHOOLING: 9,
        Column.HEAD_IS_WOMAN: 1,
        Column.LAND_PER_HEAD: 1.5,
        Column.ROAD_KM: 1.5,
        Column.INCOME_LINE: 8800,
        Column.FOOD_LINE: 3500,
    }
    assert {column: found[column] for column in expected} == pytest.approx(expected)
    assert np.isnan(found[Column.SURVEY_WEIGHT])


def test_claims_and_income_of_other_years_and_production_do_not_count(unit: UnitOfWork, world: World):
    household = unit.session.get_one(Household, world.households["A-001"])
    place = {"household_id": household.id, "region_path": household.region_path}
    for day, source in ((TODAY, "wage"), (date(2025, 5, 31), "wage"), (date(2026, 1, 1), "claims")):
        unit.session.add(Income(**place, received_on=day, source=source, amount_minor=99_900))
    unit.session.add(Income(**place, received_on=date(2026, 1, 2), source="business_cost", amount_minor=100_000))
    unit.session.add(Spending(**place, spent_on=date(2026, 1, 1), kind="production", amount_minor=99_900))
    unit.session.flush()
    data = read(unit)
    assert value_of(data, Column.NET_INCOME, household.id) == pytest.approx(40_999.96)
    assert value_of(data, Column.CONSUMPTION, household.id) == 7700


def test_an_income_that_is_not_recorded_is_not_known_and_never_zero(unit: UnitOfWork, world: World):
    unit.session.execute(delete(Income).where(Income.household_id == world.households["A-002"]))
    unit.session.execute(delete(Spending).where(Spending.household_id == world.households["A-002"]))
    data = read(unit)
    for column in (Column.NET_INCOME, Column.INCOME_PER_HEAD, Column.CONSUMPTION, Column.FOOD, Column.HEALTH):
        assert np.isnan(value_of(data, column, world.households["A-002"])), column
    found = fgt(data[Column.INCOME_PER_HEAD], data[Column.INCOME_LINE], data.per_person())
    assert (found.poor, found.basis.left_out, found.basis.total) == (0, 1, 16)


def test_a_record_missing_among_members_makes_a_share_not_known(unit: UnitOfWork, world: World):
    unit.session.execute(
        update(Person).where(Person.id == world.heads["A-001"]).values(labour_status=None, works_away=None)
    )
    data = read(unit)
    assert np.isnan(value_of(data, Column.WORKER_SHARE, world.households["A-001"]))
    assert np.isnan(value_of(data, Column.AWAY_SHARE, world.households["A-001"]))
    assert value_of(data, Column.WORKER_SHARE, world.households["A-002"]) == 0.5


def test_a_household_without_members_has_no_size(unit: UnitOfWork, world: World):
    unit.session.execute(
        update(Person).where(Person.household_id == world.households["A-001"]).values(left_on=date(2026, 1, 1))
    )
    data = read(unit)
    assert np.isnan(value_of(data, Column.SIZE, world.households["A-001"]))
    assert data.per_person().counted is Counted.PEOPLE
    assert fgt(data[Column.NET_INCOME], 1, data.per_person()).basis.left_out == 1


def test_survey_weights_multiply_members_and_households(unit: UnitOfWork, world: World):
    change(unit, world.households["A-001"], survey_weight=2.5)
    data = read(unit)
    assert sorted(data.per_person().values) == [4, 4, 4, 4, 10]
    assert sorted(data.per_household().values) == [1, 1, 1, 1, 2.5]


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        ("county_officer", {"A-001", "A-002", "A-003", "B-001", "B-002"}),
        ("township_reviewer", {"A-001", "A-002", "A-003"}),
        ("caseworker", {"A-001", "A-002"}),
        ("enterprise", set()),
    ],
)
def test_nobody_reads_beyond_their_scope(unit: UnitOfWork, world: World, login: str, expected: set[str]):
    unit.actor = world.actor(unit, login)
    codes = {number: code for code, number in world.households.items()}
    assert {codes[number] for number in read(unit).ids.tolist()} == expected


def test_a_caseworker_reads_the_assigned_household_of_the_next_village_too(unit: UnitOfWork, world: World):
    unit.session.execute(
        update(Standing)
        .where(Standing.household_id == world.households["B-001"])
        .values(caseworker_id=world.users["caseworker"])
    )
    unit.actor = world.actor(unit, "caseworker")
    data = read(unit)
    assert set(data.ids.tolist()) == {world.households[code] for code in ("A-001", "A-002", "B-001")}
    assert value_of(data, Column.NET_INCOME, world.households["B-001"]) == pytest.approx(41_999.96)


def test_filters_narrow_what_is_read(unit: UnitOfWork, world: World):
    change(unit, world.households["A-001"], household_class="ordinary")
    unit.session.execute(
        update(Standing).where(Standing.household_id == world.households["A-002"]).values(colour=Colour.RED)
    )
    assert len(read(unit, region_path=TOWNSHIP_A)) == 3
    assert len(read(unit, household_class=HouseholdClass.ORDINARY)) == 1
    assert read(unit, colour=Colour.RED).ids.tolist() == [world.households["A-002"]]
    assert len(read(unit, region_path="99.")) == 0


def test_a_closed_household_counts_until_the_day_before(unit: UnitOfWork, world: World):
    change(unit, world.households["A-001"], closed_on=TODAY)
    assert len(read(unit)) == 4
    assert len(read(unit, as_of=TODAY - timedelta(days=1))) == 5


def test_nothing_to_read_gives_empty_arrays(unit: UnitOfWork, world: World):
    data = read(unit, region_path="99.", index=get_index(), by="region", cluster="village")
    assert data[Column.INCOME_PER_HEAD].shape == (0,)
    assert data.marks is not None
    assert data.marks.shape == (0, 10)
    assert np.isnan(fgt(data[Column.INCOME_PER_HEAD], 1).headcount)


def test_groups_by_region_take_the_level_below_and_know_their_names(unit: UnitOfWork, world: World):
    townships = read(unit, by="region").groups
    villages = read(unit, by="region", region_path=TOWNSHIP_A).groups
    counties = read(unit, by="county").groups
    assert townships is not None
    assert villages is not None
    assert counties is not None
    assert townships.titles == {"360121100": "甲镇", "360121101": "乙镇"}
    assert [(label, len(places)) for label, places in townships.members()] == [("360121100", 3), ("360121101", 2)]
    assert villages.labels == ("360121100201", "360121100202")
    assert counties.labels == ("360121",)


def test_groups_by_code_list_by_text_and_by_further_field(unit: UnitOfWork, world: World):
    change(unit, world.households["A-001"], household_class="ordinary", language="gan", extra={"stove": "open_fire"})
    for by, expected in (
        ("class", {"ex_poor": 4, "ordinary": 1}),
        ("language", {"gan": 1, "mandarin": 4}),
        ("extra.stove", {"open_fire": 1, "not known": 4}),
        ("colour", {"unknown": 5}),
        ("water", {"not known": 5}),
    ):
        groups = read(unit, by=by).groups
        assert groups is not None
        assert {label: len(places) for label, places in groups.members()} == expected, by


@pytest.mark.parametrize("by", ["name", "id_number", "extra.", "address"])
def test_no_other_field_makes_groups(unit: UnitOfWork, by: str):
    with pytest.raises(FieldNotGroupable):
        read(unit, by=by)


def test_clusters_are_numbered_beside_groups(unit: UnitOfWork, world: World):
    data = read(unit, by="township", cluster="village")
    assert data.clusters is not None
    assert data.clusters.tolist() == [0, 0, 1, 2, 3]


def test_a_past_day_is_read_as_it_was(unit: UnitOfWork, world: World):
    household_id, day = world.households["A-001"], TODAY - timedelta(days=30)
    edit_household(unit, household_id, Edit({"land_mu": 12.0}, valid_from=TODAY - timedelta(days=10)))
    unit.session.flush()
    then, now = read(unit, as_of=day), read(unit)
    assert value_of(then, Column.LAND_PER_HEAD, household_id) == 1.5
    assert value_of(now, Column.LAND_PER_HEAD, household_id) == 3
    assert (then.on, now.on) == (day, TODAY)
    # The window of mid-May begins a month earlier than that of mid-June.
    assert value_of(then, Column.NET_INCOME, household_id) != value_of(now, Column.NET_INCOME, household_id)


def test_the_line_of_a_past_day_is_that_of_its_year(unit: UnitOfWork, world: World):
    found = read(unit, as_of=date(2023, 6, 1))
    assert set(found[Column.INCOME_LINE].tolist()) == {7300.0}


def test_the_colour_of_a_past_day_is_that_of_the_last_round(unit: UnitOfWork, world: World):
    household = unit.session.get_one(Household, world.households["A-001"])
    for day, colour in ((TODAY - timedelta(days=60), "red"), (TODAY - timedelta(days=20), "green")):
        round_id = start_round(unit, as_of=day).round_id
        unit.session.execute(update(GradingRound).where(GradingRound.id == round_id).values(state="finished"))
        unit.session.add(
            GradeChange(
                round_id=round_id, household_id=household.id, region_path=household.region_path,
                from_colour=None, to_colour=colour, score=0, reasons=[],
            )
        )  # fmt: skip
        unit.session.flush()
    found = {}
    for days in (70, 30, 10):
        groups = read(unit, by="colour", as_of=TODAY - timedelta(days=days)).groups
        assert groups is not None
        found[days] = {label: len(places) for label, places in groups.members()}
    assert found == {70: {"not known": 5}, 30: {"red": 1, "not known": 4}, 10: {"green": 1, "not known": 4}}


def test_many_ids_are_read_in_parts_and_joined(unit: UnitOfWork, world: World, monkeypatch: pytest.MonkeyPatch):
    whole = read(unit, index=get_index("china"), by="village")
    monkeypatch.setattr(reading_module, "PART", 2)
    parts = read(unit, index=get_index("china"), by="village")
    assert parts.ids.tolist() == whole.ids.tolist()
    assert all(np.array_equal(parts[column], whole[column], equal_nan=True) for column in Column)
    assert parts.marks is not None
    assert parts.marks.tolist() == whole.marks.tolist()  # type: ignore[union-attr]


def test_reading_costs_few_statements_whatever_the_number(unit: UnitOfWork, world: World):
    def count() -> int:
        seen: list[str] = []
        connection = unit.session.connection()

        def note(_c: object, _u: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        read(unit, index=get_index(), by="region")
        event.remove(connection, "before_cursor_execute", note)
        return len(seen)

    few = count()
    for number in range(20):
        add_household(unit, world, f"C-{number:03}", VILLAGE_A, "丙", "male")
    assert count() == few <= 6


def test_the_shipped_indices_can_be_measured(unit: UnitOfWork, world: World):
    data = read(unit, index=get_index("china"))
    found = mpi(data.marks, get_index("china"), data.per_person())
    assert found.uncensored["food"] == 1  # 7,200 yuan for four are below 3,500 for each equivalent adult
    assert (found.h, found.vulnerable, found.basis.left_out) == (0, 1, 0)


def test_what_explains_vulnerability_is_known_of_the_world(unit: UnitOfWork, world: World):
    data = read_measure_data(unit, MeasureFilters(columns=frozenset(EXPLAINING)))
    assert all(np.isfinite(data[column]).all() for column in EXPLAINING)
