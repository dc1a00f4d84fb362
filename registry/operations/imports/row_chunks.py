"""Rows on their way from a file: what both readers, CSV and XLSX, hand on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from registry.rules.imports.issues import Issue

CHUNK_ROWS = 2_000
"""Rows in memory at a time: few enough to die young, which spares the garbage collector a third of the reading. A CSV
file of any size needs no more; a workbook’s sheet is loaded whole by its library."""


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to import: where it lies and what people call it."""

    path: Path
    name: str

    @property
    def stem(self) -> str:
        return Path(self.name).stem


@dataclass(slots=True)
class RowChunk:
    """Some rows in order.

    Args:
        first: the row number of the first, as a spreadsheet counts: from 1, headings and blank rows included.
        issues: what the reader found wrong with rows.
        spoilt: numbers of rows that must be refused.
        blank_after: blank rows that the file holds below these and that were not read.
    """

    first: int
    rows: list[Sequence[str]]
    issues: list[Issue] = field(default_factory=list)
    spoilt: set[int] = field(default_factory=set)
    blank_after: int = 0
