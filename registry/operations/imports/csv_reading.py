"""CSV files in chunks of rows, in bounded memory whatever their size."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice

from registry.operations.imports.encodings import MARKS, SHOWN, UNDECODABLE_MARK, DecodedLines, decoded_lines
from registry.operations.imports.row_chunks import CHUNK_ROWS, ImportFile, RowChunk
from registry.rules.imports.issues import Issue, IssueCode

DELIMITERS = ",\t;|"
LONGEST_CELL_LINES = 20
"""A cell with more line ends is no cell: a quotation mark was opened and never closed."""


def read_csv(file: ImportFile) -> tuple[Iterator[RowChunk], str]:
    """Return the file's rows in chunks, and the name of its encoding."""
    lines = decoded_lines(file.path)
    return _chunks(lines), SHOWN.get(lines.encoding, lines.encoding.upper())


def _chunks(lines: DecodedLines) -> Iterator[RowChunk]:
    reader = csv.reader(lines, delimiter=_delimiter(lines))
    lines.quotes = 0
    lines.has_marks = False
    first = 1
    while True:
        chunk = RowChunk(first, [])
        before = reader.line_num
        is_broken = _fill(chunk, reader)
        if reader.line_num - before > len(chunk.rows):
            is_broken = _find_runaway_cell(chunk) or is_broken
        if lines.has_marks:
            lines.has_marks = False
            _lift_marks(chunk, lines)
        is_last = len(chunk.rows) < CHUNK_ROWS
        if is_last and not is_broken and lines.quotes % 2 and any("\n" in cell for cell in (chunk.rows or [()])[-1]):
            _refuse_rest(chunk, len(chunk.rows) - 1)
        if chunk.rows or chunk.issues:
            yield chunk
        if is_last or is_broken:
            return
        first += len(chunk.rows)


def _fill(chunk: RowChunk, reader: "Iterator[list[str]]") -> bool:
    try:
        chunk.rows.extend(islice(reader, CHUNK_ROWS))
    except csv.Error:
        _refuse_rest(chunk, len(chunk.rows))
        return True
    return False


def _find_runaway_cell(chunk: RowChunk) -> bool:
    for index, row in enumerate(chunk.rows):
        if any(cell.count("\n") > LONGEST_CELL_LINES for cell in row):
            _refuse_rest(chunk, index)
            return True
    return False


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
    for line in islice(lines, 20):
        outside = "".join(_outside_quotes(line))
        for delimiter in DELIMITERS:
            seen[delimiter] += outside.count(delimiter)
    best = max(DELIMITERS, key=lambda delimiter: seen[delimiter])
    return best if seen[best] else ","


def _outside_quotes(line: str) -> Sequence[str]:
    return line.split('"')[::2]
