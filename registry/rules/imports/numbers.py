"""Numbers as county sheets write them, as the text that the database takes."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from registry.rules.imports.fields import Field, FieldKind
from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.imports.text import half_width
from registry.rules.imports.units import UNITS

_NUMBER = re.compile(r"[+\-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?", re.ASCII)
_SHORTENED = re.compile(r"[+\-]?\d(?:\.\d+)?[eE][+\-]?\d+", re.ASCII)
LONGEST = 24
"""Characters of the longest number that is read; more are a slip, and beyond what decimals hold."""
NumberReader = Callable[[str], str]


def number_reader(field: Field, unit: str | None) -> NumberReader:
    """Return the function that reads a cell of `field` written in `unit`, rounded half up to what the register keeps.

    The function returns the number in the register's unit, or a remark. Plain digits, the usual case, go a short way.
    """
    factor = UNITS[unit][1] if unit else Decimal(1)
    step = Decimal(1).scaleb(-field.decimals)
    low, high, usual = (None if x is None else Decimal(str(x)) for x in (field.low, field.high, field.usual_high))
    short = int(factor) if factor == int(factor) and low == 0 and field.decimals == 0 else None
    short_limit = int(usual or high or 0)

    def read(text: str) -> str:
        if short is not None and len(text) < 12:
            whole, _, part = text.partition(".")
            digits = whole + part
            if digits.isdecimal() and digits.isascii() and whole:
                value, rest = divmod(int(digits) * short, 10 ** len(part))
                if not rest and value <= short_limit:
                    return str(value)
        number = _plain(half_width(text).replace(" ", ""))
        return number if isinstance(number, Remark) else hold(text, number * factor)

    def hold(text: str, exact: Decimal) -> str:
        value = exact.quantize(step, ROUND_HALF_UP)
        written = format(value, "f")
        if low == 0 and value < 0:
            return Remark(IssueCode.NEGATIVE, value=text)
        if (low is not None and value < low) or (high is not None and value > high):
            return Remark(IssueCode.OUT_OF_RANGE, value=text, low=_show(low, factor), high=_show(high, factor))
        if exact != value:
            return _inexact(field, written, text)
        if usual is not None and value > usual:
            return Remark(IssueCode.UNUSUAL, written, value=text, high=_show(usual, factor))
        return written

    return read


def _inexact(field: Field, written: str, text: str) -> Remark:
    if field.kind is FieldKind.WHOLE:
        return Remark(IssueCode.NOT_WHOLE, value=text)
    return Remark(IssueCode.ROUNDED, written, value=text)


def _plain(text: str) -> Decimal | Remark:
    if len(text) <= LONGEST and _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _SHORTENED.fullmatch(text):
        return Remark(IssueCode.NUMBER_ROUNDED, value=text)
    return Remark(IssueCode.NOT_A_NUMBER, value=text)


def _show(limit: Decimal | None, factor: Decimal) -> str:
    return "" if limit is None else f"{limit / factor:,.6f}".rstrip("0").rstrip(".")
