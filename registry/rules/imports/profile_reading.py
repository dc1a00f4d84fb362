"""Turn a profile's TOML document into a `Profile`, refusing what does not fit, with the sheet and the key named."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from foundation.wording import mark
from registry.rules.imports.cells import cell_reader, own_words
from registry.rules.imports.errors import ProfileInvalid
from registry.rules.imports.fields import Field, FieldKind, field_named
from registry.rules.imports.issues import Remark
from registry.rules.imports.profile import CellWords, ColumnProfile, DateForm, Profile, RowFilter, SheetProfile
from registry.rules.imports.profile_checks import check_sheet
from registry.rules.imports.profile_fields import Definitions, read_field
from registry.rules.imports.profile_problems import ProfileReader
from registry.rules.imports.text import half_width, looks_like_formula, shorten, tidy
from registry.rules.imports.units import DEFAULT_UNIT, UNITS
from registry.rules.words_imports import StagedEntity

PROFILE_KEYS = frozenset({"title", "words", "sheet"})
WORDS_KEYS = frozenset({"yes", "no", "unknown"})
SHEET_KEYS = frozenset({"entity", "files", "sheets", "only", "constant", "column"})
COLUMN_KEYS = frozenset({"name", "field", "extra", "type", "unit", "codes", "dates", "required", "constant"})
LONGEST_HEADING = 120
ANY_DAY = date(2199, 12, 31)


def read_profile(
    name: str, document: Mapping[str, Any], definitions: Definitions = (), version: int | None = None
) -> Profile:
    """Read a parsed TOML document.

    Args:
        definitions: the further fields of the regions that the profile serves; a column with `extra` and no `type`
            takes its kind, unit, codes and limits from there.
        version: the number of the saved version, for a profile that was edited on screen.
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
    sheets = [_read_sheet(reader, number, table, words, definitions) for number, table in enumerate(tables, start=1)]
    if reader.problems:
        raise ProfileInvalid(reader.problems)
    return Profile(name, titles, tuple(sheet for sheet in sheets if sheet), words, version)


def _read_words(reader: ProfileReader, table: Mapping[str, Any]) -> CellWords:
    reader.known_keys(table, WORDS_KEYS)
    plain = CellWords()
    more = {key: frozenset(_word_key(word) for word in reader.texts(table, key)) for key in WORDS_KEYS}
    return CellWords(plain.yes | more["yes"], plain.no | more["no"], plain.unknown | more["unknown"])


def _word_key(word: str) -> str:
    return half_width(tidy(word)).casefold()


def _read_sheet(
    reader: ProfileReader, number: int, table: Any, words: CellWords, definitions: Definitions
) -> SheetProfile | None:
    reader.place, reader.sheet_no, reader.column_no = f"sheet {number}", number, None
    if not isinstance(table, Mapping) or str(table.get("entity")) not in set(StagedEntity):
        reader.refuse("entity", mark("%(place)s, %(key)s: one of %(known)s."), known=", ".join(StagedEntity))
        return None
    entity = StagedEntity(table["entity"])
    reader.place = place = f"sheet {number} ({entity})"
    reader.known_keys(table, SHEET_KEYS)
    constants = _read_constants(reader, entity, reader.table(table, "constant"), words)
    columns = []
    items = table.get("column", [])
    if not isinstance(items, list):
        reader.refuse("column", mark("%(place)s, %(key)s: write a list of tables."))
        items = []
    for column_no, item in enumerate(items, start=1):
        reader.place, reader.column_no = place, column_no
        columns.append(_read_column(reader, entity, item, words, definitions))
    reader.place, reader.column_no = place, None
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


def _read_column(
    reader: ProfileReader, entity: StagedEntity, table: Any, words: CellWords, definitions: Definitions
) -> ColumnProfile | None:
    if not isinstance(table, Mapping):
        reader.refuse("column", mark("%(place)s, %(key)s: write a table."))
        return None
    names = reader.texts(table, "name")
    reader.place = f"{reader.place}: {names[0] if names else '?'}"
    reader.known_keys(table, COLUMN_KEYS)
    if not names:
        reader.refuse("name", mark("%(place)s, %(key)s: a column needs its heading."))
    for name in names:
        if looks_like_formula(name) or len(name) > LONGEST_HEADING:
            reader.refuse("name", mark("%(place)s, %(key)s: “%(value)s” cannot be a heading."), value=shorten(name))
    field = read_field(reader, entity, table, definitions)
    if field is None:
        return None
    return ColumnProfile(
        names,
        field,
        "extra" in table,
        _read_unit(reader, field, table.get("unit")),
        _read_codes(reader, field, reader.table(table, "codes")),
        _read_dates(reader, field, table.get("dates", "day")),
        _read_required(reader, table),
        _read_constants(reader, entity, reader.table(table, "constant"), words),
    )


def _read_required(reader: ProfileReader, table: Mapping[str, Any]) -> bool:
    required = table.get("required", False)
    if not isinstance(required, bool):
        reader.refuse("required", mark("%(place)s, %(key)s: write true or false."))
    return bool(required)


def _read_unit(reader: ProfileReader, field: Field, unit: Any) -> str | None:
    if field.quantity is None:
        if unit is not None:
            reader.refuse("unit", mark("%(place)s, %(key)s: this field has no unit."))
        return None
    unit = DEFAULT_UNIT.get(field.quantity) if unit is None else unit
    if not isinstance(unit, str) or unit not in UNITS or UNITS[unit][0] is not field.quantity:
        fitting = ", ".join(name for name, (quantity, _) in UNITS.items() if quantity is field.quantity)
        reader.refuse("unit", mark("%(place)s, %(key)s: one of %(known)s."), known=fitting)
        return None
    return unit


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
    if field.kind in (FieldKind.WORD, FieldKind.LIST) and str(value) in set(own_words(field).values()):
        return str(value)
    return None


def _read_dates(reader: ProfileReader, field: Field, form: Any) -> DateForm:
    if str(form) not in set(DateForm) or (form != "day" and field.kind is not FieldKind.DATE):
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
