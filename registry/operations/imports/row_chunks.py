"""Rows on their way from a file: what both readers, CSV and XLSX, hand on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from registry.rules.imports.issues import Issue
from registry.rules.imports.text import tidy

LONGEST_NAME = 200
CHUNK_ROWS = 2_000
"""Rows in memory at a time: few enough to die young, which spares the garbage collector a third of the reading. A CSV
file of any size needs no more; a workbook’s sheet is loaded whole by its library."""


class FileDamaged(Exception):
    """A file cannot be read, or not to its end."""


class FileDangerous(Exception):
    """A file holds what could harm whoever reads it."""


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to import: where it lies and what people call it, which is only shown and may hold anything."""

    path: Path
    name: str

    def __post_init__(self) -> None:
        plain = tidy(self.name.encode("utf-8", "replace").decode())
        object.__setattr__(self, "name", plain[-LONGEST_NAME:])  # the end tells the kind

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
        share: how much of the file was read up to here, 0 to 1.
    """

    first: int
    rows: list[Sequence[str]]
    issues: list[Issue] = field(default_factory=list)
    spoilt: set[int] = field(default_factory=set)
    blank_after: int = 0
    share: float = 0.0
