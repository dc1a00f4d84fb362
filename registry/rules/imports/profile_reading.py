"""Turn a profile's TOML document into a `Profile`, refusing what does not fit, with the sheet and the key named."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from foundation.wording import mark
from registry.rules.imports.cells import cell_reader, own_words
from registry.rules.imports.errors import ProfileInvalid
from registry.rules.imports.fields import FIELDS, HAS_EXTRA, Field, FieldKind, field_named
from registry.rules.imports.issues import Remark
from registry.rules.imports.profile import CellWords, ColumnProfile, DateForm, Profile, RowFilter, SheetProfile
from registry.rules.imports.profile_checks import check_sheet
from registry.rules.imports.profile_problems import ProfileReader
from registry.rules.imports.text import half_width, tidy
from registry.rules.imports.units import DEFAULT_UNIT, UNITS
from registry.rules.words_imports import StagedEntity

PROFILE_KEYS = frozenset({"title", "words", "sheet"})
WORDS_KEYS = frozenset({"yes", "no", "unknown"})
SHEET_KEYS = frozenset({"entity", "files", "sheets", "only", "constant", "column"})
COLUMN_KEYS = frozenset({"name", "field", "extra", "type", "unit", "codes", "dates", "required", "constant"})
EXTRA_KINDS = {
    "number": FieldKind.NUMBER,
    "whole": FieldKind.WHOLE,
    "flag": FieldKind.FLAG,
    "text": FieldKind.TEXT,
    "date": FieldKind.DATE,
}
EXTRA_DECIMALS = 4
EXTRA_LENGTH = 200
ANY_DAY = date(2199, 12, 31)


def read_profile(name: str, document: Mapping[str, Any]) -> Profile:
    """Read a parsed TOML document.

    Raises: ProfileInvalid with every problem, each naming the sheet and the key.
    """
    reader = ProfileReader()
    reader.place = name
    reader.known_keys(document, PROFILE_KEYS)
    titles = {key: str(value) for key, value in reader.table(document, "title").items()}
    words = _read_words(reader, reader.table(document, "words"))
    tables = document.get("sheet", [])
    if not isinstance(tables, list) or not tables:
        reader.refuse("sheet", mark("%(place)s, %(key)s: a profile needs at least one [[sheet]]."))
        tables = []
    sheets = [_read_sheet(reader, number, table, words) for number, table in enumerate(tables, start=1)]
    if reader.problems:
        raise ProfileInvalid(reader.problems)
    return Profile(name, titles, tuple(sheet for sheet in sheets if sheet), words)


def _read_words(reader: ProfileReader, table: Mapping[str, Any]) -> CellWords:
    reader.known_keys(table, WORDS_KEYS)
    plain = CellWords()
    more = {key: frozenset(_word_key(word) for word in reader.texts(table, key)) for key in WORDS_KEYS}
    return CellWords(plain.yes | more["yes"], plain.no | more["no"], plain.unknown | more["unknown"])


def _word_key(word: str) -> str:
    return half_width(tidy(word)).casefold()


def _read_sheet(reader: ProfileReader, number: int, table: Any, words: CellWords) -> SheetProfile | None:
    reader.place = f"sheet {number}"
    if not isinstance(table, Mapping) or table.get("entity") not in set(StagedEntity):
        reader.refuse("entity", mark("%(place)s, %(key)s: one of %(known)s."), known=", ".join(StagedEntity))
        return None
    entity = StagedEntity(table["entity"])
    reader.place = place = f"sheet {number} ({entity})"
    reader.known_keys(table, SHEET_KEYS)
    constants = _read_constants(reader, entity, reader.table(table, "constant"), words)
    columns = []
    for item in table.get("column", []):
        reader.place = place
        columns.append(_read_column(reader, entity, item, words))
    reader.place = place
    sheet = SheetProfile(
        number,
        entity,
        tuple(column for column in columns if column),
        reader.texts(table, "files"),
        reader.texts(table, "sheets"),
        constants,
        _read_only(reader, reader.table(table, "only")),
    )
    check_sheet(reader, sheet)
    return sheet


def _read_only(reader: ProfileReader, table: Mapping[str, Any]) -> RowFilter | None:
    if not table:
        return None
    reader.known_keys(table, frozenset({"name", "words"}))
    names, words = reader.texts(table, "name"), reader.texts(table, "words")
    if not names or not words:
        reader.refuse("only", mark("%(place)s, %(key)s: write the column’s name and the words that count."))
    return RowFilter(names, frozenset(_word_key(word) for word in words))


def _read_column(reader: ProfileReader, entity: StagedEntity, table: Any, words: CellWords) -> ColumnProfile | None:
    if not isinstance(table, Mapping):
        reader.refuse("column", mark("%(place)s, %(key)s: write a table."))
        return None
    names = reader.texts(table, "name")
    reader.place = f"{reader.place}: {names[0] if names else '?'}"
    reader.known_keys(table, COLUMN_KEYS)
    if not names:
        reader.refuse("name", mark("%(place)s, %(key)s: a column needs its heading."))
    field = _read_field(reader, entity, table)
    if field is None:
        return None
    return ColumnProfile(
        names,
        field,
        "extra" in table,
        _read_unit(reader, field, table.get("unit")),
        _read_codes(reader, field, reader.table(table, "codes")),
        _read_dates(reader, field, table.get("dates", "day")),
        bool(table.get("required", False)),
        _read_constants(reader, entity, reader.table(table, "constant"), words),
    )


def _read_field(reader: ProfileReader, entity: StagedEntity, table: Mapping[str, Any]) -> Field | None:
    if ("field" in table) == ("extra" in table):
        reader.refuse("field", mark("%(place)s, %(key)s: name either a field or an extra indicator."))
        return None
    if "field" in table:
        field = field_named(entity, str(table["field"]))
        if field is None:
            known = ", ".join(known.name for known in FIELDS[entity])
            reader.refuse(
                "field",
                mark("%(place)s, %(key)s: “%(value)s” is none of %(known)s."),
                value=table["field"],
                known=known,
            )
        return field
    name, kind = str(table["extra"]), EXTRA_KINDS.get(str(table.get("type", "")))
    if entity not in HAS_EXTRA or not name.isidentifier() or not name.isascii() or len(name) > 40:
        reader.refuse(
            "extra",
            mark("%(place)s, %(key)s: extra indicators belong to households and persons, named in plain letters."),
        )
        return None
    if kind is None:
        reader.refuse("type", mark("%(place)s, %(key)s: one of %(known)s."), known=", ".join(EXTRA_KINDS))
        return None
    decimals = EXTRA_DECIMALS if kind is FieldKind.NUMBER else 0
    return Field(name, kind, name, decimals=decimals, length=EXTRA_LENGTH)


def _read_unit(reader: ProfileReader, field: Field, unit: Any) -> str | None:
    if field.quantity is None:
        if unit is not None:
            reader.refuse("unit", mark("%(place)s, %(key)s: this field has no unit."))
        return None
    unit = DEFAULT_UNIT.get(field.quantity) if unit is None else unit
    if unit not in UNITS or UNITS[unit][0] is not field.quantity:
        fitting = ", ".join(name for name, (quantity, _) in UNITS.items() if quantity is field.quantity)
        reader.refuse("unit", mark("%(place)s, %(key)s: one of %(known)s."), known=fitting)
        return None
    return str(unit)


def _read_codes(reader: ProfileReader, field: Field, table: Mapping[str, Any]) -> dict[str, str]:
    codes: dict[str, str] = {}
    for word, value in table.items():
        key = _word_key(word)
        stored = _stored_code(field, value)
        if stored is None:
            reader.refuse("codes", mark("%(place)s, %(key)s: “%(value)s” is not a value of this field."), value=value)
        elif codes.get(key, stored) != stored:
            reader.refuse("codes", mark("%(place)s, %(key)s: “%(value)s” is mapped twice."), value=word)
        else:
            codes[key] = stored
    return codes


def _stored_code(field: Field, value: Any) -> str | None:
    if field.kind is FieldKind.FLAG and isinstance(value, bool):
        return "t" if value else "f"
    if field.kind in (FieldKind.WORD, FieldKind.LIST) and value in set(own_words(field).values()):
        return str(value)
    return None


def _read_dates(reader: ProfileReader, field: Field, form: Any) -> DateForm:
    if form not in set(DateForm) or (form != "day" and field.kind is not FieldKind.DATE):
        reader.refuse("dates", mark("%(place)s, %(key)s: one of %(known)s, for a date."), known=", ".join(DateForm))
        return DateForm.DAY
    return DateForm(form)


def _read_constants(
    reader: ProfileReader, entity: StagedEntity, table: Mapping[str, Any], words: CellWords
) -> dict[str, str]:
    constants: dict[str, str] = {}
    for name, value in table.items():
        field = field_named(entity, name)
        if field is None or field.quantity is not None or field.name in {"code", "household_code"}:
            reader.refuse(name, mark("%(place)s, %(key)s: this field cannot have the same value everywhere."))
            continue
        text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        stored = cell_reader(ColumnProfile((name,), field), words, ANY_DAY)[text]
        if isinstance(stored, Remark):
            reader.refuse(name, mark("%(place)s, %(key)s: “%(value)s” is not a value of this field."), value=text)
        else:
            constants[field.stored_as] = stored
    return constants
