"""Tables of statistics as files: one line for each cell, hidden ones without any number."""

import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Response, send_file
from flask_babel import gettext as _

from registry.rules.statistics import TOTAL, Member, Table
from reports.statistics.views import MeasuresView
from web.statistics.words import measure_label, title_words
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
MEASURE_COLUMNS: dict[str, type] = {
    "group_code": str,
    "group": str,
    "measure": str,
    "figure": str,
    "name": str,
    "value": float,
    "low": float,
    "high": float,
    "is_hidden": bool,
    "line": str,
    "day": str,
}


def kind_of(text: str) -> FileKind:
    """Return the kind of file that an address names, CSV when it names none."""
    return next((kind for kind in FileKind if kind.value == text), FileKind.CSV)


def table_file(table: Table, kind: FileKind) -> Response:
    """Return a table as a download."""
    return download(f"statistics-{table.day.isoformat()}", kind, COLUMNS, cells_of(table))


def measures_file(view: MeasuresView, kind: FileKind) -> Response:
    """Return the measures of a region as a download."""
    return download(f"measures-{view.day.isoformat()}", kind, MEASURE_COLUMNS, figures_of(view))


def download(name: str, kind: FileKind, columns: Mapping[str, type], rows: Iterable[Sequence[Any]]) -> Response:
    """Return rows as a file of a kind."""
    with tempfile.TemporaryDirectory(prefix="holdfast-statistics-") as folder:
        path = Path(folder) / "table"
        write_table(path, kind, list(columns), list(columns.values()), rows)
        content = io.BytesIO(path.read_bytes())
    return send_file(content, mimetype=kind.mimetype, as_attachment=True, download_name=f"{name}.{kind.value}")


def figures_of(view: MeasuresView) -> Iterator[list[Any]]:
    """Yield each figure of the whole, then those of its groups."""
    line, day = view.line.value, view.day.isoformat()
    for measure in view.measures:
        for each in measure.lines:
            words, values = measure_label(each), [each.value, each.low, each.high, each.is_hidden]
            yield ["", "", measure.key, each.key, words, *values, line, day]
    for group in view.groups:
        for name, value in group.figures.items():
            key, _dot, figure = name.partition(".")
            is_hidden = name in group.hidden
            yield [group.label, title_words(group.title), key, figure, "", value, None, None, is_hidden, line, day]


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
