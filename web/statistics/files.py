"""Tables of statistics as files: one line for each cell, hidden ones without any number."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Response, send_file
from flask_babel import gettext as _

from registry.rules.statistics import TOTAL, Member, Table
from web.statistics.words import title_words
from web.table_files import FileKind, write_table

COLUMNS: dict[str, type] = {
    "area": str,
    "row_code": str,
    "row": str,
    "column_code": str,
    "column": str,
    "count": int,
    "measure": str,
    "value": float,
    "low": float,
    "high": float,
    "is_hidden": bool,
    "smallest_shown": int,
    "day": str,
}
MIMETYPES = {
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PARQUET: "application/vnd.apache.parquet",
}


def kind_of(text: str) -> FileKind:
    """Return the kind of file that an address names, CSV when it names none."""
    return next((kind for kind in FileKind if kind.value == text), FileKind.CSV)


def table_file(table: Table, kind: FileKind) -> Response:
    """Return a table as a download."""
    with tempfile.TemporaryDirectory(prefix="holdfast-statistics-") as folder:
        path = Path(folder) / "table"
        write_table(path, kind, list(COLUMNS), list(COLUMNS.values()), cells_of(table))
        content = io.BytesIO(path.read_bytes())
    name = f"statistics-{table.day.isoformat()}.{kind.value}"
    return send_file(content, mimetype=MIMETYPES[kind], as_attachment=True, download_name=name)


def cells_of(table: Table) -> Iterator[list[Any]]:
    """Yield each cell with its names, totals last."""
    for row in named(table.rows):
        for column in named(table.columns):
            cell = table.cell(row[0], column[0])
            yield [
                title_words(table.area),
                *row,
                *column,
                cell.count,
                table.definition.measure.value,
                cell.value,
                cell.low,
                cell.high,
                cell.is_hidden,
                table.limit,
                table.day.isoformat(),
            ]


def named(members: tuple[Member, ...]) -> list[tuple[str, str]]:
    """Return the keys and names of rows or columns with that of their total."""
    return [*((member.key, title_words(member.title)) for member in members), (TOTAL, _("Total"))]
