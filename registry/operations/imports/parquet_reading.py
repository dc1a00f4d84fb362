"""Parquet files in chunks of rows: a row group at a time, only the columns that are wanted, whatever the file's size.

The heading row is made from the column names, so that row numbers count as in a spreadsheet.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from registry.operations.imports.row_chunks import CHUNK_ROWS, FileDamaged, ImportFile, RowChunk
from registry.operations.imports.workbook_reading import cell_text
from registry.rules.imports.issues import Issue, IssueCode
from registry.rules.imports.text import heading_key, shorten, tidy

MOST_COLUMNS = 2_000
LARGEST_CHUNK = 1 << 30
"""Bytes of one column in one row group, unpacked: more would not be read in bounded memory."""
LONGEST_NAMES = 1 << 20
BATCH_BUFFER = 1 << 16


class ParquetTooLarge(Exception):
    """A column of the file would not fit into the memory an import may take; `size` is its megabytes."""

    def __init__(self, size: int, parts: int) -> None:
        super().__init__(size)
        self.size, self.parts = size, parts


def read_parquet(file: ImportFile, wanted: frozenset[str]) -> Iterator[RowChunk]:
    """Return the file's rows in chunks.

    Args:
        wanted: headings in comparison form; other columns give empty cells and are not even unpacked.
    Raises: FileDamaged, ParquetTooLarge; the iterator too.
    """
    book = _open(file)
    names = list(book.schema_arrow.names)
    places = [place for place, name in enumerate(names) if heading_key(name) in wanted]
    _check_size(book, places)
    readable, issues = _check_types(book.schema_arrow, places)
    return _chunks(book, names, readable, issues)


def _open(file: ImportFile) -> Any:
    import pyarrow.parquet  # noqa: PLC0415 - it takes a fifth of a second, and few files need it
    from pyarrow import ArrowException  # noqa: PLC0415

    try:
        book = pyarrow.parquet.ParquetFile(
            file.path,
            memory_map=False,
            pre_buffer=False,
            buffer_size=BATCH_BUFFER,
            thrift_string_size_limit=64 << 20,
            thrift_container_size_limit=1 << 20,
        )
        names = book.schema_arrow.names
    except (ArrowException, OSError, UnicodeDecodeError, ValueError) as error:
        raise FileDamaged from error
    if len(names) > MOST_COLUMNS or sum(map(len, names)) > LONGEST_NAMES or len(book.schema) != len(names):
        raise FileDamaged  # nested columns have more leaves than names; no sheet has so many columns
    return book


def _check_size(book: Any, places: Sequence[int]) -> None:
    for group in range(book.metadata.num_row_groups):
        for place in places:
            size = book.metadata.row_group(group).column(place).total_uncompressed_size
            if size > LARGEST_CHUNK:
                raise ParquetTooLarge(size >> 20, book.metadata.num_row_groups)


def _check_types(schema: Any, places: Sequence[int]) -> tuple[list[int], list[Issue]]:
    """Return the columns whose values are what a cell can hold, and what is wrong with the others."""
    readable, issues = [], []
    for place in places:
        kind = schema.field(place).type
        if _is_readable(kind):
            readable.append(place)
        else:
            name = shorten(tidy(schema.field(place).name), 120)
            issues.append(Issue(IssueCode.COLUMN_TYPE, 1, name, {"name": name, "type": shorten(str(kind))}))
    return readable, issues


def _is_readable(kind: Any) -> bool:
    from pyarrow import types  # noqa: PLC0415

    if types.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        types.is_string,
        types.is_large_string,
        types.is_string_view,
        types.is_integer,
        types.is_floating,
        types.is_decimal,
        types.is_boolean,
        types.is_date,
        types.is_timestamp,
        types.is_null,
    )
    return any(test(kind) for test in tests)


def _chunks(book: Any, names: list[str], readable: list[int], issues: list[Issue]) -> Iterator[RowChunk]:
    from pyarrow import ArrowException  # noqa: PLC0415

    # A column that cannot be read loses its heading, so that a required one is missed and not found empty.
    refused = {issue.params["name"] for issue in issues}
    heading = ["" if shorten(tidy(name), 120) in refused else name for name in names]
    yield RowChunk(1, [heading], issues)
    first = 2
    try:
        batches = book.iter_batches(batch_size=CHUNK_ROWS, columns=[names[place] for place in readable])
        for batch in batches:
            share = (first + batch.num_rows) / max(book.metadata.num_rows, 1)
            yield RowChunk(first, _rows(batch, len(names), readable), share=share)
            first += batch.num_rows
    except (ArrowException, OSError, UnicodeDecodeError, ValueError) as error:
        raise FileDamaged from error


def _rows(batch: Any, width: int, readable: list[int]) -> list[Sequence[str]]:
    blank = ("",) * batch.num_rows
    columns: list[Sequence[str]] = [blank] * width
    for place, column in zip(readable, batch.columns, strict=True):
        columns[place] = blank if column.null_count == batch.num_rows else _texts(column)
    return list(zip(*columns, strict=True))


def _texts(column: Any) -> list[str]:
    return [cell if type(cell) is str else "" if cell is None else cell_text(cell) for cell in column.to_pylist()]
