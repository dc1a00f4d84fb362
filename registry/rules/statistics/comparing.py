"""Two tables of the same kind side by side: what each cell said before, what it says now, and the difference.

A difference is shown only where both cells are: from a shown cell and a difference the hidden one could be had. A small
difference of two shown cells stays: it nets those who came against those who went, and is the number of neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.rules.statistics.tables import TOTAL, Member, Place, Table
from registry.rules.statistics.titles import Title

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One cell at two times.

    Args:
        before, after: what the measure says; None when hidden or without meaning.
        is_hidden: one of the two is hidden, or is not in both tables.
    """

    before: float | None = None
    after: float | None = None
    is_hidden: bool = False

    @property
    def difference(self) -> float | None:
        if self.is_hidden or self.before is None or self.after is None:
            return None
        return round(self.after - self.before, DECIMALS) + 0.0


@dataclass(frozen=True)
class Comparison:
    """What changed from one table to another; rows and columns are those of both."""

    earlier: Table
    later: Table
    rows: tuple[Member, ...]
    columns: tuple[Member, ...]
    changes: Mapping[Place, Change]

    @property
    def rows_title(self) -> Title:
        return self.later.rows_title

    def change(self, row: str = TOTAL, column: str = TOTAL) -> Change:
        """Return what changed in a cell, or a total."""
        return self.changes.get((row, column), Change(is_hidden=True))


def compare_tables(earlier: Table, later: Table) -> Comparison:
    """Hold two tables against each other, cell by cell."""
    rows, columns = _members(earlier.rows, later.rows), _members(earlier.columns, later.columns)
    places = [(r, c) for r in (*_keys(rows), TOTAL) for c in (*_keys(columns), TOTAL)]
    return Comparison(earlier, later, rows, columns, {place: _change(earlier, later, place) for place in places})


def is_same_kind(one: Table, other: Table) -> bool:
    """Tell whether two tables count the same thing, be it of another day."""
    return one.definition.placed("", None) == other.definition.placed("", None)


def _change(earlier: Table, later: Table, place: Place) -> Change:
    before, after = earlier.cell(*place), later.cell(*place)
    if before.is_hidden or after.is_hidden:
        return Change(is_hidden=True)
    return Change(before.value, after.value)


def _members(earlier: tuple[Member, ...], later: tuple[Member, ...]) -> tuple[Member, ...]:
    known = {member.key for member in later}
    return (*later, *(member for member in earlier if member.key not in known))


def _keys(members: tuple[Member, ...]) -> list[str]:
    return [member.key for member in members]
