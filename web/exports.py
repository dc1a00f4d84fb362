"""Lists as files: exactly what is shown, with formulas defused."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def defuse(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection); plain numbers stay numbers."""
    text = "" if value is None else str(value)
    if text.lstrip().startswith(FORMULA_STARTS):
        try:
            float(text)
        except ValueError:
            return "'" + text
    return text


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return rows as a CSV download; for lists that name no person, the others leave sealed (`web.sealed_lists`)."""
    response = Response(csv_bytes(columns, rows), mimetype="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def cells_of(rows: Iterable[object], columns: Sequence[str]) -> Iterator[list[object]]:
    """Yield each row's cells, where the columns are called like its parts."""
    for row in rows:
        yield [getattr(row, name) for name in columns]


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as UTF-8 CSV with a byte-order mark, which spreadsheet programs need for Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([defuse(column) for column in columns])
    writer.writerows([defuse(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")
