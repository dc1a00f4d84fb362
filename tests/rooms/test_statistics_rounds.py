"""Rounds of statistics: counted once, sealed, kept from every change, seen by those of the region alone."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from foundation.errors import Forbidden
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, StatisticsRound
from registry.operations.statistics import fail_round, freeze_round, request_round
from registry.queries.statistics.rounds import (
    RoundFilters,
    altered_rounds,
    get_round,
    list_frozen,
    list_rounds,
)
from registry.rules.statistics.comparing import compare_tables, is_same_kind
from registry.rules.statistics.errors import DayToCome, NothingChosen, RoundNotFound, RoundNotFrozen, RoundSettled
from registry.rules.statistics.words import RoundState
from reports.bulletin.figures import count_figures, read_figures
from reports.bulletin.tables import TABLES, place_tables
from tests.builders.world import COUNTY, TODAY, TOWNSHIP_A, TOWNSHIP_B, VILLAGE_A, World
from tests.rooms.statistics_samples import add_family, people_county

KEYS = ("class", "colour", "age")


@pytest.fixture
def county(unit: UnitOfWork, world: World) -> UnitOfWork:
    people_county(unit, world)
    unit.actor = world.actor(unit, "analyst")
    return unit


def ask(unit: UnitOfWork, path: str = COUNTY, *, as_of: date = TODAY, **more: Any) -> int:
    level = "county" if path == COUNTY else "township"
    told = {"name": "Summer", "reason": "half-yearly report", "tables": place_tables(KEYS, level)}
    values: dict[str, Any] = {**told, "with_measures": False, **more}
    return request_round(unit, region_path=path, as_of=as_of, **values).round_id


def freeze(unit: UnitOfWork, round_id: int) -> Mapping[str, Any]:
    figures, limit = count_figures(unit, get_round(unit, round_id), lambda steps: None)
    freeze_round(unit, round_id, figures, limit)
    return figures


def test_a_round_keeps_its_figures_when_the_register_changes(county: UnitOfWork) -> None:
    round_id = ask(county)
    freeze(county, round_id)
    before = read_figures(get_round(county, round_id))
    for number in range(9):
        add_family(county, f"late-{number}", VILLAGE_A)
    county.session.expire_all()
    after = read_figures(get_round(county, round_id))
    assert after == before
    assert [each.key for each in after.tables] == list(KEYS)
    assert after.tables[0].table.total.count == 66


def test_a_form_sent_twice_freezes_one_round(county: UnitOfWork) -> None:
    first = ask(county, key="a-form")
    assert ask(county, key="a-form") == first
    assert ask(county, key="another") != first


def test_a_round_says_how_many_steps_its_count_has(county: UnitOfWork) -> None:
    steps: list[int] = []
    row = get_round(county, ask(county, with_measures=True))
    count_figures(county, row, steps.append)
    assert row.steps_total == 4
    assert steps == [1, 2, 3, 4]


def test_measures_come_back_as_they_were_kept(county: UnitOfWork) -> None:
    round_id = ask(county, with_measures=True)
    freeze(county, round_id)
    county.session.expire_all()
    measures = read_figures(get_round(county, round_id)).measures
    assert measures is not None and measures.day == TODAY
    assert {"fgt", "mpi", "gini"} <= {measure.key for measure in measures.measures}


def test_small_numbers_stay_hidden_in_a_round(county: UnitOfWork) -> None:
    round_id = ask(county, TOWNSHIP_B)
    freeze(county, round_id)
    table = read_figures(get_round(county, round_id)).tables[0].table
    assert table.cell("360121101202", "ex_poor").is_hidden
    shown = [cell.count for cell in table.cells.values() if cell.count]
    assert min(shown) >= table.limit


@pytest.mark.parametrize("change", ["name = 'x'", "figures = '{}'", "content_hash = repeat('0', 64)", "steps_done = 9"])
def test_the_database_refuses_to_change_a_frozen_round(county: UnitOfWork, change: str) -> None:
    freeze(county, ask(county))
    with pytest.raises(DBAPIError, match="never changed"), county.session.begin_nested():
        county.session.execute(text(f"update statistics_round set {change}"))
    with pytest.raises(DBAPIError, match="never changed"), county.session.begin_nested():
        county.session.execute(text("delete from statistics_round"))


def test_a_frozen_round_is_not_frozen_again_nor_failed(county: UnitOfWork) -> None:
    round_id = ask(county)
    figures = freeze(county, round_id)
    with pytest.raises(RoundSettled):
        freeze_round(county, round_id, figures, 5)
    with pytest.raises(RoundSettled):
        fail_round(county, round_id, "no")


def test_an_altered_round_is_found_and_named(county: UnitOfWork) -> None:
    sound, altered = ask(county), ask(county)
    for round_id in (sound, altered):
        freeze(county, round_id)
    assert list(altered_rounds(county)) == []
    county.session.execute(text("set local session_replication_role = replica"))
    county.session.execute(update(StatisticsRound).where(StatisticsRound.id == altered).values(name="Better"))
    county.session.expire_all()
    assert list(altered_rounds(county)) == [altered]


def test_a_round_is_seen_only_by_those_whose_area_holds_all_of_it(county: UnitOfWork, world: World) -> None:
    whole, part = ask(county), ask(county, TOWNSHIP_B)
    county.actor = world.actor(county, "township_reviewer")
    for round_id in (whole, part):
        with pytest.raises(RoundNotFound):
            get_round(county, round_id)
    assert list_rounds(county, RoundFilters(), PageRequest()).total == 0
    with pytest.raises(Forbidden):
        ask(county, TOWNSHIP_B)
    assert list_rounds(county, RoundFilters(), PageRequest()).total == 0


def test_the_list_is_narrowed_by_name_place_and_state(county: UnitOfWork) -> None:
    first, second = ask(county, name="Spring"), ask(county, TOWNSHIP_A)
    freeze(county, first)

    def found(**filters: Any) -> list[int]:
        return [row.id for row in list_rounds(county, RoundFilters(**filters), PageRequest()).rows]

    assert found() == [second, first]
    assert found(words="spri") == [first]
    assert found(region_path=TOWNSHIP_A) == [second]
    assert found(state=RoundState.FROZEN) == [first]


def test_a_round_is_compared_with_the_one_before(county: UnitOfWork) -> None:
    earlier = ask(county, as_of=TODAY - timedelta(days=30))
    for home in county.session.query(Household).filter(Household.code.like("100201-%")).limit(2):
        home.registered_on = TODAY - timedelta(days=5)
    county.session.flush()
    later = ask(county)
    for round_id in (earlier, later):
        freeze(county, round_id)
    row = get_round(county, later)
    assert [each.id for each in list_frozen(county, COUNTY, except_id=later)] == [earlier]
    before = get_round(county, earlier)
    one, other = (read_figures(each).tables[0].table for each in (before, row))
    assert is_same_kind(one, other)
    compared = compare_tables(one, other)
    assert compared.change().difference == 2
    assert compared.change("360121101").difference == 0


def test_a_difference_is_hidden_where_either_cell_is(county: UnitOfWork) -> None:
    rounds = [ask(county, TOWNSHIP_B), 0]
    freeze(county, rounds[0])
    for number in range(9):
        add_family(county, f"more-{number}", TOWNSHIP_B + "360121101202.", "ex_poor")
    rounds[1] = ask(county, TOWNSHIP_B)
    freeze(county, rounds[1])
    one, other = (read_figures(get_round(county, each)).tables[0].table for each in rounds)
    change = compare_tables(one, other).change("360121101202", "ex_poor")
    assert not other.cell("360121101202", "ex_poor").is_hidden
    assert change.is_hidden and change.difference is None and change.after is None


def test_what_cannot_be_frozen_is_refused(county: UnitOfWork) -> None:
    with pytest.raises(DayToCome):
        ask(county, as_of=TODAY + timedelta(days=1))
    with pytest.raises(NothingChosen):
        ask(county, tables=[])
    with pytest.raises(RoundNotFrozen):
        read_figures(get_round(county, ask(county)))


def test_a_village_has_its_tables_without_places() -> None:
    (table,) = place_tables(["class"], "village")
    assert (table["rows"], table["columns"]) == ("household_class", "")
    assert len(place_tables(list(TABLES), "county")) == len(TABLES)
