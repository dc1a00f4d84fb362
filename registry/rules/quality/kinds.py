"""Types of the predicate language: yes or no, numbers with a unit, dates, codes of a list, and sets of codes."""

from dataclasses import dataclass
from enum import StrEnum

from foundation.wording import Worded, mark


class Kind(Worded):
    """What sort of value an expression has."""

    YES_NO = "yes_no", mark("yes or no")
    NUMBER = "number", mark("a number")
    DATE = "date", mark("a date")
    CODE = "code", mark("a word of a code list")
    CODES = "codes", mark("a set of words")


class Unit(Worded):
    """What a number counts; two numbers are compared and added in the same unit only."""

    PLAIN = "plain", mark("a plain number")
    SHARE = "share", mark("a share")
    YUAN = "yuan", mark("yuan")
    YUAN_A_MONTH = "yuan_a_month", mark("yuan a month")
    YUAN_A_YEAR = "yuan_a_year", mark("yuan a year")
    MU = "mu", mark("mu")
    KM = "km", mark("kilometres")
    YEARS = "years", mark("years")
    MONTHS = "months", mark("months")
    DAYS = "days", mark("days")


MONEY = frozenset({Unit.YUAN, Unit.YUAN_A_MONTH, Unit.YUAN_A_YEAR})
"""Amounts are held in fen, whatever the period."""

SPANS = frozenset({Unit.YEARS, Unit.MONTHS, Unit.DAYS})
"""Lengths of time by which a date can be moved."""


@dataclass(frozen=True, slots=True)
class Type:
    """The type of an expression.

    Args:
        unit: of a number.
        codes: the words that a code, or a set of codes, can take; empty when any word is possible.
        words: the code list behind `codes`, where people read its words.
    """

    kind: Kind
    unit: Unit = Unit.PLAIN
    codes: tuple[str, ...] = ()
    words: type[Worded] | None = None

    def __str__(self) -> str:
        return f"{self.kind.label} ({self.unit.label})" if self.kind is Kind.NUMBER else self.kind.label


YES_NO = Type(Kind.YES_NO)
DATE = Type(Kind.DATE)
COUNT = Type(Kind.NUMBER)


def number(unit: Unit) -> Type:
    """Return the type of a number in a unit."""
    return Type(Kind.NUMBER, unit)


def code(words: type[Worded]) -> Type:
    """Return the type of a word of a code list."""
    return Type(Kind.CODE, codes=codes_of(words), words=words)


def codes(words: type[StrEnum] | tuple[str, ...]) -> Type:
    """Return the type of a set of words."""
    if isinstance(words, tuple):
        return Type(Kind.CODES, codes=words)
    listed = words if issubclass(words, Worded) else None
    return Type(Kind.CODES, codes=codes_of(words), words=listed)


def codes_of(words: type[StrEnum]) -> tuple[str, ...]:
    """Return the values of a code list in its order."""
    return tuple(word.value for word in words)
