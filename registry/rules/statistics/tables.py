"""A table as it may be shown: every cell that is hidden holds nothing at all, whatever shows it later.

Charts, maps, titles and files are made from these tables only, so none of them can tell more than the table does.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from registry.rules.statistics.definition import TableDefinition
from registry.rules.statistics.intervals import Array, interval_of, resample
from registry.rules.statistics.titles import Title
from registry.rules.statistics.words import Measure

TOTAL = ""
"""The key of the row of all rows and the column of all columns."""
Place = tuple[str, str]
"""A row's key and a column's key."""
DECIMALS = 6
COUNT, WEIGHT, SUM = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Member:
    """A row or a column with its name."""

    key: str
    title: Title


@dataclass(frozen=True, slots=True)
class Tally:
    """What was added up for one cell, in one part or, for intervals, in random groups of households.

    Args:
        parts: shape (groups, 3): how many, what they stand for by their weights, and the weighed sum of the number.
    """

    parts: Array

    @property
    def count(self) -> int:
        return round(float(self.parts[:, COUNT].sum()))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows.

    Args:
        count: how many households or people there are; None when the cell is hidden.
        value: what the measure says; None when hidden or without meaning.
        low, high: the interval of confidence, where one is asked for.
    """

    count: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_hidden(self) -> bool:
        return self.count is None


HIDDEN = Cell()


@dataclass(frozen=True)
class Table:
    """A table that may be shown.

    Args:
        definition: what was asked for.
        area: the name of the region counted.
        day: the day it shows.
        rows_title, columns_title: what the table is cut by; without columns the second is None.
        value_title: what a mean is of.
        filters: (dimension, value) names.
        cells: by row and column key, totals under `TOTAL`.
        limit: the smallest count that is shown.
        left_out: for a mean, how many have no value on record; None when that is a small number.
        too_fine: the table is cut so fine that no cell inside it can be shown.
    """

    definition: TableDefinition
    area: Title
    day: date
    rows_title: Title
    columns_title: Title | None
    value_title: Title | None
    value_unit: Title | None
    filters: tuple[tuple[Title, Title], ...]
    rows: tuple[Member, ...]
    columns: tuple[Member, ...]
    cells: Mapping[Place, Cell]
    limit: int
    left_out: int | None = 0
    too_fine: bool = False

    def cell(self, row: str = TOTAL, column: str = TOTAL) -> Cell:
        """Return a cell, or a total."""
        return self.cells.get((row, column), HIDDEN)

    @property
    def total(self) -> Cell:
        return self.cell()

    @property
    def hidden_count(self) -> int:
        """How many cells are hidden, totals included."""
        return sum(cell.is_hidden for cell in self.cells.values())

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody to count."""
        return self.total.count == 0


@dataclass(frozen=True)
class Filling:
    """What was counted, and what of it is hidden.

    Args:
        tallies: by row and column key, totals under `TOTAL`; places that nobody has may be left out.
    """

    tallies: Mapping[Place, Tally]
    hidden: Collection[Place]
    groups: int


def fill_cells(
    definition: TableDefinition, rows: Sequence[Member], columns: Sequence[Member], filling: Filling
) -> dict[Place, Cell]:
    """Return what each cell shows."""
    draws = resample(filling.groups) if definition.has_intervals else None
    row_keys = [*(row.key for row in rows), TOTAL]
    column_keys = [*(column.key for column in columns), TOTAL]
    return {
        (row, column): _cell(definition, (row, column), filling, draws) for row in row_keys for column in column_keys
    }


def _cell(definition: TableDefinition, place: Place, filling: Filling, draws: Array | None) -> Cell:
    if place in filling.hidden:
        return HIDDEN
    tally = filling.tallies.get(place)
    whole_place = _whole(definition.measure, place)
    whole = filling.tallies.get(whole_place)
    count = tally.count if tally else 0
    if definition.measure.is_share and (whole_place in filling.hidden or whole is None):
        return Cell(count)
    if tally is None:
        return Cell(count, 0.0 if definition.measure is not Measure.MEAN else None)
    above, below = _ratio(definition, tally, whole)
    value = _divide(float(above.sum()), None if below is None else float(below.sum()))
    if value is None or draws is None:
        return Cell(count, value)
    return Cell(count, value, *interval_of(draws, above, below))


def _whole(measure: Measure, place: Place) -> Place:
    """Return the cell that a share is a part of."""
    if measure is Measure.ROW_SHARE:
        return (place[0], TOTAL)
    return (TOTAL, place[1]) if measure is Measure.COLUMN_SHARE else (TOTAL, TOTAL)


def _ratio(definition: TableDefinition, tally: Tally, whole: Tally | None) -> tuple[Array, Array | None]:
    """Return what is divided by what, group by group; a number is divided by nothing."""
    column = WEIGHT if definition.is_weighted else COUNT
    if definition.measure is Measure.MEAN:
        return tally.parts[:, SUM], tally.parts[:, column]
    return tally.parts[:, column], whole.parts[:, column] if definition.measure.is_share and whole else None


def _divide(above: float, below: float | None) -> float | None:
    if below is None:
        return round(above, DECIMALS) + 0.0
    return round(above / below, DECIMALS) + 0.0 if below else None


def add_up(tallies: Mapping[Place, Tally]) -> dict[Place, Tally]:
    """Return the tallies with the totals of rows, of columns and of everything."""
    found: dict[Place, Any] = {}
    for (row, column), tally in tallies.items():
        for place in {(row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)}:
            found[place] = found[place] + tally.parts if place in found else np.array(tally.parts)
    return {place: Tally(parts) for place, parts in found.items()}
