"""Cells, column by column: each distinct text of a column is read once and remembered.

A reader is a dict from the raw cell to the text that COPY takes, filled as cells come by, so that
`map(reader.__getitem__, column)` reads a column at the speed of a lookup. A cell with something to say becomes a
`Remark` (a string with an issue), is never remembered, and raises the reader's flag.
"""

from datetime import date

from registry.rules.imports.dates import read_date
from registry.rules.imports.fields import SECRETS, FieldKind
from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.imports.numbers import number_reader
from registry.rules.imports.plain_cells import PLAIN_READERS, Read
from registry.rules.imports.profile import CellWords, ColumnProfile
from registry.rules.imports.text import Flaw, flaw_of, half_width, looks_like_formula, shorten, tidy
from registry.rules.imports.word_cells import flag_reader, list_reader, own_words, word_reader

__all__ = ["NULL", "CellReader", "cell_reader", "own_words"]

NULL = "\\N"
MEMORY = 20_000
"""Distinct cells remembered for one column; beyond it the memory starts afresh, which bounds it."""
NUMERIC = (FieldKind.NUMBER, FieldKind.WHOLE, FieldKind.MONEY)
PRIVATE = (*SECRETS, FieldKind.CERTIFICATE, FieldKind.NAME)
"""Kinds whose cells are never repeated in an issue."""
WORDED = (FieldKind.KEY, FieldKind.NAME, FieldKind.TEXT)
"""Kinds in which an unseen sign that is taken out may be missed."""
_FORMULA_STARTS = frozenset("=+-@＝＋－＠")


class CellReader(dict[str, str]):
    """Reads the cells of one column; `has_remarks` tells whether a remark came by since it was last lowered."""

    def __init__(self, read: Read, column: ColumnProfile, unknown: frozenset[str]) -> None:
        super().__init__()
        self._read = read
        self._unknown = unknown
        self._is_required = column.must_be_there
        self._is_private = column.field.kind in PRIVATE
        self._is_worded = column.field.kind in WORDED
        self.has_remarks = False

    def __missing__(self, raw: str) -> str:
        if raw.isascii() and raw.isprintable():
            value = self._value(text := raw.strip())
        else:
            text, flaw = tidy(raw), flaw_of(raw)
            value = self._value(text) if flaw is None else self._flawed(text, flaw)
        if value.__class__ is not str:
            return self._with_remark(value, text)
        if len(self) >= MEMORY:
            self.clear()
        self[raw] = value
        return value

    def _value(self, text: str) -> str:
        if not text or (len(text) < 8 and text.casefold() in self._unknown):
            return Remark(IssueCode.REQUIRED) if self._is_required else NULL
        if text[0] in _FORMULA_STARTS and looks_like_formula(text):
            return Remark(IssueCode.FORMULA, value=self._shown(text))
        return self._read(text)

    def _flawed(self, text: str, flaw: Flaw) -> str:
        if flaw.is_error:
            return Remark(flaw.code, signs=flaw.signs)
        value = self._value(text)
        if isinstance(value, Remark) or not self._is_worded or value == NULL:
            return value
        return Remark(flaw.code, value, signs=flaw.signs)

    def _with_remark(self, value: str, text: str) -> str:
        self.has_remarks = True
        if isinstance(value, Remark) and "value" in value.params:
            value.params["value"] = self._shown(text)
        return value

    def _shown(self, text: str) -> str:
        return "…" if self._is_private else shorten(text)


def cell_reader(column: ColumnProfile, words: CellWords, today: date) -> CellReader:
    """Return the reader of a profile's column."""
    return CellReader(_reading(column, words, today), column, words.unknown)


def _reading(column: ColumnProfile, words: CellWords, today: date) -> Read:
    field = column.field
    if field.kind in NUMERIC:
        return number_reader(field, column.unit)
    if field.kind is FieldKind.DATE:
        return lambda text: read_date(half_width(text), column.dates, today)
    if field.kind is FieldKind.WORD:
        return word_reader(field, column.codes)
    if field.kind is FieldKind.LIST:
        return list_reader(field, column.codes, words)
    if field.kind is FieldKind.FLAG:
        return flag_reader(words, column.codes)
    return PLAIN_READERS[field.kind](field)
