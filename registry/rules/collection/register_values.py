"""The register's values in the words of a form, so that the two can be held against one another."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from registry.rules.collection.records import EXTRA, Place, line_key, plain_value
from registry.rules.imports.fields import FIELDS, Field, FieldKind, field_named
from registry.rules.words_imports import StagedEntity

FEN = 100


def register_text(entity: StagedEntity, name: str, value: Any) -> str:
    """Return a value of the register as a submission would say it; empty for what is not known."""
    text: str
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case Enum():
            text = str(value.value)
        case date():
            text = value.isoformat()
        case list() | tuple():
            text = ",".join(sorted(str(one) for one in value))
        case int() | float():
            field = field_named(entity, name)
            is_money = field is not None and field.kind is FieldKind.MONEY
            number = Decimal(str(value)) / (FEN if is_money else 1)
            text = format(number.normalize(), "f")
        case _:
            text = plain_value(entity, name, str(value))
    return text


def register_column(entity: StagedEntity, name: str) -> str:
    """Return the register's column of a field that a form fills."""
    field = field_named(entity, name)
    return field.stored_as if field is not None else name


def observed_place(
    column: str, person_code: str | None, day: str = "", kind: str = "", reference: str = ""
) -> Place | None:
    """Return which field an entry of the history speaks of, None for one that no form fills.

    Args:
        column: as the history has it: a column, `extra.KEY`, or `income.amount_minor` for a line.
        person_code: the member's code; None for the household.
        day, kind, reference: what tells a line from the others.
    """
    head, _, rest = column.partition(".")
    if rest and head in set(StagedEntity):
        entity = StagedEntity(head)
        name = _name_of(entity, rest)
        return Place(entity, line_key(day, kind, reference), name) if name else None
    entity = StagedEntity.HOUSEHOLD if person_code is None else StagedEntity.PERSON
    found = column if column.startswith(EXTRA) else _name_of(entity, column)
    return Place(entity, person_code or "", found) if found else None


def _name_of(entity: StagedEntity, column: str) -> str | None:
    fields: tuple[Field, ...] = FIELDS[entity]
    return next((field.name for field in fields if column in (field.stored_as, field.name)), None)
