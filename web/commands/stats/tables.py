"""A file of households for measures, CSV, XLSX or Parquet, as columns of text with the numbers of their rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from foundation.errors import Invalid
from registry.operations.imports.csv_reading import read_csv
from registry.operations.imports.file_types import FileKind, file_type
from registry.operations.imports.row_chunks import ImportFile, RowChunk
from registry.operations.imports.workbook_reading import SheetTooLarge, WorkbookDamaged, list_sheets, read_sheet
from registry.rules.imports.issue_texts import SENTENCES
from registry.rules.imports.text import heading_key, shorten, tidy

PARQUET = b"PAR1"
MOST_PROBLEMS = 10


class FileRejected(Invalid):
    """A file that cannot be measured; each problem stands on a line of its own."""

    message = "%(problems)s"

    def __init__(self, problems: Sequence[str]) -> None:
        more = len(problems) - MOST_PROBLEMS
        listed = [*problems[:MOST_PROBLEMS], *([f"… and {more} more."] if more > 0 else [])]
        super().__init__(problems="\n".join(listed))


@dataclass
class Table:
    """A file's headings, and its rows still to be read.

    Args:
        names: the headings as written.
        chunks: the rows below them.
    """

    name: str
    names: tuple[str, ...]
    chunks: Iterator[RowChunk]
    problems: list[str] = field(default_factory=list)

    def find(self, wanted: str) -> str | None:
        """Return the heading that is meant, whatever its case, spaces and width; None when there is none."""
        return next((name for name in self.names if heading_key(name) == heading_key(wanted)), None)

    def read(self, wanted: Sequence[str]) -> "Columns":
        """Read some columns to the end of the file. Raises FileRejected for rows that cannot be read."""
        places = [self.names.index(name) for name in wanted]
        found: list[list[str]] = [[] for _ in wanted]
        numbers: list[int] = []
        for chunk in self.chunks:
            self.problems += [
                told(issue.row, SENTENCES[issue.code], issue.params) for issue in chunk.issues if issue.is_error
            ]
            for number, row in enumerate(chunk.rows, start=chunk.first):
                if any(cell.strip() for cell in row):
                    self._take(number, row, places, found)
                    numbers.append(number)
        if not numbers:
            self.problems.append(f"“{self.name}” has no row below its headings.")
        if self.problems:
            raise FileRejected(self.problems)
        return Columns(dict(zip(wanted, found, strict=True)), numbers)

    def _take(self, number: int, row: Sequence[str], places: list[int], found: list[list[str]]) -> None:
        surplus = next((cell for cell in row[len(self.names) :] if cell.strip()), None)
        if surplus is not None:
            self.problems.append(f"row {number}: “{shorten(tidy(surplus))}” stands right of the last heading.")
        for place, column in zip(places, found, strict=True):
            column.append(row[place] if place < len(row) else "")


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of text, one cell a household, and the number of each row in the file."""

    cells: dict[str, list[str]]
    rows: list[int]

    def __len__(self) -> int:
        return len(self.rows)


def told(row: int | None, sentence: str, params: dict[str, object]) -> str:
    """Return a problem with its place."""
    words = sentence % params if params else sentence
    return f"row {row}: {words}" if row else words


def open_table(path: Path, sheet: str | None = None) -> Table:
    """Open a file and read its headings, the first row that is not blank.

    Raises: FileRejected.
    """
    chunks = parquet_chunks(path) if is_parquet(path) else text_chunks(path, sheet)
    first = next(chunks, None)
    place = (
        next((at for at, row in enumerate(first.rows) if any(cell.strip() for cell in row)), None) if first else None
    )
    if first is None or place is None:
        raise FileRejected([f"“{path.name}” is empty."])
    names = tuple(tidy(cell) for cell in first.rows[place])
    while names and not names[-1]:
        names = names[:-1]
    keys = [heading_key(name) for name in names]
    twice = sorted({name for name, key in zip(names, keys, strict=True) if name and keys.count(key) > 1})
    if twice:
        raise FileRejected([f"The heading “{name}” stands there twice." for name in twice])
    rest = RowChunk(first.first + place + 1, first.rows[place + 1 :], first.issues, first.spoilt)
    return Table(path.name, names, chain((rest,), chunks))


def is_parquet(path: Path) -> bool:
    """Tell whether a file is Parquet, by its content."""
    with path.open("rb") as file:
        return file.read(len(PARQUET)) == PARQUET


def text_chunks(path: Path, sheet: str | None) -> Iterator[RowChunk]:
    """Return the rows of a CSV file or of a workbook's sheet. Raises FileRejected."""
    file, kind = ImportFile(path, path.name), file_type(path)
    if kind.kind is FileKind.TEXT:
        return read_csv(file)[0]
    if kind.kind is FileKind.WORKBOOK:
        return sheet_chunks(file, sheet)
    if kind.kind is FileKind.EMPTY:
        raise FileRejected([f"“{path.name}” is empty."])
    raise FileRejected([f"“{path.name}” is neither CSV nor XLSX nor Parquet. Save it as one of them."])


def sheet_chunks(file: ImportFile, sheet: str | None) -> Iterator[RowChunk]:
    """Yield the rows of a sheet: the one named, or the first that is not hidden. Raises FileRejected."""
    try:
        sheets = [found for found in list_sheets(file) if not found.is_hidden]
        chosen = next((found for found in sheets if sheet in (None, found.name)), None)
        if chosen is None:
            named = ", ".join(f"“{found.name}”" for found in sheets)
            raise FileRejected([f"“{file.name}” has no sheet “{sheet}”; it has {named}."])
        yield from read_sheet(file, chosen)
    except SheetTooLarge:
        raise FileRejected([f"The sheet of “{file.name}” is too large. Save it as CSV, which has no limit."]) from None
    except WorkbookDamaged:
        raise FileRejected([f"“{file.name}” is damaged or protected by a password."]) from None


def parquet_chunks(path: Path) -> Iterator[RowChunk]:
    """Yield the headings of a Parquet file, and then its rows as text; its first row is number 1.

    Raises: FileRejected.
    """
    import pyarrow as pa  # noqa: PLC0415 - half a second to load, for those who measure CSV
    import pyarrow.compute as pc  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        file = pq.ParquetFile(path)
        yield RowChunk(0, [file.schema_arrow.names])
        number = 1
        for batch in file.iter_batches(batch_size=20_000):
            columns = [pc.fill_null(pc.cast(column, pa.string()), "").to_pylist() for column in batch.columns]
            yield RowChunk(number, list(zip(*columns, strict=True)))
            number += batch.num_rows
    except pa.ArrowException as error:
        raise FileRejected([f"“{path.name}” cannot be read as Parquet: {shorten(str(error), 200)}"]) from None
