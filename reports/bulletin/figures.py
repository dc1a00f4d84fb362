"""The figures of a round: counted once, and read again as they were kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.unit_of_work import UnitOfWork
from registry.models import StatisticsRound
from registry.queries.statistics import read_tables, whole_of
from registry.rules.statistics import Table, TableDefinition
from registry.rules.statistics.errors import RoundNotFrozen
from registry.rules.statistics.limits import smallest_shown
from registry.rules.statistics.plain import table_as_plain, table_from_plain
from reports.bulletin.tables import TABLES
from reports.statistics.choosing import MeasuresChoice
from reports.statistics.measures import read_measures
from reports.statistics.plain import measures_as_plain, measures_from_plain
from reports.statistics.rows import facts_on
from reports.statistics.views import MeasuresView


@dataclass(frozen=True)
class RoundTable:
    """A table of a round with its key and its name, a marked sentence."""

    key: str
    title: str
    table: Table


@dataclass(frozen=True)
class RoundFigures:
    """What a frozen round tells; without measures when none were asked for."""

    tables: tuple[RoundTable, ...]
    measures: MeasuresView | None

    def find(self, key: str) -> RoundTable | None:
        """Return one table, None when the round has none of that key."""
        return next((each for each in self.tables if each.key == key), None)


def count_figures(unit: UnitOfWork, row: StatisticsRound, told: Callable[[int], None]) -> tuple[Mapping[str, Any], int]:
    """Return a round's figures as plain values, small numbers hidden, and the smallest number that is shown.

    All tables are hidden together, and against the regions around: none gives away what another hides.

    Args:
        told: is told how many steps are done.
    Raises: a subclass of Invalid when a table cannot be made. Cost: 4 to 6 a table, and that of the measures.
    """
    plain = row.definition["tables"]
    definitions = [TableDefinition.from_plain(each).placed(row.region_path, row.as_of_on) for each in plain]
    whole = whole_of(unit.actor, row.region_path)
    tables = read_tables(unit, definitions, whole, facts_on(unit, row.as_of_on), told)
    limit = smallest_shown(row.region_path, unit.today)
    figures: dict[str, Any] = {
        "tables": [{"key": each["key"], **table_as_plain(table)} for each, table in zip(plain, tables, strict=True)],
        "measures": None,
    }
    if row.definition["measures"]:
        choice = MeasuresChoice(row.region_path, row.as_of_on)
        figures["measures"] = measures_as_plain(read_measures(unit, choice, limit))
        told(len(tables) + 1)
    return figures, limit


def read_figures(row: StatisticsRound) -> RoundFigures:
    """Return the figures that a round keeps. Raises: RoundNotFrozen while there are none. Cost: 0."""
    if row.figures is None:
        raise RoundNotFrozen()
    measures = row.figures["measures"]
    return RoundFigures(
        tables=tuple(
            RoundTable(plain["key"], TABLES[plain["key"]].title, table_from_plain(plain))
            for plain in row.figures["tables"]
        ),
        measures=measures_from_plain(measures) if measures else None,
    )
