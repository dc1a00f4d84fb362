"""The values of a household and of a person that people edit, and how a value is written in its history.

What a field is called and what it may hold is said once, in the catalogue of imports, so that a screen takes what a
file may say. Here stands which of them people edit, in which sections, and which are shown to a few only.
Source: docs/methods.md, The register.
"""

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from foundation.identifiers import mask
from foundation.wording import Worded, mark
from registry.rules.changes_errors import ValueMissing, ValueOutOfRange, ValueRefused, ValueTooLong
from registry.rules.imports.fields import HOUSEHOLD, PERSON, SECRETS, Field, FieldKind

LAST_DIGITS = 4
EXTRA = "extra."
LIMITED = (FieldKind.WHOLE, FieldKind.NUMBER, FieldKind.MONEY)
TEXTS = (FieldKind.TEXT, FieldKind.NAME, FieldKind.KEY)


class ValueGroup(Worded):
    """The sections in which values are edited."""

    PLACE = "place", mark("Address and class")
    DWELLING = "dwelling", mark("Dwelling")
    WATER = "water", mark("Water, kitchen and electricity")
    MEANS = "means", mark("Land, assets and debt")
    SURVEY = "survey", mark("Survey and place on the map")
    IDENTITY = "identity", mark("Name and identity")
    FAMILY = "family", mark("Family")
    SCHOOL = "school", mark("School")
    HEALTH = "health", mark("Health")
    WORK = "work", mark("Work")
    COVER = "cover", mark("Insurance")


HOUSEHOLD_GROUPS: dict[ValueGroup, tuple[str, ...]] = {
    ValueGroup.PLACE: ("address", "household_class", "civil_affairs_class", "language"),
    ValueGroup.DWELLING: ("dwelling_kind", "dwelling_grade", "is_dwelling_safe", "is_shell_sound"),
    ValueGroup.WATER: (
        "is_water_safe",
        "water_source",
        "water_minutes",
        "sanitation",
        "cooking_fuel",
        "has_electricity",
    ),
    ValueGroup.MEANS: ("land_mu", "rice_mu", "livestock_count", "assets", "debt_minor", "road_km"),
    ValueGroup.SURVEY: ("surveyed_on", "latitude", "longitude"),
}
PERSON_GROUPS: dict[ValueGroup, tuple[str, ...]] = {
    ValueGroup.IDENTITY: ("name", "sex", "born_on", "ethnicity", "id_number", "phone", "bank_account"),
    ValueGroup.FAMILY: ("relation", "marital_status"),
    ValueGroup.SCHOOL: ("schooling", "school_status"),
    ValueGroup.HEALTH: ("health", "is_undernourished", "disability_kind", "disability_grade"),
    ValueGroup.WORK: (
        "labour_status",
        "works_away",
        "work_region_code",
        "monthly_wage_minor",
        "has_public_job",
        "public_job_count",
    ),
    ValueGroup.COVER: ("medical_scheme", "has_critical_illness_cover", "pension_scheme"),
}
HOUSEHOLD_FIELDS: Mapping[str, Field] = {field.stored_as: field for field in HOUSEHOLD}
PERSON_FIELDS: Mapping[str, Field] = {field.stored_as: field for field in PERSON}
NEVER_EMPTY = frozenset({"household_class", "language", "name", "sex", "born_on", "relation"})
NUMBERS = frozenset(field.stored_as for field in PERSON if field.kind in SECRETS)
"""Numbers that identify: encrypted, found by a blind index, and in the history by their last digits only."""
SENSITIVE = NUMBERS | frozenset(PERSON_GROUPS[ValueGroup.HEALTH])
"""Shown only to those who may see health and identity in full; others may enter them anew."""


def check_value(field: Field, given: Any) -> None:
    """Refuse what a field cannot hold. Numbers that identify have checks of their own.

    Raises: ValueMissing, ValueRefused, ValueTooLong, ValueOutOfRange, each naming the column.
    """
    column = field.stored_as
    if given is None or given == "":
        if column in NEVER_EMPTY:
            raise ValueMissing(field=column)
    elif field.words is not None:
        chosen = given if field.kind is FieldKind.LIST else [given]
        if not set(chosen) <= {word.value for word in field.words}:
            raise ValueRefused(field=column)
    elif field.kind in TEXTS and len(given) > field.length:
        raise ValueTooLong(field=column, length=field.length)
    elif field.kind in LIMITED and not (field.low or 0) <= given <= (field.high or given):
        low, high = shown_limit(field, field.low), shown_limit(field, field.high)
        raise ValueOutOfRange(field=column, low=low, high=high)


def as_kept(field: Field, given: Any) -> Any:
    """Return a value as the register keeps it: no empty texts, no more decimals than it has, lists in one order."""
    if given is None or given == "":
        return None
    if field.kind is FieldKind.LIST and field.words is not None:
        return [word.value for word in field.words if word.value in given]
    return round(given, field.decimals) if field.kind is FieldKind.NUMBER else given


def shown_limit(field: Field, limit: float | None) -> float:
    """Return a limit as people type it: money in yuan."""
    return (limit or 0) / (100 if field.kind is FieldKind.MONEY else 1)


def as_text(given: Any) -> str | None:
    """Return a value as its history writes it; the same as imports write, for equal values."""
    text: str
    match given:
        case None:
            return None
        case bool():
            text = "true" if given else "false"
        case Enum():
            text = str(given.value)
        case date():
            text = given.isoformat()
        case float():
            text = str(int(given)) if given.is_integer() else str(given)
        case list() | tuple() | dict():
            text = json.dumps(given, ensure_ascii=False)
        case _:
            text = str(given)
    return text


def as_masked_text(number: str | None) -> str | None:
    """Return what the history keeps of a number that identifies: its last digits."""
    return mask(number, LAST_DIGITS) if number else None


def from_text(text: str | None, kind: type) -> Any:
    """Return the value that a text of the history stands for, as `kind`."""
    if text is None:
        return None
    if kind is bool:
        return text == "true"
    if kind is date:
        return date.fromisoformat(text)
    if kind is list:
        return json.loads(text)
    return kind(text)
