"""Cells of a file as numbers, as yes or no, as groups; whatever cannot be read is told with its row and column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from monitoring.rules.measures.arrays import Floats, Wholes
from monitoring.rules.measures.groups import Groups, groups_of
from registry.rules.imports.text import half_width, shorten, tidy
from web.commands.stats.tables import Columns, FileRejected

NOT_KNOWN = frozenset({"", "-", "--", "/", "na", "n/a", "nan", "null", "none", "unknown", "未知", "不详"})
YES = frozenset({"1", "1.0", "yes", "y", "true", "t", "是", "有"})
NO = frozenset({"0", "0.0", "no", "n", "false", "f", "否", "无"})

PARTED = re.compile(r"[+\-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
"""A number whose thousands are parted by commas; a comma anywhere else is not guessed at."""


@dataclass
class CellReader:
    """Reads columns and gathers every cell that cannot be taken."""

    columns: Columns
    problems: list[str] = field(default_factory=list)

    def numbers(self, name: str, *, least: float | None = None, is_whole: bool = False, fill: bool = False) -> Floats:
        """Read a column of numbers; an empty cell is not known and becomes NaN.

        Args:
            least: the smallest number that can be meant.
            is_whole: only whole numbers can be meant.
            fill: no cell may be empty.
        """
        cells = self.columns.cells[name]
        try:
            values = np.array(list(map(float, cells)))
            # Python's own numbers may be parted by underscores and be without end; people's may not.
            odd = np.array(["_" in cell for cell in cells])
            doubtful = np.flatnonzero(odd | ~np.isfinite(values))
        except ValueError:
            values, doubtful = np.empty(len(cells)), np.arange(len(cells))
        for place in doubtful:
            values[place] = self._number(name, int(place), cells[place])
        self.refuse(name, np.isnan(values) & fill, "is empty; fill it in")
        if least is not None:
            self.refuse(name, values < least, f"is less than {least:g}")
        if is_whole:
            self.refuse(name, values != np.floor(values), "is not a whole number", skip=np.isnan(values))
        return values

    def flags(self, name: str) -> NDArray[np.int8]:
        """Read a column of yes and no, 1 and 0; an empty cell is not known and becomes -1."""
        values = np.full(len(self.columns), -1, dtype=np.int8)
        for place, cell in enumerate(self.columns.cells[name]):
            word = plain(cell)
            if word in YES:
                values[place] = 1
            elif word in NO:
                values[place] = 0
            elif word not in NOT_KNOWN:
                self._problem(name, place, "is neither 1 nor 0")
        return values

    def groups(self, name: str) -> Groups:
        """Read a column of texts as groups."""
        return groups_of([tidy(cell) or None for cell in self.columns.cells[name]])

    def clusters(self, name: str) -> Wholes:
        """Read a column of texts as clusters; no cell may be empty."""
        groups = self.groups(name)
        self.refuse(name, groups.codes < 0, "is empty; fill it in")
        return groups.codes

    def close(self) -> None:
        """Refuse the file when anything was wrong. Raises FileRejected."""
        if self.problems:
            raise FileRejected(self.problems)

    def _number(self, name: str, place: int, cell: str) -> float:
        value = number_in(cell)
        if value is not None:
            return value
        if plain(cell) not in NOT_KNOWN:
            self._problem(name, place, "is not a number")
        return float("nan")

    def refuse(self, name: str, wrong: NDArray[np.bool_], why: str, skip: NDArray[np.bool_] | None = None) -> None:
        """Note a problem for each wrong cell of a column that is not to be skipped."""
        for place in np.flatnonzero(wrong if skip is None else wrong & ~skip):
            self._problem(name, int(place), why)

    def _problem(self, name: str, place: int, why: str) -> None:
        cell = shorten(tidy(self.columns.cells[name][place]))
        told = f"“{cell}” {why}" if cell else f"the cell {why}"
        self.problems.append(f"row {self.columns.rows[place]}, column “{name}”: {told}.")


def plain(cell: str) -> str:
    """Return a cell's word in comparison form."""
    return half_width(tidy(cell)).lower()


def number_in(cell: str) -> float | None:
    """Return the number that people wrote, with wide digits or thousands parted by commas; None for anything else."""
    text = plain(cell)
    if PARTED.fullmatch(text):
        text = text.replace(",", "")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in text else None


def is_numeric(cells: Sequence[str]) -> bool:
    """Tell whether every cell of a column is a number or not known, and one is a number."""
    numbers = [number_in(cell) is not None for cell in cells if plain(cell) not in NOT_KNOWN]
    return bool(numbers) and all(numbers)
