"""What a field is: its kind, its limits, and short ways to write one down."""

from dataclasses import dataclass
from enum import StrEnum

from foundation.wording import Worded
from registry.rules.imports.units import Quantity


class FieldKind(StrEnum):
    KEY = "key"
    TEXT = "text"
    NAME = "name"
    WORD = "word"
    LIST = "list"
    FLAG = "flag"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    ID_NUMBER = "id_number"
    CERTIFICATE = "certificate"
    PHONE = "phone"
    ACCOUNT = "account"


SECRETS = (FieldKind.ID_NUMBER, FieldKind.PHONE, FieldKind.ACCOUNT)
"""Kinds that are encrypted, with a blind index beside them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    Args:
        name: what a profile calls it.
        column: the staging column, and the register's column where the two tables share it.
        label: the word people read.
        is_key: part of the record's key; never empty.
        is_needed: a record that the register does not have yet cannot go without it.
        words: the code list of a field of the register.
        choices: the code list of a further field that a region defines: stored value → its words.
        low, high: hard limits, in the register's unit; beyond them the cell is refused.
        usual_high: beyond it the cell is taken with a warning.
        is_read_only: it is read from the sheet for the sake of other fields and is no column of the register.
        is_defined: a further field that a region defines; `label` is its English question, `label_zh` the Chinese one,
            `unit_shown` the unit in which it is written.
    """

    name: str
    kind: FieldKind
    label: str
    column: str = ""
    is_key: bool = False
    is_needed: bool = False
    words: type[Worded] | None = None
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    quantity: Quantity | None = None
    low: float | None = None
    high: float | None = None
    usual_high: float | None = None
    decimals: int = 0
    length: int = 0
    is_read_only: bool = False
    is_defined: bool = False
    label_zh: str = ""
    unit_shown: str = ""

    @property
    def stored_as(self) -> str:
        return self.column or self.name


def word(name: str, words: type[Worded], label: str, *, is_needed: bool = False) -> Field:
    """Return a field that takes one value of a code list."""
    return Field(name, FieldKind.WORD, label, words=words, is_needed=is_needed)


def several(name: str, words: type[Worded], label: str) -> Field:
    """Return a field that takes several values of a code list from one cell."""
    return Field(name, FieldKind.LIST, label, words=words)


def flag(name: str, label: str) -> Field:
    """Return a field that is yes or no."""
    return Field(name, FieldKind.FLAG, label)


def day(name: str, label: str, *, is_needed: bool = False) -> Field:
    """Return a field of a date."""
    return Field(name, FieldKind.DATE, label, is_needed=is_needed)


def text(name: str, label: str, length: int) -> Field:
    """Return a field of free text, up to so many characters."""
    return Field(name, FieldKind.TEXT, label, length=length)


def count(name: str, label: str, low: int, high: int, usual_high: int | None = None) -> Field:
    """Return a field of a whole number."""
    return Field(name, FieldKind.WHOLE, label, quantity=Quantity.COUNT, low=low, high=high, usual_high=usual_high)


def area(name: str, label: str) -> Field:
    """Return a field of an area of land, kept in mu."""
    return Field(name, FieldKind.NUMBER, label, quantity=Quantity.AREA, low=0, high=100_000, usual_high=200, decimals=2)


def angle(name: str, label: str, low: float, high: float) -> Field:
    """Return a field of a latitude or longitude, in degrees."""
    return Field(name, FieldKind.NUMBER, label, quantity=Quantity.ANGLE, low=low, high=high, decimals=6)


def money(name: str, label: str, column: str, usual_high: float = 1e9) -> Field:
    """Return a field of an amount; its usual limit is in fen."""
    return Field(name, FieldKind.MONEY, label, column, quantity=Quantity.MONEY, low=0, high=1e12, usual_high=usual_high)
