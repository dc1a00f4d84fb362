"""The values of a household and of a person that people edit, and how a value is written in its history.

The limits are those of imports, so that a screen takes what a file may say.
Source: docs/methods.md, The register.
"""

import json
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Any

from foundation.identifiers import mask
from foundation.wording import Worded, mark
from registry.rules.changes_errors import ValueMissing, ValueOutOfRange, ValueRefused, ValueTooLong
from registry.rules.words import (
    Asset,
    CivilAffairsClass,
    CookingFuel,
    DisabilityKind,
    DwellingGrade,
    DwellingKind,
    Health,
    HouseholdClass,
    LabourStatus,
    MaritalStatus,
    MedicalScheme,
    PensionScheme,
    Relation,
    Sanitation,
    Schooling,
    SchoolStatus,
    Sex,
    WaterSource,
)

LAST_DIGITS = 4
EXTRA = "extra."


class ValueKind(StrEnum):
    TEXT = "text"
    WORD = "word"
    WORDS = "words"
    FLAG = "flag"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MASKED = "masked"


class ValueGroup(Worded):
    """The sections in which values are edited and shown."""

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


class Unit(Worded):
    """What a number counts."""

    MU = "mu", mark("mu")
    KM = "km", mark("km")
    HEAD = "head", mark("head of livestock")
    MINUTES = "minutes", mark("minutes")
    YUAN = "yuan", mark("yuan")
    DEGREES = "degrees", mark("degrees")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a household or person.

    Args:
        name: the register's column.
        is_needed: may not be empty.
        is_sensitive: shown only to those who may see health and identity in full.
        low, high: limits in the register's unit (money in fen).
    """

    name: str
    kind: ValueKind
    group: ValueGroup
    label: str
    words: type[Worded] | None = None
    unit: Unit | None = None
    is_needed: bool = False
    is_sensitive: bool = False
    low: float | None = None
    high: float | None = None
    decimals: int = 0
    length: int = 0


K, G = ValueKind, ValueGroup


def _word(name: str, group: ValueGroup, words: type[Worded], label: str, **more: Any) -> Value:
    return Value(name, K.WORD, group, label, words, **more)


def _flag(name: str, group: ValueGroup, label: str, **more: Any) -> Value:
    return Value(name, K.FLAG, group, label, **more)


HOUSEHOLD_VALUES: tuple[Value, ...] = (
    Value("address", K.TEXT, G.PLACE, mark("Address"), length=200),
    _word("household_class", G.PLACE, HouseholdClass, mark("Household class"), is_needed=True),
    _word("civil_affairs_class", G.PLACE, CivilAffairsClass, mark("Civil-affairs class")),
    Value("language", K.TEXT, G.PLACE, mark("Language"), is_needed=True, length=20),
    _word("dwelling_kind", G.DWELLING, DwellingKind, mark("Kind of dwelling")),
    _word("dwelling_grade", G.DWELLING, DwellingGrade, mark("Safety grade of the dwelling")),
    _flag("is_dwelling_safe", G.DWELLING, mark("Dwelling is safe")),
    _flag("is_shell_sound", G.DWELLING, mark("Floor, roof and walls are sound")),
    _flag("is_water_safe", G.WATER, mark("Drinking water is safe")),
    _word("water_source", G.WATER, WaterSource, mark("Source of water")),
    Value("water_minutes", K.WHOLE, G.WATER, mark("Time to fetch water"), unit=Unit.MINUTES, low=0, high=1440),
    _word("sanitation", G.WATER, Sanitation, mark("Toilet")),
    _word("cooking_fuel", G.WATER, CookingFuel, mark("Main cooking fuel")),
    _flag("has_electricity", G.WATER, mark("Has electricity")),
    Value("land_mu", K.NUMBER, G.MEANS, mark("Land"), unit=Unit.MU, low=0, high=100_000, decimals=2),
    Value("rice_mu", K.NUMBER, G.MEANS, mark("Rice land"), unit=Unit.MU, low=0, high=100_000, decimals=2),
    Value("livestock_count", K.WHOLE, G.MEANS, mark("Livestock"), unit=Unit.HEAD, low=0, high=30_000),
    Value("assets", K.WORDS, G.MEANS, mark("Assets"), Asset),
    Value("debt_minor", K.MONEY, G.MEANS, mark("Debt"), unit=Unit.YUAN, low=0, high=10**12),
    Value("road_km", K.NUMBER, G.MEANS, mark("Distance to the trunk road"), unit=Unit.KM, low=0, high=1000, decimals=2),
    Value("surveyed_on", K.DATE, G.SURVEY, mark("Surveyed on")),
    Value("latitude", K.NUMBER, G.SURVEY, mark("Latitude"), unit=Unit.DEGREES, low=-90, high=90, decimals=6),
    Value("longitude", K.NUMBER, G.SURVEY, mark("Longitude"), unit=Unit.DEGREES, low=-180, high=180, decimals=6),
)
PERSON_VALUES: tuple[Value, ...] = (
    Value("name", K.TEXT, G.IDENTITY, mark("Name"), is_needed=True, length=80),
    _word("sex", G.IDENTITY, Sex, mark("Sex"), is_needed=True),
    Value("born_on", K.DATE, G.IDENTITY, mark("Date of birth"), is_needed=True),
    Value("ethnicity", K.TEXT, G.IDENTITY, mark("Ethnic group"), length=20),
    Value("id_number", K.MASKED, G.IDENTITY, mark("ID number"), is_sensitive=True, length=22),
    Value("phone", K.MASKED, G.IDENTITY, mark("Telephone"), is_sensitive=True, low=5, high=13),
    Value("bank_account", K.MASKED, G.IDENTITY, mark("Bank account"), is_sensitive=True, low=8, high=30),
    _word("relation", G.FAMILY, Relation, mark("Relation to the head"), is_needed=True),
    _word("marital_status", G.FAMILY, MaritalStatus, mark("Marital status")),
    _word("schooling", G.SCHOOL, Schooling, mark("Schooling")),
    _word("school_status", G.SCHOOL, SchoolStatus, mark("At school")),
    _word("health", G.HEALTH, Health, mark("Health"), is_sensitive=True),
    _flag("is_undernourished", G.HEALTH, mark("Undernourished"), is_sensitive=True),
    _word("disability_kind", G.HEALTH, DisabilityKind, mark("Kind of disability"), is_sensitive=True),
    Value("disability_grade", K.WHOLE, G.HEALTH, mark("Disability grade"), is_sensitive=True, low=1, high=4),
    _word("labour_status", G.WORK, LabourStatus, mark("Labour capacity")),
    _flag("works_away", G.WORK, mark("Works away from home")),
    Value("work_region_code", K.TEXT, G.WORK, mark("Division where they work"), length=20),
    Value("monthly_wage_minor", K.MONEY, G.WORK, mark("Monthly wage"), unit=Unit.YUAN, low=0, high=10**9),
    _flag("has_public_job", G.WORK, mark("Has a public-welfare job")),
    Value("public_job_count", K.WHOLE, G.WORK, mark("Number of public-welfare jobs"), low=0, high=20),
    _word("medical_scheme", G.COVER, MedicalScheme, mark("Medical insurance")),
    _flag("has_critical_illness_cover", G.COVER, mark("Has critical-illness cover")),
    _word("pension_scheme", G.COVER, PensionScheme, mark("Pension insurance")),
)
HOUSEHOLD_BY_NAME = {value.name: value for value in HOUSEHOLD_VALUES}
PERSON_BY_NAME = {value.name: value for value in PERSON_VALUES}


def check_value(value: Value, given: Any) -> None:
    """Refuse what a value cannot be. Numbers that identify have checks of their own.

    Raises: ValueMissing, ValueRefused, ValueTooLong, ValueOutOfRange, each naming the field.
    """
    if given is None or given == "":
        if value.is_needed:
            raise ValueMissing(field=value.name)
        return
    if value.words is not None:
        members = given if value.kind is K.WORDS else [given]
        if not set(members) <= {word.value for word in value.words}:
            raise ValueRefused(field=value.name)
    elif value.kind is K.TEXT and len(given) > value.length:
        raise ValueTooLong(field=value.name, length=value.length)
    elif value.kind in (K.WHOLE, K.NUMBER, K.MONEY):
        low, high = value.low or 0, value.high or 0
        if not low <= given <= high:
            raise ValueOutOfRange(field=value.name, low=low, high=high)


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
