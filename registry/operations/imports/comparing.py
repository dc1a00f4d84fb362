"""A staged record held against the register's: which fields differ, as SQL made once from the field catalogue.

An empty cell says nothing, so it never differs and never erases.
"""

from registry.rules.imports.fields import HOUSEHOLD, PERSON, Field, FieldKind

SECRETS = (FieldKind.ID_NUMBER, FieldKind.PHONE)
_EXTRA_DIFFERS = "(s.extra is not null and not r.extra @> s.extra)"
_EXTRA_CHANGES = """coalesce((
    select jsonb_object_agg('extra.' || one.key, jsonb_build_array(r.extra -> one.key, one.value))
    from jsonb_each(s.extra) one where r.extra -> one.key is distinct from one.value), '{}')"""


def comparable(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """Return the columns that a commit may change: no keys of the record, no encrypted ones."""
    return tuple(field.stored_as for field in fields if not field.is_key and field.kind not in SECRETS)


def _differ(column: str) -> str:
    return f"(s.{column} is not null and s.{column} is distinct from r.{column})"


def _difference(columns: tuple[str, ...]) -> str:
    return " or ".join([*map(_differ, columns), _EXTRA_DIFFERS])


def _changes(columns: tuple[str, ...]) -> str:
    parts = [
        f"case when {_differ(column)} then jsonb_build_object('{column}', jsonb_build_array(r.{column}, s.{column}))"
        " else '{}' end"
        for column in columns
    ]
    return " || ".join([*parts, _EXTRA_CHANGES])


HOUSEHOLD_COLUMNS = comparable(HOUSEHOLD)
PERSON_COLUMNS = comparable(PERSON)
HOUSEHOLD_DIFFERS = _difference(HOUSEHOLD_COLUMNS)
PERSON_DIFFERS = _difference(PERSON_COLUMNS)
HOUSEHOLD_CHANGES = _changes(HOUSEHOLD_COLUMNS)
PERSON_CHANGES = _changes(PERSON_COLUMNS)
"""Over `s`, the staged row, and `r`, the register's row."""
