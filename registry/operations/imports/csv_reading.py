"""CSV files in chunks of rows, in bounded memory whatever their size."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from registry.operations.imports.encodings import (
    MARKS,
    SHOWN,
    UNDECODABLE_MARK,
    DecodedLines,
    LineTooLong,
    decoded_lines,
)
from registry.operations.imports.row_chunks import CHUNK_ROWS, ImportFile, RowChunk
from registry.rules.imports.issues import Issue, IssueCode
from registry.rules.imports.text import shorten, tidy

DELIMITERS = ",\t;|"
PIECE_ROWS = 200
MOST_CELLS = 1_000
"""Cells of the longest row that is read."""
LONGEST_CELL_LINES = 20
"""A cell with more line ends is no cell: a quotation mark was opened and never closed."""


def read_csv(file: ImportFile) -> tuple[Iterator[RowChunk], str]:
    """Return the file's rows in chunks, and the name of its encoding."""
    lines = decoded_lines(file.path)
    return _chunks(lines), SHOWN.get(lines.encoding, lines.encoding.upper())


def _chunks(lines: DecodedLines) -> Iterator[RowChunk]:
    reader = csv.reader(lines, delimiter=_delimiter(lines))
    lines.quotes = lines.done = 0
    lines.has_marks = False
    size = max(lines.path.stat().st_size, 1)
    first = 1
    is_open = True
    while is_open:
        chunk = RowChunk(first, [])
        before = reader.line_num
        is_open = _fill(chunk, reader)
        if reader.line_num - before > len(chunk.rows) and not _is_broken(chunk):
            is_open = not _find_runaway_cell(chunk) and is_open
        if lines.has_marks:
            lines.has_marks = False
            _lift_marks(chunk, lines)
        if not is_open and not _is_broken(chunk) and lines.quotes % 2 and _ends_inside_a_cell(chunk):
            _refuse_rest(chunk, len(chunk.rows) - 1)
        chunk.share = lines.done / size
        if chunk.rows or chunk.issues:
            yield chunk
        first += len(chunk.rows)


def _fill(chunk: RowChunk, reader: Iterator[list[str]]) -> bool:
    """Add rows to a chunk, a few at a time so that monstrous ones are cut at once; tell whether there may be more."""
    while len(chunk.rows) < CHUNK_ROWS:
        start = len(chunk.rows)
        try:
            chunk.rows.extend(islice(reader, PIECE_ROWS))
        except csv.Error:
            _refuse_rest(chunk, len(chunk.rows))
            return False
        _cut_long_rows(chunk, start)
        if len(chunk.rows) - start < PIECE_ROWS:
            return False
    return True


def _cut_long_rows(chunk: RowChunk, start: int) -> None:
    for index in range(start, len(chunk.rows)):
        if len(chunk.rows[index]) > MOST_CELLS:
            surplus = chunk.rows[index][MOST_CELLS]
            chunk.rows[index] = chunk.rows[index][:MOST_CELLS]
            chunk.spoilt.add(chunk.first + index)
            chunk.issues.append(
                Issue(IssueCode.CELLS_TOO_MANY, chunk.first + index, None, {"value": shorten(tidy(surplus))})
            )


def _find_runaway_cell(chunk: RowChunk) -> bool:
    for index, row in enumerate(chunk.rows):
        if any(cell.count("\n") > LONGEST_CELL_LINES for cell in row):
            _refuse_rest(chunk, index)
            return True
    return False


def _ends_inside_a_cell(chunk: RowChunk) -> bool:
    return bool(chunk.rows) and any("\n" in cell for cell in chunk.rows[-1])


def _is_broken(chunk: RowChunk) -> bool:
    return any(issue.code is IssueCode.LINE_BROKEN for issue in chunk.issues)


def _refuse_rest(chunk: RowChunk, index: int) -> None:
    """Leave out the row at `index` and all after it: where one begins and ends can no longer be told."""
    del chunk.rows[index:]
    chunk.issues.append(Issue(IssueCode.LINE_BROKEN, chunk.first + index))


def _lift_marks(chunk: RowChunk, lines: DecodedLines) -> None:
    """Take the marks of foreign and undecodable lines out of the cells and turn them into issues."""
    for index, row in enumerate(chunk.rows):
        text = "".join(row)
        if not any(mark in text for mark in MARKS):
            continue
        number = chunk.first + index
        chunk.rows[index] = [cell.replace(MARKS[0], "").replace(MARKS[1], "") for cell in row]
        if UNDECODABLE_MARK in text:
            chunk.spoilt.add(number)
            chunk.issues.append(Issue(IssueCode.UNDECODABLE, number))
        else:
            params = {"found": SHOWN[lines.other], "main": SHOWN[lines.encoding]}
            chunk.issues.append(Issue(IssueCode.OTHER_ENCODING, number, None, params))


def _delimiter(lines: DecodedLines) -> str:
    """Return the delimiter that most often stands in the first lines, outside quotation marks."""
    seen: dict[str, int] = dict.fromkeys(DELIMITERS, 0)
    for line in _first_lines(lines):
        outside = "".join(line.split('"')[::2])
        for delimiter in DELIMITERS:
            seen[delimiter] += outside.count(delimiter)
    best = max(DELIMITERS, key=lambda delimiter: seen[delimiter])
    return best if seen[best] else ","


def _first_lines(lines: DecodedLines) -> list[str]:
    found: list[str] = []
    with suppress(LineTooLong):
        found.extend(islice(lines, 20))
    return found
