"""Each deprivation that the register can tell: when a household lacks it, when not, and when it cannot be told."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import delete, func, select, update

from foundation.unit_of_work import UnitOfWork
from monitoring.measures import get_index
from monitoring.queries.measures import MeasureFilters, read_measure_data
from monitoring.queries.measures.deprivations import CHILD_DIED, HOME_RULES, MEMBER_RULES
from monitoring.rules.measures.deprivations import CATALOGUE
from monitoring.rules.measures.mpi_spec import MpiSpec
from registry.models import Household, Income, Person, Spending
from tests.builders.world import TODAY, World

LACKS, HAS, UNKNOWN = 1, 0, -1
LIMITS = {
    "undernourished_member": {"below_age": 70},
    "child_died": {"below_age": 18, "years": 5},
    "nobody_finished_primary": {"from_age": 12},
    "child_not_attending": {"from_age": 6, "below_age": 15},
    "child_out_of_school": {"from_age": 6, "below_age": 16},
    "poor_water": {"minutes": 30},
    "few_assets": {"most": 1},
    "nobody_able_to_work": {"from_age": 16},
    "debt_above_income": {"percent": 100},
}
HEAD, SPOUSE, CHILD, ELDER = "1", "2", "3", "4"


def index_of(reads: str, lacks: tuple[str, ...] = ()) -> MpiSpec:
    """An index of one indicator."""
    indicator = replace(
        get_index().indicators[0], id="it", reads=reads, limits=LIMITS.get(reads, {}), lacks=lacks, weight=Fraction(1)
    )
    return replace(get_index(), indicators=(indicator,), dimensions=get_index().dimensions[:1])


def mark_of(unit: UnitOfWork, world: World, reads: str, lacks: tuple[str, ...] = ()) -> int:
    unit.session.flush()
    data = read_measure_data(unit, MeasureFilters(index=index_of(reads, lacks)))
    assert data.marks is not None
    return int(data.marks[data.ids.tolist().index(world.households["A-001"]), 0])


def set_home(unit: UnitOfWork, world: World, values: dict) -> None:
    unit.session.execute(update(Household).where(Household.id == world.households["A-001"]).values(**values))


def set_member(unit: UnitOfWork, world: World, member: str, values: dict) -> None:
    found = (Person.household_id == world.households["A-001"], Person.code == member)
    unit.session.execute(update(Person).where(*found).values(**values))


def set_all(unit: UnitOfWork, world: World, values: dict) -> None:
    unit.session.execute(update(Person).where(Person.household_id == world.households["A-001"]).values(**values))


def test_whatever_the_catalogue_names_can_be_read_and_nothing_else():
    assert set(CATALOGUE) == {*MEMBER_RULES, *HOME_RULES, CHILD_DIED}
    assert set(LIMITS) == {name for name, found in CATALOGUE.items() if found.limits}
    assert all(set(LIMITS[name]) == set(CATALOGUE[name].limits) for name in LIMITS)


@pytest.mark.parametrize(
    ("reads", "values", "expected"),
    [
        ("solid_fuel", {"cooking_fuel": "wood"}, LACKS),
        ("solid_fuel", {"cooking_fuel": "coal"}, LACKS),
        ("solid_fuel", {"cooking_fuel": "gas"}, HAS),
        ("solid_fuel", {"cooking_fuel": None}, UNKNOWN),
        ("poor_sanitation", {"sanitation": "shared"}, LACKS),
        ("poor_sanitation", {"sanitation": "none"}, LACKS),
        ("poor_sanitation", {"sanitation": "improved"}, HAS),
        ("poor_sanitation", {"sanitation": None}, UNKNOWN),
        ("poor_water", {"water_source": "carried", "is_water_safe": True}, LACKS),
        ("poor_water", {"water_source": "piped", "is_water_safe": None}, HAS),
        ("poor_water", {"water_source": "piped", "is_water_safe": False}, LACKS),
        ("poor_water", {"water_source": "protected_well", "water_minutes": 30, "is_water_safe": None}, LACKS),
        ("poor_water", {"water_source": "protected_well", "water_minutes": 29, "is_water_safe": None}, HAS),
        ("poor_water", {"water_source": "protected_well", "water_minutes": None, "is_water_safe": None}, UNKNOWN),
        ("poor_water", {"water_source": None, "is_water_safe": True}, HAS),
        ("poor_water", {"water_source": None, "is_water_safe": None}, UNKNOWN),
        ("no_electricity", {"has_electricity": False}, LACKS),
        ("no_electricity", {"has_electricity": True}, HAS),
        ("no_electricity", {"has_electricity": None}, UNKNOWN),
        ("poor_shell", {"is_shell_sound": False}, LACKS),
        ("poor_shell", {"is_shell_sound": True}, HAS),
        ("poor_shell", {"is_shell_sound": None}, UNKNOWN),
        ("few_assets", {"assets": ["radio"]}, LACKS),
        ("few_assets", {"assets": []}, LACKS),
        ("few_assets", {"assets": ["radio", "telephone"]}, HAS),
        ("few_assets", {"assets": ["car"]}, HAS),
        ("few_assets", {"assets": None}, UNKNOWN),
        ("unsafe_dwelling", {"is_dwelling_safe": False}, LACKS),
        ("unsafe_dwelling", {"is_dwelling_safe": True}, HAS),
        ("unsafe_dwelling", {"is_dwelling_safe": None, "dwelling_grade": "c"}, LACKS),
        ("unsafe_dwelling", {"is_dwelling_safe": None, "dwelling_grade": "b"}, HAS),
        ("unsafe_dwelling", {"is_dwelling_safe": None}, UNKNOWN),
        ("unsafe_water", {"is_water_safe": False}, LACKS),
        ("unsafe_water", {"is_water_safe": True}, HAS),
        ("unsafe_water", {"is_water_safe": None}, UNKNOWN),
        ("debt_above_income", {"debt_minor": 4_199_997}, LACKS),
        ("debt_above_income", {"debt_minor": 4_199_996}, HAS),
        ("debt_above_income", {"debt_minor": 0}, HAS),
        ("debt_above_income", {"debt_minor": None}, UNKNOWN),
    ],
)
def test_what_the_household_s_own_record_tells(unit: UnitOfWork, world: World, reads, values, expected):
    set_home(unit, world, values)
    assert mark_of(unit, world, reads) == expected


@pytest.mark.parametrize(
    ("reads", "member", "values", "others", "expected"),
    [
        ("undernourished_member", CHILD, {"is_undernourished": True}, {"is_undernourished": None}, LACKS),
        ("undernourished_member", ELDER, {"is_undernourished": True}, {"is_undernourished": False}, HAS),
        ("undernourished_member", CHILD, {"is_undernourished": None}, {"is_undernourished": False}, UNKNOWN),
        ("undernourished_member", ELDER, {"is_undernourished": None}, {"is_undernourished": False}, HAS),
        ("nobody_finished_primary", HEAD, {"schooling": "primary"}, {"schooling": None}, HAS),
        ("nobody_finished_primary", HEAD, {"schooling": "none"}, {"schooling": "none"}, LACKS),
        ("nobody_finished_primary", HEAD, {"schooling": None}, {"schooling": "none"}, UNKNOWN),
        ("nobody_finished_primary", CHILD, {"schooling": "primary"}, {"schooling": "none"}, LACKS),
        (
            "nobody_finished_primary",
            CHILD,
            {"schooling": "primary", "born_on": date(2014, 6, 15)},
            {"schooling": "none"},
            HAS,
        ),
        ("child_not_attending", CHILD, {"school_status": "in_school"}, {"school_status": None}, HAS),
        ("child_not_attending", CHILD, {"school_status": "out_for_health"}, {}, LACKS),
        ("child_not_attending", CHILD, {"school_status": None}, {}, UNKNOWN),
        ("child_not_attending", CHILD, {"school_status": "out", "born_on": date(2011, 6, 15)}, {}, HAS),
        ("child_not_attending", CHILD, {"school_status": "out", "born_on": date(2011, 6, 16)}, {}, LACKS),
        ("child_not_attending", CHILD, {"school_status": "out", "born_on": date(2020, 6, 16)}, {}, HAS),
        ("child_out_of_school", CHILD, {"school_status": "out"}, {}, LACKS),
        ("child_out_of_school", CHILD, {"school_status": "out_for_health"}, {}, HAS),
        ("child_out_of_school", CHILD, {"school_status": "out", "born_on": date(2010, 6, 15)}, {}, HAS),
        ("member_without_medical", ELDER, {"medical_scheme": "none"}, {"medical_scheme": None}, LACKS),
        ("member_without_medical", ELDER, {"medical_scheme": None}, {}, UNKNOWN),
        ("member_without_medical", ELDER, {}, {}, HAS),
        ("nobody_able_to_work", HEAD, {"labour_status": "weak"}, {"labour_status": "lost"}, HAS),
        ("nobody_able_to_work", HEAD, {"labour_status": "lost"}, {"labour_status": "none"}, LACKS),
        ("nobody_able_to_work", HEAD, {"labour_status": None}, {"labour_status": "none"}, UNKNOWN),
        ("nobody_able_to_work", CHILD, {"labour_status": "ordinary"}, {"labour_status": "lost"}, LACKS),
    ],
)
def test_what_the_members_tell(unit: UnitOfWork, world: World, reads, member, values, others, expected):
    if others:
        set_all(unit, world, others)
    if values:
        set_member(unit, world, member, values)
    assert mark_of(unit, world, reads) == expected


def test_nobody_of_the_age_lacks_nothing_but_labour(unit: UnitOfWork, world: World):
    unit.session.execute(
        delete(Person).where(Person.household_id == world.households["A-001"], Person.code.in_([HEAD, SPOUSE, ELDER]))
    )
    set_member(unit, world, CHILD, {"born_on": date(2020, 9, 1), "schooling": None, "labour_status": None})
    assert mark_of(unit, world, "nobody_finished_primary") == HAS
    assert mark_of(unit, world, "nobody_able_to_work") == LACKS
    assert mark_of(unit, world, "child_not_attending") == HAS


def test_without_any_member_nothing_about_members_is_known(unit: UnitOfWork, world: World):
    set_all(unit, world, {"left_on": date(2026, 1, 1)})
    for reads in MEMBER_RULES:
        assert mark_of(unit, world, reads) == UNKNOWN, reads


@pytest.mark.parametrize(
    ("born_on", "died_on", "expected"),
    [
        (date(2015, 1, 1), date(2024, 1, 1), LACKS),
        (date(2003, 6, 16), date(2021, 6, 16), HAS),
        (date(2003, 6, 17), date(2021, 6, 16), LACKS),
        (date(2010, 1, 1), date(2021, 6, 15), HAS),
        (date(2010, 1, 1), date(2021, 6, 16), LACKS),
        (date(2015, 1, 1), date(2026, 6, 16), HAS),
    ],
)
def test_a_child_that_died_in_the_last_five_years(unit: UnitOfWork, world: World, born_on, died_on, expected):
    set_member(unit, world, CHILD, {"born_on": born_on, "died_on": died_on, "left_on": died_on})
    assert mark_of(unit, world, "child_died") == expected


def test_no_death_on_record_means_none(unit: UnitOfWork, world: World):
    assert mark_of(unit, world, "child_died") == HAS


@pytest.mark.parametrize(("yearly", "expected"), [(35_199, LACKS), (35_200, HAS), (None, UNKNOWN)])
def test_income_against_the_line_of_the_region(unit: UnitOfWork, world: World, yearly, expected):
    household = unit.session.get_one(Household, world.households["A-001"])
    unit.session.execute(delete(Income).where(Income.household_id == household.id))
    if yearly is not None:
        place = {"household_id": household.id, "region_path": household.region_path}
        unit.session.add(Income(**place, received_on=date(2026, 1, 1), source="wage", amount_minor=yearly * 100))
    assert mark_of(unit, world, "income_below_line") == expected
    assert mark_of(unit, world, "debt_above_income") == HAS  # who owes nothing is not in debt, whatever the income


def test_debt_without_income_is_a_burden_and_without_a_record_not_known(unit: UnitOfWork, world: World):
    set_home(unit, world, {"debt_minor": 1})
    unit.session.execute(delete(Income).where(Income.household_id == world.households["A-001"]))
    assert mark_of(unit, world, "debt_above_income") == UNKNOWN
    household = unit.session.get_one(Household, world.households["A-001"])
    place = {"household_id": household.id, "region_path": household.region_path}
    unit.session.add(Income(**place, received_on=date(2026, 1, 1), source="business_cost", amount_minor=100))
    assert mark_of(unit, world, "debt_above_income") == LACKS


@pytest.mark.parametrize(("fen", "expected"), [(760_713, LACKS), (760_715, HAS), (None, UNKNOWN)])
def test_food_against_the_food_line_by_equivalent_adult(unit: UnitOfWork, world: World, fen, expected):
    household = unit.session.get_one(Household, world.households["A-001"])
    unit.session.execute(delete(Spending).where(Spending.household_id == household.id))
    if fen is not None:
        place = {"household_id": household.id, "region_path": household.region_path}
        unit.session.add(Spending(**place, spent_on=date(2026, 1, 1), kind="food", amount_minor=fen))
    assert mark_of(unit, world, "food_below_line") == expected


@pytest.mark.parametrize(
    ("extra", "expected"),
    [({"stove": "open_fire"}, LACKS), ({"stove": "gas"}, HAS), ({}, UNKNOWN), ({"stove": None}, UNKNOWN)],
)
def test_a_further_field_of_the_region_tells_it_too(unit: UnitOfWork, world: World, extra, expected):
    set_home(unit, world, {"extra": extra})
    assert mark_of(unit, world, "extra:stove", ("open_fire", "none")) == expected


def test_yes_and_no_and_numbers_of_further_fields_are_compared_as_texts(unit: UnitOfWork, world: World):
    set_home(unit, world, {"extra": {"dry": False, "rooms": 1}})
    assert mark_of(unit, world, "extra:dry", ("false",)) == LACKS
    assert mark_of(unit, world, "extra:rooms", ("0", "1")) == LACKS


def test_a_past_day_knows_the_deprivations_of_that_day(unit: UnitOfWork, world: World):
    child_born = date(2014, 9, 1)
    set_member(unit, world, CHILD, {"school_status": "out"})
    early = read_measure_data(unit, MeasureFilters(as_of=date(2021, 1, 2), index=index_of("child_not_attending")))
    assert early.marks is not None
    assert child_born < date(2015, 1, 2)
    assert early.marks[early.ids.tolist().index(world.households["A-001"]), 0] == LACKS


def test_an_indicator_that_only_files_can_tell_is_not_known(unit: UnitOfWork, world: World):
    spec = index_of("solid_fuel")
    silent = replace(spec, indicators=(replace(spec.indicators[0], reads=None),))
    data = read_measure_data(unit, MeasureFilters(index=silent))
    assert data.marks is not None
    assert set(data.marks[:, 0].tolist()) == {UNKNOWN}


def test_the_sums_leave_nobody_out(unit: UnitOfWork, world: World):
    counted = unit.session.scalar(select(func.count()).select_from(Household).where(Household.registered_on <= TODAY))
    assert len(read_measure_data(unit, MeasureFilters(index=get_index()))) == counted
