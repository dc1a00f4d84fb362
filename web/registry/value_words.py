"""Values of households and people in words: what a field is called, and what a text of its history says."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from registry.rules.fields import FieldDefinition
from registry.rules.imports.field_kinds import Field, FieldKind
from registry.rules.imports.fields import FIELDS
from registry.rules.imports.units import Quantity
from registry.rules.values import EXTRA, HOUSEHOLD_FIELDS, PERSON_FIELDS
from registry.rules.words import Asset
from registry.rules.words_imports import StagedEntity
from web.filters import day, label, money, number
from web.languages import current_language
from web.registry import blueprint
from web.registry.field_words import extra_word

ENTRY_MARK = "."
UNITS: dict[Quantity, Callable[[], str]] = {
    Quantity.AREA: lambda: _("mu"),
    Quantity.LENGTH: lambda: _("km"),
    Quantity.TIME: lambda: _("minutes"),
    Quantity.ANGLE: lambda: "°",
    Quantity.MONEY: lambda: _("yuan"),
}
Definitions = Mapping[str, FieldDefinition]


def unit_of(field: Field) -> str:
    """Return what a field's number counts, in the page's language; empty for a mere count."""
    word = UNITS.get(field.quantity) if field.quantity is not None else None
    return word() if word else ""


def by_key(definitions: Sequence[FieldDefinition]) -> Definitions:
    """Return further fields by their key."""
    return {definition.key: definition for definition in definitions}


def field_word(name: str, *, of_person: bool, definitions: Definitions) -> str:
    """Return what a field of the history is called."""
    if name.startswith(EXTRA):
        definition = definitions.get(name.removeprefix(EXTRA))
        return definition.question(current_language()) if definition else name.removeprefix(EXTRA)
    field = find_field(name, of_person=of_person)
    if field is None:
        return name
    entity = name.partition(ENTRY_MARK)[0] if ENTRY_MARK in name else ""
    return f"{label(StagedEntity(entity))}: {_(field.label)}" if entity else _(field.label)


def find_field(name: str, *, of_person: bool) -> Field | None:
    """Return the field of the register that a name of the history means; `income.amount_minor` is a line's."""
    if ENTRY_MARK in name:
        entity, _dot, column = name.partition(ENTRY_MARK)
        known = entity in {word.value for word in StagedEntity}
        fields = FIELDS[StagedEntity(entity)] if known else ()
        return next((field for field in fields if column in (field.stored_as, field.name)), None)
    return (PERSON_FIELDS if of_person else HOUSEHOLD_FIELDS).get(name)


def value_word(name: str, text: str | None, *, of_person: bool, definitions: Definitions) -> str | None:
    """Return what a text of the history says; None for no value."""
    if text is None:
        return None
    if name.startswith(EXTRA):
        definition = definitions.get(name.removeprefix(EXTRA))
        return extra_word(definition, _plain(text)) if definition else text
    field = find_field(name, of_person=of_person)
    try:
        return _word(field, text) if field else text
    except (ValueError, ArithmeticError):  # written under an older catalogue: as it stands
        return text


def _word(field: Field, text: str) -> str:
    if field.words is not None:
        items = json.loads(text) if field.kind is FieldKind.LIST else [text]
        return _(", ").join(label(field.words(item)) for item in items) or _("none")
    if field.kind in (FieldKind.NUMBER, FieldKind.WHOLE):
        return f"{number(Decimal(text), field.decimals)} {unit_of(field)}".strip()
    say = PLAIN_WORDS.get(field.kind)
    return say(text) if say else text


PLAIN_WORDS: dict[FieldKind, Callable[[str], str]] = {
    FieldKind.FLAG: lambda text: _("yes") if text == "true" else _("no"),
    FieldKind.DATE: lambda text: day(date.fromisoformat(text)),
    FieldKind.MONEY: lambda text: money(int(Decimal(text))),
}


@blueprint.app_template_filter("asset_words")
def asset_words(values: Sequence[str]) -> str:
    """Return durable goods in words."""
    return _(", ").join(label(Asset(value)) for value in values) or _("none")


def _plain(text: str) -> object:
    """Return the JSON value that a text of a further field stands for."""
    try:
        return json.loads(text)
    except ValueError:
        return text
