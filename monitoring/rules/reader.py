"""Reads a TOML table key by key, gathers every fault with its place, and refuses keys that nobody asked for."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

from foundation.wording import mark
from monitoring.errors import Fault
from monitoring.rules.ruleset import Text

Code = TypeVar("Code", bound=StrEnum)
StandIn = TypeVar("StandIn")
NOWHERE = Text("", "")


class Reader:
    """One table of the file.

    A value that is missing or of the wrong kind leaves a fault and a harmless stand-in, so that one reading finds all
    faults; nothing is built from a file that has any.
    """

    def __init__(self, table: Mapping[str, Any], where: str, faults: list[Fault]) -> None:
        self._table = table
        self._where = where
        self._faults = faults
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def fault(self, message: str, *, key: str = "", **params: object) -> None:
        """Note a fault of this table, or of one of its keys."""
        where = ".".join(part for part in (self._where, key) if part) or "rule set"
        self._faults.append(Fault(where, message, params))

    def text(self, key: str) -> str:
        value = self._take(key)
        if isinstance(value, str):
            return value
        return self._wrong(key, value, mark("a text is needed"), "")

    def words(self, key: str) -> Text:
        """Read `{ en = …, zh = … }`: both languages, neither empty."""
        value = self._take(key)
        if isinstance(value, Mapping) and set(value) == {"en", "zh"} and all(value.values()):
            return Text(str(value["en"]), str(value["zh"]))
        return self._wrong(key, value, mark("words in English (en) and Chinese (zh) are needed"), NOWHERE)

    def whole(self, key: str, *, least: int = 0) -> int:
        value = self._take(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        return self._wrong(key, value, mark("a whole number of at least %(least)s is needed"), least, least=least)

    def maybe_whole(self, key: str) -> int | None:
        return self.whole(key, least=1) if key in self else None

    def number(self, key: str) -> float:
        value = self._take(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
            return float(value)
        return self._wrong(key, value, mark("a number is needed"), 0.0)

    def maybe_number(self, key: str) -> float | None:
        return self.number(key) if key in self else None

    def day(self, key: str) -> date:
        value = self._take(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return self._wrong(key, value, mark("a date is needed"), date.min)

    def maybe_day(self, key: str) -> date | None:
        return self.day(key) if key in self else None

    def answer(self, key: str) -> bool:
        value = self._take(key)
        if isinstance(value, bool):
            return value
        return self._wrong(key, value, mark("true or false is needed"), False)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._take(key)
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return tuple(value)
        return self._wrong(key, value, mark("a list of texts is needed"), ())

    def code(self, key: str, words: type[Code]) -> Code | None:
        """Read a member of a code list."""
        value = self._take(key)
        if value in list(words):
            return words(value)
        allowed = ", ".join(words)
        return self._wrong(key, value, mark("one of %(allowed)s is needed"), None, allowed=allowed)

    def table(self, key: str) -> "Reader":
        value = self._take(key)
        if not isinstance(value, Mapping):
            value = self._wrong(key, value, mark("a table is needed"), {})
        return Reader(value, self._place(key), self._faults)

    def tables(self, key: str) -> list["Reader"]:
        """Read a list of tables; each is named by its number, and by its id when it has one."""
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, Mapping) for item in value):
            value = self._wrong(key, value, mark("a list of tables is needed"), [])
        return [
            Reader(item, self._place(key) + f"[{number}]" + (f" “{item['id']}”" if "id" in item else ""), self._faults)
            for number, item in enumerate(value, 1)
        ]

    def close(self) -> None:
        """Refuse every key that was not asked for: a misspelt key must not be passed over in silence."""
        for key in self._table:
            if key not in self._asked:
                self.fault(mark("unknown field"), key=key)

    def _take(self, key: str) -> Any:
        self._asked.add(key)
        return self._table.get(key)

    def _place(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key

    def _wrong(self, key: str, value: object, message: str, stand_in: StandIn, **params: object) -> StandIn:
        if value is None:
            self.fault(mark("this field is missing"), key=key)
        else:
            self.fault(message, key=key, **params)
        return stand_in
