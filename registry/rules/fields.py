"""Further fields: a number, a yes or no, a date or a code that a region wants to know of its households or people.

A definition is data. Imports, forms, field collection, rules and statistics read it; its values stand in
`household.extra` and `person.extra` under its key, as JSON: a number, true or false, a day as `2026-03-05`, a code.
One key means one thing in the whole register: the same entity, kind and unit wherever it is defined.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from foundation.wording import Worded, mark
from registry.rules.fields_errors import FieldValueRefused

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", re.ASCII)
UTMOST = 10**12
"""Numbers beyond it are slips, and sums of numbers below it stay exact enough for every engine."""
DECIMALS = 6
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)

Value = float | bool | str
"""A value as it stands in `extra`."""

_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_HALF = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
_YES = frozenset({"yes", "y", "true", "t", "1", "是", "有"})
_NO = frozenset({"no", "n", "false", "f", "0", "否", "无"})
_WORDS = {True: ("yes", "是"), False: ("no", "否")}


class FieldEntity(Worded):
    HOUSEHOLD = "household", mark("Household")
    PERSON = "person", mark("Person")


class FieldKind(Worded):
    NUMBER = "number", mark("A number")
    WHOLE = "whole", mark("Whole number")
    FLAG = "flag", mark("Yes or no")
    DATE = "date", mark("Date")
    CODE = "code", mark("Code list")

    @property
    def is_number(self) -> bool:
        return self in (FieldKind.NUMBER, FieldKind.WHOLE)


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One code of a code list with its words."""

    code: str
    en: str
    zh: str

    def word(self, language: str) -> str:
        """Return the word in one of the two languages."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """What one further field asks and takes.

    Args:
        key: its name in `extra`, in files, in rules (`extra.KEY`) and in forms.
        unit: what a number counts, as people write it (`kg`); empty for a mere count and for what is no number.
        low, high: the least and the most that a number may be; None leaves the side open.
        region_path: it holds in this region and in all below; empty is the whole register.
        valid_from, valid_to: it is asked from the first day up to the day before the second; None has no end yet.
            Values that are there stay when it ends.
    """

    key: str
    entity: FieldEntity
    kind: FieldKind
    question_en: str
    question_zh: str
    unit: str = ""
    options: tuple[FieldOption, ...] = ()
    low: float | None = None
    high: float | None = None
    region_path: str = ""
    valid_from: date = EARLIEST
    valid_to: date | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(option.code for option in self.options)

    def question(self, language: str) -> str:
        """Return the question in one of the two languages."""
        return self.question_zh if language.startswith("zh") else self.question_en

    def holds_on(self, day: date) -> bool:
        """Tell whether the field is asked on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def option(self, code: str) -> FieldOption | None:
        """Return the option with this code, None when there is none (any more)."""
        return next((option for option in self.options if option.code == code), None)

    def parse(self, text: str) -> Value | None:
        """Read what somebody wrote; None for an empty text.

        A code is known by its code or by either of its words; yes and no in both languages; days as 2026-03-05,
        2026/3/5 or with their ideographs; full-width digits count as plain ones.
        Raises: FieldValueRefused with how to write it.
        """
        plain = text.translate(_HALF).strip()
        if not plain:
            return None
        return _PARSERS[self.kind](self, plain)

    def accepts(self, value: object) -> bool:
        """Tell whether a JSON value is one that `parse` could have given."""
        return isinstance(value, bool | int | float | str) and self._fits(value)

    def _fits(self, value: Value) -> bool:
        try:
            return self.parse(self.write(value)) == value
        except FieldValueRefused:
            return False

    def write(self, value: object) -> str:
        """Return a value as text that `parse` reads back; empty for None."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, float | int):
            return _plain_number(value)
        return str(value)

    def show(self, value: object, language: str) -> str:
        """Return a value in words of one of the two languages, a number with its unit; empty for None."""
        if isinstance(value, bool):
            return _WORDS[value][language.startswith("zh")]
        if isinstance(value, str) and (option := self.option(value)):
            return option.word(language)
        text = self.write(value)
        return f"{text} {self.unit}" if text and self.unit else text


def means_the_same(one: FieldDefinition, other: FieldDefinition) -> bool:
    """Tell whether two definitions of a key agree in what rules and statistics rely on."""
    return (one.entity, one.kind, one.unit) == (other.entity, other.kind, other.unit)


def as_json(definition: FieldDefinition) -> dict[str, Any]:
    """Return a definition as plain JSON values."""
    plain = asdict(definition)
    plain["valid_from"] = definition.valid_from.isoformat()
    plain["valid_to"] = definition.valid_to and definition.valid_to.isoformat()
    return {**plain, "options": [asdict(option) for option in definition.options]}


def from_json(plain: Mapping[str, Any]) -> FieldDefinition:
    """Return the definition that `as_json` wrote."""
    ends = plain["valid_to"]
    return FieldDefinition(
        **{
            **plain,
            "entity": FieldEntity(plain["entity"]),
            "kind": FieldKind(plain["kind"]),
            "options": options_from_json(plain["options"]),
            "valid_from": date.fromisoformat(plain["valid_from"]),
            "valid_to": ends and date.fromisoformat(ends),
        }
    )


def options_from_json(plain: Iterable[Mapping[str, str]]) -> tuple[FieldOption, ...]:
    """Return the options that stand in a row or in JSON."""
    return tuple(FieldOption(option["code"], option["en"], option["zh"]) for option in plain)


def _plain_number(value: float) -> str:
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(definition: FieldDefinition, text: str) -> float:
    if not _NUMBER.fullmatch(text) or len(text) > 24:
        raise FieldValueRefused(mark("“%(text)s” is no number. Write it like 12.5."), text=text[:60])
    exact = Decimal(text.replace(",", ""))
    value = round(exact, DECIMALS)
    if definition.kind is FieldKind.WHOLE and value != value.to_integral_value():
        raise FieldValueRefused(mark("“%(text)s” is no whole number. Write it without decimals."), text=text)
    low = -UTMOST if definition.low is None else definition.low
    high = UTMOST if definition.high is None else definition.high
    if not low <= value <= high:
        raise FieldValueRefused(
            mark("“%(text)s” lies outside %(low)s to %(high)s."),
            text=text,
            low=_plain_number(low),
            high=_plain_number(high),
        )
    return int(value) if definition.kind is FieldKind.WHOLE else float(value)


def _flag(_definition: FieldDefinition, text: str) -> bool:
    word = text.casefold()
    if word not in _YES | _NO:
        raise FieldValueRefused(mark("“%(text)s” is neither yes nor no."), text=text[:60])
    return word in _YES


def _day(_definition: FieldDefinition, text: str) -> str:
    found = _DAY.fullmatch(text)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise FieldValueRefused(
            mark("“%(text)s” is no day between 1900 and 2100. Write it like 2026-03-05."), text=text[:60]
        )
    return day.isoformat()


def _code(definition: FieldDefinition, text: str) -> str:
    if definition.option(text):
        return text
    word = text.casefold()
    known = {
        name.translate(_HALF).casefold(): option.code
        for option in definition.options
        for name in (option.en, option.zh, option.code)
    }
    if word not in known:
        raise FieldValueRefused(
            mark("“%(text)s” is not in the list. Known are %(known)s."),
            text=text[:60],
            known=", ".join(definition.codes),
        )
    return known[word]


_PARSERS: dict[FieldKind, Callable[[FieldDefinition, str], Value]] = {
    FieldKind.NUMBER: _number,
    FieldKind.WHOLE: _number,
    FieldKind.FLAG: _flag,
    FieldKind.DATE: _day,
    FieldKind.CODE: _code,
}
