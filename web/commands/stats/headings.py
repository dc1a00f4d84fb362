"""Which heading of a file is which number, as the options say or as headings usually are."""

from collections.abc import Sequence

from registry.rules.imports.text import heading_key
from web.commands.stats.options import Asked
from web.commands.stats.tables import FileRejected, Table

USUAL: dict[str, tuple[str, ...]] = {
    "income": (
        "income_per_head",
        "income_per_capita",
        "per_capita_income",
        "net_income",
        "人均纯收入",
        "人均收入",
        "收入",
    ),
    "consumption": ("consumption_per_head", "consumption_per_capita", "expenditure", "人均消费支出", "消费"),
    "total": ("total_expenditure", "expenditure", "exp", "consumption", "spending", "总支出", "消费支出"),
    "food": ("food_expenditure", "food_spending", "食品支出"),
    "health": ("oop", "health_expenditure", "medical", "medical_self_paid", "自付医疗支出", "合规自付支出"),
    "size": ("household_size", "hh_size", "hhsize", "members", "家庭人口", "人口数"),
    "young": ("children", "under_15"),
    "working": ("adults", "working_age", "from_15_to_64"),
    "old": ("elderly", "over_64"),
}
"""Headings that are known without being named, besides the role itself."""
SOLE = frozenset({"income", "consumption"})
"""Roles that a file's only free column fills, whatever it is called."""
LABELS = ("id", "code", "household", "household_id", "hhid", "no", "number", "name", "户编号", "户主姓名", "姓名")
NAMING = frozenset(map(heading_key, LABELS))
"""Headings of columns that tell households apart and measure nothing."""


class Headings:
    """The headings of one file, and those that are taken."""

    def __init__(self, table: Table, asked: Asked) -> None:
        self.table, self.asked = table, asked
        self.taken = {self.must(word) for word in (asked.weights, asked.by, asked.cluster) if word}

    def must(self, word: str) -> str:
        """Return the heading that an option names. Raises FileRejected."""
        found = self.table.find(word)
        if found is None:
            raise FileRejected([f"“{self.table.name}” has no column “{word}”; it has {self.listed()}."])
        return found

    def maybe(self, role: str, usual: Sequence[str] = ()) -> str | None:
        """Return the heading of a role, None when the file has none. Raises FileRejected for one named in vain."""
        if role in self.asked.headings:
            found: str | None = self.must(self.asked.headings[role])
        else:
            words = (role, *usual, *USUAL.get(role, ()))
            found = next((name for name in map(self.table.find, words) if name and name not in self.taken), None)
        if found is not None:
            self.taken.add(found)
        return found

    def need(self, role: str, option: str, usual: Sequence[str] = ()) -> str:
        """Return the heading of a role, or of the only column left for it. Raises FileRejected."""
        found = self.maybe(role, usual)
        if found is None and role in SOLE and len(self.left()) == 1:
            found = self.left()[0]
            self.taken.add(found)
        if found is None:
            told = f"No column of “{self.table.name}” is known as “{role}”; it has {self.listed()}. Name it: {option}."
            raise FileRejected([told])
        return found

    def left(self) -> list[str]:
        """Return the headings that nothing has taken and that do more than tell households apart."""
        return [
            name for name in self.table.names if name and name not in self.taken and heading_key(name) not in NAMING
        ]

    def listed(self) -> str:
        """Return the file's headings for a message."""
        return ", ".join(f"“{name}”" for name in self.table.names if name)
