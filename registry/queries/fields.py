"""Reads of further fields. What a region asks is no secret; how many answered is scoped like every count."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, literal, or_, select

from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import ExtraField, Region
from registry.rules.fields import FieldDefinition, FieldEntity, options_from_json
from registry.rules.fields_errors import FieldNotFound


def list_definitions(
    unit: UnitOfWork,
    region_path: str,
    entity: FieldEntity | None = None,
    on: date | None = None,
    *,
    with_retired: bool = False,
) -> list[FieldDefinition]:
    """Return the further fields that hold in a region: its own and those of the regions above.

    Where a region and one above it define the same key, the region's own stands.

    Args:
        region_path: the region's path; empty gives what is defined for the whole register.
        entity: household or person; None gives both.
        on: the day; None is today.
        with_retired: also those that are no longer asked, for showing values that are there.
    Returns: widest region first, then by key. Cost: 1.
    """
    statement = select(ExtraField).where(func.starts_with(literal(region_path), ExtraField.region_path))
    return _definitions(unit, statement, entity, None if with_retired else on or unit.today)


def list_all_definitions(
    unit: UnitOfWork,
    entity: FieldEntity | None = None,
    on: date | None = None,
    *,
    region_path: str = "",
    with_retired: bool = False,
) -> list[FieldDefinition]:
    """Return every further field that some household of a region, or of the whole register, has.

    One key appears once: it means the same everywhere. Where regions differ in words or options, the widest region's
    definition stands, with the options of all.

    Args:
        region_path: only those that hold in this region or in a part of it; empty is the whole register.
    Returns: by key. Cost: 1.
    """
    holds = func.starts_with(literal(region_path), ExtraField.region_path)
    inside = ExtraField.region_path.between(region_path, region_path + "\x7f")
    found = _definitions(
        unit, select(ExtraField).where(holds | inside), entity, None if with_retired else on or unit.today, last=False
    )
    return sorted(found, key=lambda definition: definition.key)


def find_definition(unit: UnitOfWork, region_path: str, key: str) -> FieldDefinition | None:
    """Return the further field that a key means in a region, retired ones too, None when it means none. Cost: 1."""
    found = list_definitions(unit, region_path, with_retired=True)
    return next((definition for definition in found if definition.key == key), None)


def get_field(unit: UnitOfWork, field_id: int) -> ExtraField:
    """Return the row of a further field. Raises FieldNotFound. Cost: 1."""
    row = unit.session.get(ExtraField, field_id)
    if row is None:
        raise FieldNotFound(key=field_id)
    return row


def list_field_rows(unit: UnitOfWork, *, with_retired: bool = False) -> Sequence[Row[Any]]:
    """Return (field, region's name) of every further field that holds in the actor's areas, above or inside them.

    Cost: 1.
    """
    inside = within_areas(ExtraField.region_path, unit.actor)
    above = [func.starts_with(literal(area), ExtraField.region_path) for area in unit.actor.areas]
    columns: tuple[Any, ...] = (ExtraField, Region.name.label("region"))
    statement = select(*columns).outerjoin(Region, Region.path == ExtraField.region_path).where(or_(inside, *above))
    if not with_retired:
        statement = statement.where(or_(ExtraField.valid_to.is_(None), ExtraField.valid_to > unit.today))
    return unit.session.execute(statement.order_by(ExtraField.entity, ExtraField.key, ExtraField.region_path)).all()


def definition_of(row: ExtraField) -> FieldDefinition:
    """Return a row as the definition that everybody works with."""
    return FieldDefinition(
        key=row.key,
        entity=row.entity,
        kind=row.kind,
        question_en=row.question_en,
        question_zh=row.question_zh,
        unit=row.unit,
        options=options_from_json(row.options),
        low=row.low,
        high=row.high,
        region_path=row.region_path,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _definitions(
    unit: UnitOfWork, statement: Select[Any], entity: FieldEntity | None, on: date | None, *, last: bool = True
) -> list[FieldDefinition]:
    """Read rows as definitions, each key once: the last one of the order, or the first with the options of all."""
    if entity is not None:
        statement = statement.where(ExtraField.entity == entity)
    ordered = statement.order_by(func.length(ExtraField.region_path), ExtraField.key, ExtraField.region_path)
    rows: Sequence[ExtraField] = unit.session.scalars(ordered).all()
    found: dict[str, FieldDefinition] = {}
    for definition in map(definition_of, rows):
        if on is not None and not definition.holds_on(on):
            continue
        earlier = found.get(definition.key)
        if earlier is None or last:
            found[definition.key] = definition
        else:
            found[definition.key] = with_options(earlier, definition)
    return list(found.values())


def with_options(one: FieldDefinition, other: FieldDefinition) -> FieldDefinition:
    """Return a definition that takes the codes of both, and a range that holds both."""
    more = tuple(option for option in other.options if option.code not in one.codes)
    low = None if one.low is None or other.low is None else min(one.low, other.low)
    high = None if one.high is None or other.high is None else max(one.high, other.high)
    return replace(one, options=(*one.options, *more), low=low, high=high)
