"""Tables written to files of the usual kinds, row by row, whatever their length: CSV, XLSX, Parquet."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow
import xlsxwriter
from pyarrow import parquet

from foundation.errors import Invalid
from foundation.wording import mark
from web.exports import defuse

XLSX_ROWS = 1_048_575
BATCH = 20_000
PARQUET_TYPES = {
    str: pyarrow.string(),
    int: pyarrow.int64(),
    float: pyarrow.float64(),
    bool: pyarrow.bool_(),
    date: pyarrow.date32(),
    datetime: pyarrow.timestamp("us", tz="UTC"),
}


class FileKind(StrEnum):
    """Kinds of files; the value is the file's ending."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"

    @property
    def mimetype(self) -> str:
        """What a browser is told of such a file."""
        return MIMETYPES[self]


MIMETYPES = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PARQUET: "application/vnd.apache.parquet",
}

Rows = Iterable[Sequence[Any]]
Write = Callable[[Path, Sequence[str], Sequence[type], Rows], int]


def write_table(path: Path, kind: FileKind, columns: Sequence[str], kinds: Sequence[type], rows: Rows) -> int:
    """Write a table and return how many rows it has. Memory does not grow with them.

    Args:
        kinds: the kind of value of each column: str, int, float, bool, date or datetime.
    Raises: Invalid when a spreadsheet cannot hold the rows.
    """
    return WRITERS[kind](path, columns, kinds, rows)


def _write_csv(path: Path, columns: Sequence[str], _kinds: Sequence[type], rows: Rows) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([defuse(column) for column in columns])
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the answer
            writer.writerow([defuse(cell) for cell in row])
    return count


def _write_xlsx(path: Path, columns: Sequence[str], _kinds: Sequence[type], rows: Rows) -> int:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    count = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, columns)
        sheet.freeze_panes(1, 0)
        for count, row in enumerate(rows, 1):
            if count > XLSX_ROWS:
                raise Invalid(mark("A spreadsheet holds %(rows)d rows at most. Export CSV or Parquet."), rows=XLSX_ROWS)
            for place, cell in enumerate(row):
                sheet.write(count, place, cell, day) if isinstance(cell, date) else sheet.write(count, place, cell)
    return count


def _write_parquet(path: Path, columns: Sequence[str], kinds: Sequence[type], rows: Rows) -> int:
    schema = pyarrow.schema([(name, PARQUET_TYPES[kind]) for name, kind in zip(columns, kinds, strict=True)])
    count = 0
    with parquet.ParquetWriter(path, schema) as writer:
        for batch in _batches(rows):
            count += len(batch)
            told = [
                pyarrow.array(values, field.type)
                for values, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(told, schema=schema))
    return count


def _batches(rows: Rows) -> Iterator[list[Sequence[Any]]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


WRITERS: dict[FileKind, Write] = {
    FileKind.CSV: _write_csv,
    FileKind.XLSX: _write_xlsx,
    FileKind.PARQUET: _write_parquet,
}
