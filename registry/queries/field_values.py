"""How many values further fields have, counted where the actor may look."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Double, Select, cast, func, or_, select

from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person
from registry.rules.fields import FieldDefinition, FieldEntity

AFTER = "\x7f"
TABLES: Mapping[FieldEntity, Any] = {FieldEntity.HOUSEHOLD: Household, FieldEntity.PERSON: Person}


def count_values(unit: UnitOfWork) -> dict[tuple[FieldEntity, str], int]:
    """Return how many households and people have a value, by entity and key, in the actor's areas.

    Cost: 2, each a read of the actor's part of a table.
    """
    found: dict[tuple[FieldEntity, str], int] = {}
    for entity, table in TABLES.items():
        pair = func.jsonb_each(table.extra).table_valued("key", "value")
        rows = unit.session.execute(
            select(pair.c.key, func.count())
            .select_from(table)
            .join(pair, func.jsonb_typeof(pair.c.value) != "null")
            .where(within_areas(table.region_path, unit.actor))
            .group_by(pair.c.key)
        )
        found |= {(entity, key): count for key, count in rows}
    return found


def count_values_of(unit: UnitOfWork, definition: FieldDefinition) -> int:
    """Return how many values a further field has in its region. Cost: 1."""
    return unit.session.scalar(_values(definition)) or 0


def count_value(unit: UnitOfWork, definition: FieldDefinition, code: str) -> int:
    """Return how many values of a code list say one code. Cost: 1."""
    return unit.session.scalar(_values(definition, _extra(definition)[definition.key].astext == code)) or 0


def count_outside(unit: UnitOfWork, definition: FieldDefinition) -> int:
    """Return how many numbers lie outside the range of a definition. Cost: 1."""
    value = _extra(definition)[definition.key]
    number = cast(value.astext, Double)
    outside = [number < definition.low] if definition.low is not None else []
    outside += [number > definition.high] if definition.high is not None else []
    is_number = func.jsonb_typeof(value) == "number"
    return unit.session.scalar(_values(definition, is_number, or_(*outside))) or 0


def count_options(unit: UnitOfWork, definition: FieldDefinition) -> dict[str, int]:
    """Return how often each value of a field stands in its region, where the actor may look. Cost: 1."""
    table, value = TABLES[definition.entity], _extra(definition)[definition.key].astext
    statement = _values(definition, within_areas(table.region_path, unit.actor))
    rows = unit.session.execute(statement.with_only_columns(value, func.count()).group_by(value))
    return {row[0]: row[1] for row in rows}


def _extra(definition: FieldDefinition) -> Any:
    return TABLES[definition.entity].extra


def _values(definition: FieldDefinition, *conditions: ColumnElement[bool]) -> Select[Any]:
    table, path = TABLES[definition.entity], definition.region_path
    return (
        select(func.count())
        .select_from(table)
        .where(
            table.region_path.between(path, path + AFTER),
            func.jsonb_typeof(table.extra[definition.key]) != "null",
            *conditions,
        )
    )
