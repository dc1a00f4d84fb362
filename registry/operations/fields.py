"""Defining, changing and retiring further fields. Values are never touched here.

Source: docs/methods.md, Further fields.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, literal, or_, select

from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.models import ExtraField
from registry.queries.field_values import count_outside, count_value, count_values_of
from registry.queries.fields import definition_of, get_field
from registry.rules.field_checks import check_definition, dropped_codes, is_narrower
from registry.rules.fields import FieldDefinition, means_the_same
from registry.rules.fields_errors import (
    FieldDatesRefused,
    FieldInUse,
    FieldKeyTaken,
    FieldMeansSomethingElse,
    FieldOutsideArea,
    FieldRetiredAlready,
    OptionInUse,
    RangeLeavesValuesOut,
)
from registry.rules.imports.text import tidy

FIELD_LOCK = 0x6669656C


@dataclass(frozen=True, slots=True)
class FieldDefined:
    """A further field is defined, changed, retired or asked again."""

    field_id: int
    key: str


def define_field(unit: UnitOfWork, definition: FieldDefinition) -> FieldDefined:
    """Define a further field in a region of the actor's.

    Raises: FieldOutsideArea; what `check_definition` raises; FieldKeyTaken when the key means something here already;
        FieldMeansSomethingElse when it is a field of another kind elsewhere. Writes: extra_field, audit. Cost: 5.
    """
    unit.session.execute(select(func.pg_advisory_xact_lock(FIELD_LOCK)))
    definition = tidied(definition)
    if not covers(unit.actor, definition.region_path):
        raise FieldOutsideArea()
    check_definition(definition)
    refuse_taken_key(unit, definition)
    refuse_other_meaning(unit, definition, except_id=0)
    row = ExtraField(
        key=definition.key,
        entity=definition.entity,
        region_path=definition.region_path,
        valid_from=definition.valid_from,
        valid_to=definition.valid_to,
        created_at=unit.now,
        created_by=unit.actor.name[:120],
        **changeable(definition),
    )
    unit.session.add(row)
    unit.session.flush()
    _note(unit, "define_field", row, definition=as_told(definition))
    return FieldDefined(row.id, row.key)


def change_field(unit: UnitOfWork, field_id: int, definition: FieldDefinition) -> FieldDefined:
    """Change a further field where no value that is there would turn into something else.

    Questions and words can always change, options be added, ranges be widened, days be moved. Kind and unit change
    only while nobody has a value; an option goes only when nobody has it, a range narrows only around what is there.
    Key, entity and region stay.

    Raises: FieldNotFound, FieldOutsideArea; what `check_definition` raises; FieldInUse, OptionInUse,
        RangeLeavesValuesOut, FieldMeansSomethingElse. Writes: extra_field, audit. Cost: 5 to 8.
    """
    unit.session.execute(select(func.pg_advisory_xact_lock(FIELD_LOCK)))
    row = _own_field(unit, field_id)
    before = definition_of(row)
    after = tidied(replace(definition, key=before.key, entity=before.entity, region_path=before.region_path))
    check_definition(after)
    refuse_harm(unit, before, after)
    refuse_other_meaning(unit, after, except_id=row.id)
    for name, value in changeable(after).items():
        setattr(row, name, value)
    row.valid_from = after.valid_from
    unit.session.flush()
    _note(unit, "change_field", row, before=as_told(before), after=as_told(after))
    return FieldDefined(row.id, row.key)


def retire_field(unit: UnitOfWork, field_id: int, *, on: date) -> FieldDefined:
    """Ask a further field no more from a day on; its values stay and are shown.

    Raises: FieldNotFound, FieldOutsideArea, FieldRetiredAlready; FieldDatesRefused for a day before it was asked.
    Writes: extra_field, audit. Cost: 3.
    """
    row = _own_field(unit, field_id)
    if row.valid_to is not None:
        raise FieldRetiredAlready(key=row.key, day=row.valid_to)
    if on < row.valid_from:
        raise FieldDatesRefused(field="on")
    row.valid_to = on
    unit.session.flush()
    _note(unit, "retire_field", row, on=on)
    return FieldDefined(row.id, row.key)


def resume_field(unit: UnitOfWork, field_id: int) -> FieldDefined:
    """Ask a retired field again. Repeating it changes nothing.

    Raises: FieldNotFound, FieldOutsideArea; FieldKeyTaken when the key is asked in a region above meanwhile.
    Writes: extra_field, audit. Cost: 4.
    """
    row = _own_field(unit, field_id)
    if row.valid_to is not None:
        refuse_taken_key(unit, replace(definition_of(row), valid_to=None), except_id=row.id)
        row.valid_to = None
        unit.session.flush()
        _note(unit, "resume_field", row)
    return FieldDefined(row.id, row.key)


def tidied(definition: FieldDefinition) -> FieldDefinition:
    """Return a definition without padding and hidden characters in its texts."""
    options = (replace(o, code=tidy(o.code), en=tidy(o.en), zh=tidy(o.zh)) for o in definition.options)
    return replace(
        definition,
        key=tidy(definition.key),
        question_en=tidy(definition.question_en),
        question_zh=tidy(definition.question_zh),
        unit=tidy(definition.unit),
        options=tuple(options),
    )


def changeable(definition: FieldDefinition) -> dict[str, Any]:
    """Return the columns that a change may write."""
    return {
        "kind": definition.kind,
        "question_en": definition.question_en,
        "question_zh": definition.question_zh,
        "unit": definition.unit,
        "options": [asdict(option) for option in definition.options],
        "low": definition.low,
        "high": definition.high,
    }


def as_told(definition: FieldDefinition) -> dict[str, Any]:
    """Return a definition as the audit trail tells it."""
    return {**changeable(definition), "kind": definition.kind.value, "valid_from": definition.valid_from}


def refuse_taken_key(unit: UnitOfWork, definition: FieldDefinition, *, except_id: int = 0) -> None:
    """Refuse a key that is asked in the region already, or that the region itself has retired. Raises: FieldKeyTaken.

    Cost: 1.
    """
    path, until = definition.region_path, definition.valid_to
    overlaps = or_(ExtraField.valid_to.is_(None), ExtraField.valid_to > definition.valid_from)
    if until is not None:
        overlaps = overlaps & (ExtraField.valid_from < until)
    asked_above = func.starts_with(literal(path), ExtraField.region_path) & overlaps
    taken = select(ExtraField.id).where(
        ExtraField.key == definition.key,
        ExtraField.id != except_id,
        or_(ExtraField.region_path == path, asked_above),
    )
    if unit.session.scalar(taken.limit(1)) is not None:
        raise FieldKeyTaken(field="key", key=definition.key)


def refuse_other_meaning(unit: UnitOfWork, definition: FieldDefinition, *, except_id: int) -> None:
    """Refuse a key that is a field of another entity, kind or unit elsewhere.

    Raises: FieldMeansSomethingElse. Cost: 1.
    """
    others = select(ExtraField).where(ExtraField.key == definition.key, ExtraField.id != except_id)
    for row in unit.session.scalars(others):
        if not means_the_same(definition_of(row), definition):
            raise FieldMeansSomethingElse(field="key", key=row.key, kind=row.kind, entity=row.entity, unit=row.unit)


def refuse_harm(unit: UnitOfWork, before: FieldDefinition, after: FieldDefinition) -> None:
    """Refuse a change that would turn values into something they were not.

    Raises: FieldInUse, OptionInUse, RangeLeavesValuesOut. Cost: up to 3.
    """
    if not means_the_same(before, after):
        if count := count_values_of(unit, before):
            raise FieldInUse(field="kind", key=before.key, count=count)
        return
    for code in dropped_codes(before, after):
        if count := count_value(unit, before, code):
            raise OptionInUse(field="options", count=count, code=code)
    if is_narrower(before, after) and (count := count_outside(unit, after)):
        raise RangeLeavesValuesOut(field="low", count=count)


def _own_field(unit: UnitOfWork, field_id: int) -> ExtraField:
    row = get_field(unit, field_id)
    if not covers(unit.actor, row.region_path):
        raise FieldOutsideArea()
    return row


def _note(unit: UnitOfWork, action: str, row: ExtraField, **detail: Any) -> None:
    unit.note(action, "extra_field", row.id, region_path=row.region_path or None, key=row.key, **detail)
