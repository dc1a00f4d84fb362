"""Tables of the register: right, scoped, and without a small number in them."""

from dataclasses import replace
from datetime import date

import pytest

from foundation.unit_of_work import UnitOfWork
from registry.errors import RegionNotFound
from registry.models import Household
from registry.rules.statistics import CountedUnit, Measure, Table, TableDefinition
from registry.rules.statistics.errors import (
    DayToCome,
    DimensionUnknown,
    KnownOfPeopleOnly,
    NoSuchPlaces,
    SameTwice,
    TableTooLarge,
    ValueUnknown,
)
from reports.statistics.rows import count_table
from tests.builders.world import COUNTY, TODAY, TOWNSHIP_A, TOWNSHIP_B, VILLAGE_A, World
from tests.rooms.statistics_samples import add_family, people_county

BY_CLASS = TableDefinition(rows="township", columns="household_class", area=COUNTY)
A, B = "360121100", "360121101"


@pytest.fixture
def county(unit: UnitOfWork, world: World) -> UnitOfWork:
    people_county(unit, world)
    unit.actor = world.actor(unit, "analyst")
    return unit


def counts(table: Table) -> dict[tuple[str, str], int | None]:
    return {place: cell.count for place, cell in table.cells.items()}


def test_households_are_counted_by_township_and_class_with_all_totals(county: UnitOfWork) -> None:
    found = counts(count_table(county, BY_CLASS))
    assert found[A, "ex_poor"] == 26
    assert found[A, ""] == 38
    assert found[B, "ordinary"] == 15
    assert found["", ""] == 66


def test_a_small_number_is_hidden_with_what_would_give_it_away(county: UnitOfWork) -> None:
    found = count_table(county, replace(BY_CLASS, rows="village"))
    small, beside = found.cell("360121101202", "ex_poor"), found.cell("360121101202", "ordinary")
    assert small.is_hidden
    assert small.value is None
    assert beside.is_hidden
    assert found.cell("360121101202").count == 9
    assert found.cell("", "ex_poor").count == 39


def test_people_are_counted_by_what_is_known_of_them(county: UnitOfWork) -> None:
    table = count_table(county, TableDefinition(rows="age", columns="sex", unit=CountedUnit.PEOPLE))
    assert table.total.count == 4 * 66
    assert table.cell("16–44", "male").count == 0
    assert table.cell("45–59").count == 2 * 66


def test_shares_stand_on_the_row_the_column_or_the_whole(county: UnitOfWork) -> None:
    share = count_table(county, replace(BY_CLASS, measure=Measure.ROW_SHARE)).cell(A, "ex_poor").value
    assert share == pytest.approx(26 / 38, abs=1e-6)
    share = count_table(county, replace(BY_CLASS, measure=Measure.COLUMN_SHARE)).cell(A, "ex_poor").value
    assert share == pytest.approx(26 / 39, abs=1e-6)
    share = count_table(county, replace(BY_CLASS, measure=Measure.WHOLE_SHARE)).cell(A, "ex_poor").value
    assert share == pytest.approx(26 / 66, abs=1e-6)


def test_weights_let_a_household_stand_for_others(county: UnitOfWork) -> None:
    add_family(county, "weighed", VILLAGE_A, survey_weight=10.5)
    table = count_table(county, replace(BY_CLASS, is_weighted=True))
    assert table.cell(A).count == 39
    assert table.cell(A).value == pytest.approx(38 + 10.5)


def test_a_mean_leaves_out_who_has_no_value_and_says_how_many(county: UnitOfWork) -> None:
    for number in range(6):
        add_family(county, f"land-{number}", VILLAGE_A, land_mu=number)
    table = count_table(county, TableDefinition(rows="household_class", measure=Measure.MEAN, number="land_mu"))
    assert table.cell("ordinary").value == pytest.approx(2.5)
    assert table.left_out == 66


def test_a_table_is_of_the_day_asked_for(county: UnitOfWork) -> None:
    table = count_table(county, replace(BY_CLASS, as_of=date(2021, 6, 1)))
    assert table.total.count == 5
    assert count_table(county, replace(BY_CLASS, as_of=date(2020, 1, 1))).is_empty


def test_a_household_that_changed_its_class_counts_as_it_was(county: UnitOfWork, world: World) -> None:
    before = count_table(county, replace(BY_CLASS, as_of=date(2026, 6, 1)))
    assert before.cell("", "ex_poor").count == 39


def test_nobody_counts_outside_their_area(county: UnitOfWork, world: World) -> None:
    county.actor = world.actor(county, "township_reviewer")
    table = count_table(county, replace(BY_CLASS, area=""))
    assert table.total.count == 38
    assert [row.key for row in table.rows] == [A]
    with pytest.raises(RegionNotFound):
        count_table(county, replace(BY_CLASS, area=TOWNSHIP_B))


def test_a_township_alone_shows_what_it_shows_beside_the_others(county: UnitOfWork) -> None:
    """The county's total less one township's would give the other's small number away."""
    for number in range(30):
        add_family(county, f"safe-{number}", VILLAGE_A, is_dwelling_safe=True)
    for number in range(3):
        add_family(county, f"b-{number}", TOWNSHIP_B + "360121101201.", is_dwelling_safe=False)
    for number in range(7):
        add_family(county, f"a-{number}", VILLAGE_A, is_dwelling_safe=False)
    whole = count_table(county, TableDefinition(rows="is_dwelling_safe", columns="township"))
    alone = count_table(county, TableDefinition(rows="is_dwelling_safe", area=TOWNSHIP_A))
    assert whole.cell("no", B).is_hidden
    assert whole.cell("no", A).is_hidden
    assert alone.cell("no").is_hidden
    assert alone.cell("yes").count == whole.cell("yes", A).count


def test_a_filter_shows_what_the_whole_table_would(county: UnitOfWork) -> None:
    whole = count_table(county, TableDefinition(rows="village", columns="household_class"))
    for kind in ("ex_poor", "ordinary"):
        narrowed = count_table(county, TableDefinition(rows="village", filters=(("household_class", kind),)))
        assert {r.key: narrowed.cell(r.key).count for r in narrowed.rows} == {
            r.key: whole.cell(r.key, kind).count for r in whole.rows
        }


def test_intervals_hold_the_figure_and_are_the_same_each_time(county: UnitOfWork) -> None:
    asked = replace(BY_CLASS, measure=Measure.ROW_SHARE, has_intervals=True)
    one, other = (count_table(county, asked).cell(A, "ex_poor") for _ in range(2))
    assert one == other
    assert one.low is not None and one.high is not None and one.value is not None
    assert 0.4 < one.low < one.value < one.high < 0.95
    assert count_table(county, replace(asked, rows="village")).cell("360121101202", "ex_poor").low is None


def test_colour_and_cause_have_a_value_for_everybody(county: UnitOfWork) -> None:
    table = count_table(county, TableDefinition(rows="cause", columns="colour"))
    assert table.cell("none", "unknown").count == 66


def test_households_directly_below_a_township_are_shown_beside_its_villages(county: UnitOfWork) -> None:
    for number in range(6):
        add_family(county, f"direct-{number}", TOWNSHIP_A)
    table = count_table(county, TableDefinition(rows="village"))
    assert table.rows[-1].key == A + "~"
    assert table.cell(A + "~").count == 6


def test_an_area_without_anybody_is_empty_and_not_an_error(county: UnitOfWork) -> None:
    for household in county.session.query(Household).all():
        household.closed_on = TODAY
    county.session.flush()
    assert count_table(county, BY_CLASS).is_empty


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (TableDefinition(rows="shoe_size"), DimensionUnknown),
        (TableDefinition(rows="household_class", columns="household_class"), SameTwice),
        (TableDefinition(rows="township", columns="village"), SameTwice),
        (TableDefinition(rows="labour_status"), KnownOfPeopleOnly),
        (TableDefinition(rows="colour", filters=(("household_class", "rich"),)), ValueUnknown),
        (TableDefinition(rows="colour", as_of=date(2030, 1, 1)), DayToCome),
        (TableDefinition(rows="county", area=TOWNSHIP_A), NoSuchPlaces),
    ],
)
def test_a_table_that_cannot_be_made_says_why(
    county: UnitOfWork, wrong: TableDefinition, error: type[Exception]
) -> None:
    with pytest.raises(error):
        count_table(county, wrong)


def test_a_table_too_large_to_check_is_refused(county: UnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.queries.statistics.tables.MOST_CELLS", 5)
    with pytest.raises(TableTooLarge):
        count_table(county, BY_CLASS)
