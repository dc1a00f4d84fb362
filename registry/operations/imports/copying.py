"""A COPY that stays open from one batch to the next, so that the server takes rows in while the next ones are read."""

from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from psycopg import Copy, Cursor


class CopyStream:
    """Writes text to one COPY after another. While one is open the connection can do nothing else: `close` it first."""

    def __init__(self, cursor: "Cursor[Any]") -> None:
        self._cursor = cursor
        self._open = ExitStack()
        self._copy: Copy | None = None
        self._statement = ""

    def write(self, statement: str, lines: str) -> None:
        """Send lines to the COPY of `statement`, opening it where another one or none is open."""
        if self._copy is None or statement != self._statement:
            self.close()
            self._statement = statement
            self._copy = self._open.enter_context(self._cursor.copy(statement))
        self._copy.write(lines)

    def close(self) -> None:
        """End the open COPY, if there is one, and wait for the server's word."""
        self._open.close()
        self._copy = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)
        self._copy = None
