"""The worker freezes what was asked for: once, in one look, and says why when it cannot."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from foundation.actor import system_actor
from foundation.clock import FixedClock
from foundation.unit_of_work import Units
from registry.operations.statistics import request_round
from registry.queries.statistics.rounds import altered_rounds, get_round
from registry.rules.statistics import TableDefinition
from registry.rules.statistics.errors import RoundSettled
from registry.rules.statistics.words import RoundState
from reports.bulletin.figures import count_figures, read_figures
from reports.bulletin.tables import place_tables
from tests.builders.effects import carry_out
from tests.builders.world import COUNTY, NOW, TODAY, World
from tests.web.conftest import make_settings
from web.services import Services, build_services
from workflows.freeze_statistics import BROKE_OFF, freeze_statistics

SYSTEM = system_actor("test")


@pytest.fixture
def here(engine: Engine, tmp_path: Path) -> Iterator[Services]:
    url = engine.url.render_as_string(hide_password=False)
    yield build_services(make_settings(url, tmp_path), engine, FixedClock(NOW))


def ask(units: Units, world: World, **more: Any) -> int:
    told = {"name": "Summer", "reason": "half-yearly report", "tables": place_tables(["class", "age"], "county")}
    values: dict[str, Any] = {**told, "with_measures": True, **more}
    with units.begin(SYSTEM) as unit:
        unit.actor = world.actor(unit, "county_officer")
        return request_round(unit, region_path=COUNTY, as_of=TODAY, **values).round_id


def test_the_worker_freezes_a_round_once(here: Services, units: Units, world: World) -> None:
    round_id = ask(units, world)
    carry_out(here)
    with units.begin(SYSTEM) as unit:
        row = get_round(unit, round_id)
        assert (row.state, row.steps_done) == (RoundState.FROZEN, 3)
        assert len(read_figures(row).tables) == 2
        assert list(altered_rounds(unit)) == []
        unit.defer("freeze_statistics", lock="freeze_statistics", round_id=round_id)
    carry_out(here)
    with units.begin(SYSTEM, read_only=True) as unit:
        assert get_round(unit, round_id).content_hash == row.content_hash
    with pytest.raises(RoundSettled):
        freeze_statistics(units, SYSTEM, round_id, count_figures)


def test_a_round_that_cannot_be_counted_says_why(units: Units, world: World) -> None:
    wrong = {"key": "class", **TableDefinition(rows="shoe_size").as_plain()}
    round_id = ask(units, world, tables=[wrong])
    assert freeze_statistics(units, SYSTEM, round_id, count_figures) is None
    with units.begin(SYSTEM, read_only=True) as unit:
        row = get_round(unit, round_id)
    assert row.state is RoundState.FAILED
    assert row.failure is not None and "shoe_size" in row.failure


def test_a_count_that_breaks_off_leaves_a_round_that_can_be_counted_later(units: Units, world: World) -> None:
    round_id = ask(units, world)

    def break_off(*_given: object) -> Any:
        raise MemoryError

    with pytest.raises(MemoryError):
        freeze_statistics(units, SYSTEM, round_id, break_off)
    with units.begin(SYSTEM, read_only=True) as unit:
        assert get_round(unit, round_id).failure == BROKE_OFF
    assert freeze_statistics(units, SYSTEM, round_id, count_figures) is not None
