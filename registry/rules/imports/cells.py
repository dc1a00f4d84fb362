"""Cells, column by column: each distinct text of a column is read once and remembered.

A reader is a dict from the raw cell to the text that COPY takes, filled as cells come by, so that
`map(reader.__getitem__, column)` reads a column at the speed of a lookup. A cell with something to say becomes a
`Remark` (a string with an issue), is never remembered, and raises the reader's flag.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from registry.rules.imports.dates import read_date
from registry.rules.imports.fields import Field, FieldKind
from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.imports.numbers import number_reader
from registry.rules.imports.profile import CellWords, ColumnProfile
from registry.rules.imports.text import half_width, looks_like_formula, shorten, tidy, tidy_name, to_copy

NULL = "\\N"
MEMORY = 20_000
"""Distinct cells remembered for one column; beyond it the memory starts afresh, which bounds it."""
NUMERIC = (FieldKind.NUMBER, FieldKind.WHOLE, FieldKind.MONEY)
PRIVATE = (FieldKind.ID_NUMBER, FieldKind.PHONE, FieldKind.NAME)
"""Kinds whose cells are never repeated in an issue."""
_FORMULA_STARTS = frozenset("=+-@＝＋－＠")
_SHORTENED_CODE = re.compile(r"\d(?:\.\d+)?E\+\d+", re.ASCII)
_MOBILE = re.compile(r"1\d{10}", re.ASCII)
_COUNTRY_CODE = re.compile(r"(?:\+|00)86")
Read = Callable[[str], str]


class CellReader(dict[str, str]):
    """Reads the cells of one column; `has_remarks` tells whether a remark came by since it was last lowered."""

    def __init__(self, read: Read, unknown: frozenset[str], is_required: bool, is_private: bool) -> None:
        super().__init__()
        self._read = read
        self._unknown = unknown
        self._is_required = is_required
        self._is_private = is_private
        self.has_remarks = False

    def __missing__(self, raw: str) -> str:
        text = raw.strip() if raw.isascii() and raw.isprintable() else tidy(raw)
        if not text or (len(text) < 8 and text.casefold() in self._unknown):
            value: str = Remark(IssueCode.REQUIRED) if self._is_required else NULL
        elif text[0] in _FORMULA_STARTS and looks_like_formula(text):
            value = Remark(IssueCode.FORMULA, value=self._shown(text))
        else:
            value = self._read(text)
        if value.__class__ is not str:
            return self._with_remark(value, text)
        if len(self) >= MEMORY:
            self.clear()
        self[raw] = value
        return value

    def _with_remark(self, value: str, text: str) -> str:
        self.has_remarks = True
        if isinstance(value, Remark) and "value" in value.params:
            value.params["value"] = self._shown(text)
        return value

    def _shown(self, text: str) -> str:
        return "…" if self._is_private else shorten(text)


def cell_reader(column: ColumnProfile, words: CellWords, today: date) -> CellReader:
    """Return the reader of a profile's column."""
    return CellReader(
        _reading(column, words, today),
        words.unknown,
        column.must_be_there,
        column.field.kind in PRIVATE,
    )


def _reading(column: ColumnProfile, words: CellWords, today: date) -> Read:
    field = column.field
    if field.kind in NUMERIC:
        return number_reader(field, column.unit)
    if field.kind is FieldKind.DATE:
        return lambda text: read_date(half_width(text), column.dates, today)
    if field.kind is FieldKind.WORD:
        return _word_reader({**own_words(field), **column.codes})
    if field.kind is FieldKind.FLAG:
        return _flag_reader(words, column.codes)
    return _PLAIN_READERS[field.kind](field)


def own_words(field: Field) -> dict[str, str]:
    """Return the words that a code list understands without a profile: its stored values and its English labels."""
    members = list(field.words or ())
    return {**{m.label.casefold(): m.value for m in members}, **{m.value: m.value for m in members}}


def _word_reader(codes: Mapping[str, str]) -> Read:
    def read(text: str) -> str:
        value = codes.get(half_width(text).casefold())
        return Remark(IssueCode.NOT_IN_LIST, value=text) if value is None else value

    return read


def _flag_reader(words: CellWords, codes: Mapping[str, str]) -> Read:
    meaning = {**dict.fromkeys(words.yes, "t"), **dict.fromkeys(words.no, "f"), **codes}

    def read(text: str) -> str:
        value = meaning.get(half_width(text).casefold())
        return Remark(IssueCode.NOT_YES_NO, value=text) if value is None else value

    return read


def _key_reader(field: Field) -> Read:
    def read(text: str) -> str:
        key = half_width(text).lstrip("'")
        if _SHORTENED_CODE.fullmatch(key):
            return Remark(IssueCode.NUMBER_ROUNDED, value=text)
        return _fitting(key, field)

    return read


def _text_reader(field: Field) -> Read:
    return lambda text: _fitting(text, field)


def _name_reader(field: Field) -> Read:
    return lambda text: _fitting(tidy_name(text), field)


def _id_reader(_field: Field) -> Read:
    def read(text: str) -> str:
        number = half_width(text).lstrip("'").replace(" ", "").upper()
        return Remark(IssueCode.NUMBER_ROUNDED, value=text) if _SHORTENED_CODE.fullmatch(number) else to_copy(number)

    return read


def _phone_reader(_field: Field) -> Read:
    def read(text: str) -> str:
        digits = half_width(text).lstrip("'").replace(" ", "").replace("-", "")
        digits = _COUNTRY_CODE.sub("", digits, count=1) if digits[:2] in {"+8", "00"} else digits
        return digits if _MOBILE.fullmatch(digits) else Remark(IssueCode.PHONE_SHAPE)

    return read


def _fitting(text: str, field: Field) -> str:
    if len(text) > field.length:
        return Remark(IssueCode.TOO_LONG, length=len(text), limit=field.length)
    return to_copy(text)


_PLAIN_READERS: dict[FieldKind, Callable[[Field], Read]] = {
    FieldKind.KEY: _key_reader,
    FieldKind.TEXT: _text_reader,
    FieldKind.NAME: _name_reader,
    FieldKind.ID_NUMBER: _id_reader,
    FieldKind.PHONE: _phone_reader,
}
