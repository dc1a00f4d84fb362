"""A staged record held against the register's: which fields differ, as SQL made once from the field catalogue.

An empty cell says nothing, so it never differs and never erases.
"""

from registry.rules.imports.fields import HOUSEHOLD, PERSON, SECRETS, Field, FieldKind, kept

_EXTRA_DIFFERS = "(s.extra is not null and not r.extra @> s.extra)"
_EXTRA_CHANGES = """coalesce((
    select jsonb_object_agg('extra.' || one.key, jsonb_build_array(r.extra -> one.key, one.value))
    from jsonb_each(s.extra) one where r.extra -> one.key is distinct from one.value), '{}')"""


def comparable(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields that a commit may change: no keys of the record, no encrypted ones."""
    return tuple(field for field in kept(fields) if not field.is_key and field.kind not in SECRETS)


def _differ(field: Field) -> str:
    """Return the condition that a cell says something else than the register; a list is compared as a set."""
    column = field.stored_as
    if field.kind is FieldKind.LIST:
        same = f"coalesce(s.{column} <@ r.{column} and s.{column} @> r.{column}, false)"
        return f"(s.{column} is not null and not {same})"
    return f"(s.{column} is not null and s.{column} is distinct from r.{column})"


def _difference(fields: tuple[Field, ...], *more: str) -> str:
    return " or ".join([*map(_differ, fields), _EXTRA_DIFFERS, *more])


def _change(column: str, differs: str, pair: str) -> str:
    return f"case when {differs} then jsonb_build_object('{column}', jsonb_build_array({pair})) else '{{}}' end"


def _changes(fields: tuple[Field, ...]) -> str:
    plain = [_change(field.stored_as, _differ(field), f"r.{field.stored_as}, s.{field.stored_as}") for field in fields]
    return " || ".join([*plain, _EXTRA_CHANGES])


def columns_of(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """Return the columns of some fields."""
    return tuple(field.stored_as for field in fields)


def _secret_differs(name: str, *more: str) -> str:
    index = f"{name}_index"
    return f"({' and '.join([f's.{index} is not null', f's.{index} is distinct from r.{index}', *more])})"


SECRET_DIFFERS = {
    "id_number": _secret_differs("id_number"),
    "phone": _secret_differs("phone", "s.is_phone_same is not true"),
    "bank_account": _secret_differs("bank_account"),
}
"""Numbers are compared by their blind indexes; `is_phone_same` was told by decrypting, where no index is kept."""
_HOUSEHOLD = comparable(HOUSEHOLD)
_PERSON = comparable(PERSON)
HOUSEHOLD_COLUMNS = columns_of(_HOUSEHOLD)
PERSON_COLUMNS = columns_of(_PERSON)
HOUSEHOLD_DIFFERS = _difference(_HOUSEHOLD)
PERSON_DIFFERS = _difference(_PERSON, *SECRET_DIFFERS.values())
HOUSEHOLD_CHANGES = _changes(_HOUSEHOLD)
PERSON_CHANGES = " || ".join(
    [_changes(_PERSON), *(_change(name, differs, "null, null") for name, differs in SECRET_DIFFERS.items())]
)
"""Over `s`, the staged row, and `r`, the register's row. Numbers come without values: `masking` fills them in."""
