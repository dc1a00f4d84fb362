"""A file of households for measures, CSV, XLSX or Parquet, as columns of text with the numbers of their rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from foundation.errors import Invalid
from registry.operations.imports.csv_reading import read_csv
from registry.operations.imports.file_types import FileKind, file_type
from registry.operations.imports.parquet_reading import ParquetTooLarge, read_parquet
from registry.operations.imports.row_chunks import FileDamaged, FileDangerous, ImportFile, RowChunk
from registry.operations.imports.workbook_reading import SheetTooLarge, list_sheets, read_sheet
from registry.rules.imports.issue_texts import SENTENCES
from registry.rules.imports.text import heading_key, shorten, tidy

MOST_PROBLEMS = 10
Rows = Callable[[frozenset[str]], Iterator[RowChunk]]
"""Opens the file anew and yields its rows, headings first; other columns than the wanted ones may be empty."""


class FileRejected(Invalid):
    """A file that cannot be measured; each problem stands on a line of its own."""

    message = "%(problems)s"

    def __init__(self, problems: Sequence[str]) -> None:
        more = len(problems) - MOST_PROBLEMS
        listed = [*problems[:MOST_PROBLEMS], *([f"… and {more} more."] if more > 0 else [])]
        super().__init__(problems="\n".join(listed))


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of text, one cell a household, and the number of each row in the file."""

    cells: dict[str, list[str]]
    rows: list[int]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass
class Table:
    """A file whose headings are read and whose rows are still to be.

    Args:
        names: the headings as written.
        heading_row: the number of their row.
    """

    name: str
    names: tuple[str, ...]
    heading_row: int
    rows: Rows
    problems: list[str] = field(default_factory=list)

    def find(self, wanted: str) -> str | None:
        """Return the heading that is meant, whatever its case, spaces and width; None when there is none."""
        return next((name for name in self.names if heading_key(name) == heading_key(wanted)), None)

    def read(self, wanted: Sequence[str]) -> Columns:
        """Read some columns to the end of the file. Raises FileRejected for rows that cannot be read."""
        places = [self.names.index(name) for name in wanted]
        found: list[list[str]] = [[] for _ in wanted]
        numbers: list[int] = []
        with refusals(self.name):
            for chunk in self.rows(frozenset(map(heading_key, wanted))):
                self._note(chunk)
                for number, row in enumerate(chunk.rows, start=chunk.first):
                    if number > self.heading_row and any(cell.strip() for cell in row):
                        self._take(number, row, places, found)
                        numbers.append(number)
        if not numbers:
            self.problems.append(f"“{self.name}” has no row below its headings.")
        if self.problems:
            raise FileRejected(self.problems)
        return Columns(dict(zip(wanted, found, strict=True)), numbers)

    def _note(self, chunk: RowChunk) -> None:
        for issue in chunk.issues:
            if issue.is_error:
                place = f"row {issue.row}: " if issue.row else ""
                self.problems.append(
                    place + (SENTENCES[issue.code] % issue.params if issue.params else SENTENCES[issue.code])
                )

    def _take(self, number: int, row: Sequence[str], places: list[int], found: list[list[str]]) -> None:
        surplus = next((cell for cell in row[len(self.names) :] if cell.strip()), None)
        if surplus is not None:
            self.problems.append(f"row {number}: “{shorten(tidy(surplus))}” stands right of the last heading.")
        for place, column in zip(places, found, strict=True):
            column.append(row[place] if place < len(row) else "")


def open_table(path: Path, sheet: str | None = None) -> Table:
    """Open a file and read its headings, the first row that is not blank.

    Raises: FileRejected.
    """
    file = ImportFile(path, path.name)
    with refusals(path.name):
        rows = rows_of(file, sheet)
        number, cells = first_row(rows(frozenset()), path.name)
    names = [tidy(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    keys = [heading_key(name) for name in names]
    twice = sorted({name for name, key in zip(names, keys, strict=True) if name and keys.count(key) > 1})
    if twice:
        raise FileRejected([f"“{path.name}” has the heading “{name}” twice." for name in twice])
    return Table(path.name, tuple(names), number, rows)


def first_row(chunks: Iterator[RowChunk], name: str) -> tuple[int, Sequence[str]]:
    """Return the first row that is not blank, and its number. Raises FileRejected when there is none."""
    for chunk in chunks:
        for number, row in enumerate(chunk.rows, start=chunk.first):
            if any(cell.strip() for cell in row):
                return number, row
    raise FileRejected([f"“{name}” is empty."])


def rows_of(file: ImportFile, sheet: str | None) -> Rows:
    """Return how the rows of a file are read, by what it holds. Raises FileRejected."""
    kind = file_type(file.path)
    if kind.kind is FileKind.TEXT:
        return lambda _: read_csv(file)[0]
    if kind.kind is FileKind.PARQUET:
        return lambda wanted: read_parquet(file, wanted)
    if kind.kind is FileKind.WORKBOOK:
        chosen = next(
            (found for found in list_sheets(file) if not found.is_hidden and sheet in (None, found.name)), None
        )
        if chosen is None:
            raise FileRejected([f"“{file.name}” has no sheet “{sheet}”."])
        return lambda _: read_sheet(file, chosen)
    if kind.kind is FileKind.EMPTY:
        raise FileRejected([f"“{file.name}” is empty."])
    if kind.kind is FileKind.OTHER:
        raise FileRejected([f"“{file.name}” is neither CSV nor XLSX nor Parquet. Save it as one of them."])
    raise FileDamaged


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Turn what the readers of files raise into a refusal that says the way out."""
    try:
        yield
    except FileDamaged:
        raise FileRejected([f"“{name}” is damaged or protected by a password."]) from None
    except FileDangerous:
        raise FileRejected([f"“{name}” holds what no table needs and was not opened. Save it as CSV."]) from None
    except (SheetTooLarge, ParquetTooLarge):
        raise FileRejected(
            [f"“{name}” is too large to be read in this form. Save it as CSV, which has no limit."]
        ) from None
