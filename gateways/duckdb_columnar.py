"""DuckDB over Parquet files: each call opens a database in memory, so nothing is shared and nothing is left behind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from foundation.errors import GatewayUnavailable

FETCHED = 10_000
PLACE = re.compile(r"(?<![:\w]):([a-z_]\w*)")


class DuckdbColumnar:
    """Packs and reads Parquet files.

    Args:
        memory: the most that one call may hold, in DuckDB's words; beyond it sorts and groups go to disk.
        threads: how many cores it may use; None takes all.
    """

    def __init__(self, memory: str = "2GB", threads: int | None = None) -> None:
        self._settings: dict[str, Any] = {"memory_limit": memory, "preserve_insertion_order": "false"}
        if threads is not None:
            self._settings["threads"] = threads

    def pack(self, source: Path, target: Path, columns: Mapping[str, str]) -> int:
        """Turn a CSV file without a heading into a Parquet file, in order of the first column; return the rows."""
        kinds = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        # Detection is off: every kind is given, and a file without rows has nothing to detect.
        rows = (
            f"read_csv({_text(source)}, columns = {{{kinds}}}, header = false, auto_detect = false, delim = ',', "
            "quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false)"
        )
        with self._open(target.parent) as connection:
            packed = f"copy (select * from {rows} order by 1) to {_text(target)} (format parquet, compression zstd)"
            return _count(connection.execute(packed))

    def write(self, sql: str, params: Mapping[str, Any], tables: Mapping[str, Sequence[Path]], target: Path) -> int:
        """Write what a select finds to a CSV file without a heading, nulls as nothing; return the rows."""
        with self._open(target.parent, tables) as connection:
            statement = f"copy ({sql}) to {_text(target)} (format csv, header false)"
            return _count(connection.execute(*_placed(statement, params)))

    def read(
        self, sql: str, params: Mapping[str, Any], tables: Mapping[str, Sequence[Path]]
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that a select finds."""
        with TemporaryDirectory() as folder, self._open(Path(folder), tables) as connection:
            cursor = connection.execute(*_placed(sql, params))
            while rows := cursor.fetchmany(FETCHED):
                yield from rows

    @contextmanager
    def _open(self, spill: Path, tables: Mapping[str, Sequence[Path]] | None = None) -> Iterator[Any]:
        """Open a database whose views are the files; what does not fit in memory goes below `spill`."""
        import duckdb  # noqa: PLC0415 - needed by this work alone

        try:
            with duckdb.connect(":memory:", config={**self._settings, "temp_directory": str(spill)}) as connection:
                for name, files in (tables or {}).items():
                    listed = ", ".join(_text(file) for file in files)
                    connection.execute(
                        f"create view {name} as select * from read_parquet([{listed}], union_by_name = true)"
                    )
                yield connection
        except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
            raise GatewayUnavailable() from error


def _placed(sql: str, params: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return a statement in DuckDB's way of naming places, with the values of those that it names."""
    used = set(PLACE.findall(sql))
    return PLACE.sub(r"$\1", sql), {name: value for name, value in params.items() if name in used}


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _count(result: Any) -> int:
    return int(result.fetchone()[0])
