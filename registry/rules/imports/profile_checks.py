"""What must fit together inside one sheet of a profile."""

from foundation.wording import mark
from registry.rules.imports.fields import AMOUNT_FIELD, FIELDS
from registry.rules.imports.profile import SheetProfile
from registry.rules.imports.profile_problems import ProfileReader


def check_sheet(reader: ProfileReader, sheet: SheetProfile) -> None:
    """Refuse doubled headings and fields, keys that nothing fills, and wide columns that would make the same record."""
    seen: dict[str, str] = {}
    for column in sheet.columns:
        for key in column.keys:
            if seen.setdefault(key, column.names[0]) != column.names[0]:
                reader.refuse("name", mark("%(place)s, %(key)s: “%(value)s” stands twice."), value=column.names[0])
    _check_fields(reader, sheet)
    _check_wide(reader, sheet)


def _check_fields(reader: ProfileReader, sheet: SheetProfile) -> None:
    plain = [column.field.name for column in sheet.columns if not column.constants]
    filled = {column.field.stored_as for column in sheet.columns} | set(sheet.constants)
    for name in {name for name in plain if plain.count(name) > 1}:
        reader.refuse("field", mark("%(place)s, %(key)s: “%(value)s” is filled by two columns."), value=name)
    for column in sheet.columns:
        if not column.constants and column.field.stored_as in sheet.constants:
            reader.refuse(column.field.name, mark("%(place)s, %(key)s: filled by a column and by a constant."))
    wide = (
        set.intersection(*(set(c.constants) for c in sheet.columns if c.constants)) if sheet.has_wide_columns else set()
    )
    has_id = any(column.field.name == "id_number" and column.is_required for column in sheet.columns)
    for field in FIELDS[sheet.entity]:
        if field.is_key and field.stored_as not in filled | wide and not (field.stored_as == "person_code" and has_id):
            reader.refuse("column", mark("%(place)s, %(key)s: nothing fills “%(value)s”."), value=field.name)
    amount = AMOUNT_FIELD.get(sheet.entity)
    if amount == "amount" and amount not in {column.field.name for column in sheet.columns}:
        reader.refuse("column", mark("%(place)s, %(key)s: nothing fills “%(value)s”."), value=amount)


def _check_wide(reader: ProfileReader, sheet: SheetProfile) -> None:
    wide = [column for column in sheet.columns if column.constants]
    if wide and any(column.field.name != AMOUNT_FIELD.get(sheet.entity) for column in wide):
        reader.refuse("constant", mark("%(place)s, %(key)s: only a column of amounts makes a record of its own."))
    made = [tuple(sorted(column.constants.items())) for column in wide]
    if len(set(made)) < len(made):
        reader.refuse(
            "constant", mark("%(place)s, %(key)s: two columns would make the same record; give each a reference.")
        )
