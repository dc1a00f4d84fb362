"""What is wrong with a profile, gathered while it is read, so that it is mended in one go."""

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.wording import mark

Problem = tuple[str, dict[str, object]]
"""A sentence and its params. Among these are `sheet_no` and `column_no`, from 1, where the problem has such a place."""


class ProfileReader:
    """Reads a document's tables and keeps every problem with the place where it stands."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.place = ""
        self.sheet_no: int | None = None
        self.column_no: int | None = None

    def refuse(self, key: str, message: str, **params: object) -> None:
        spot = {"place": self.place, "key": key, "sheet_no": self.sheet_no, "column_no": self.column_no}
        self.problems.append((message, {**spot, **params}))

    def known_keys(self, table: Mapping[str, Any], known: frozenset[str]) -> None:
        for key in table.keys() - known:
            self.refuse(key, mark("%(place)s, %(key)s: there is no such key."))

    def texts(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Read a text or a list of texts."""
        value = table.get(key, ())
        values = (value,) if isinstance(value, str) else value
        if not isinstance(values, Sequence) or not all(isinstance(item, str) and item for item in values):
            self.refuse(key, mark("%(place)s, %(key)s: write a text or a list of texts."))
            return ()
        return tuple(values)

    def table(self, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = table.get(key, {})
        if not isinstance(value, Mapping):
            self.refuse(key, mark("%(place)s, %(key)s: write a table."))
            return {}
        return value
