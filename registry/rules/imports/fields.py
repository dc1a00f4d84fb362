"""What a file may say of each kind of record: every field with its kind, range and code list.

Source: docs/methods.md, The register, and Register validation rules (usual ranges of land and road).
"""

from dataclasses import dataclass
from enum import StrEnum

from foundation.wording import Worded, mark
from registry.rules.imports.units import Quantity
from registry.rules.words import (
    CivilAffairsClass,
    EventKind,
    Health,
    HouseholdClass,
    IncomeSource,
    LabourStatus,
    MedicalScheme,
    PensionScheme,
    Relation,
    Schooling,
    SchoolStatus,
    Sex,
    SpendingKind,
)
from registry.rules.words_imports import StagedEntity


class FieldKind(StrEnum):
    KEY = "key"
    TEXT = "text"
    NAME = "name"
    WORD = "word"
    FLAG = "flag"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    ID_NUMBER = "id_number"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    Args:
        name: what a profile calls it.
        column: the staging column, and the register's column where the two tables share it.
        label: the word people read.
        is_key: part of the record's key; never empty.
        is_needed: a record that the register does not have yet cannot go without it.
        low, high: hard limits, in the register's unit; beyond them the cell is refused.
        usual_high: beyond it the cell is taken with a warning.
    """

    name: str
    kind: FieldKind
    label: str
    column: str = ""
    is_key: bool = False
    is_needed: bool = False
    words: type[Worded] | None = None
    quantity: Quantity | None = None
    low: float | None = None
    high: float | None = None
    usual_high: float | None = None
    decimals: int = 0
    length: int = 0

    @property
    def stored_as(self) -> str:
        return self.column or self.name


def _word(name: str, words: type[Worded], label: str, *, is_needed: bool = False) -> Field:
    return Field(name, FieldKind.WORD, label, words=words, is_needed=is_needed)


def _flag(name: str, label: str) -> Field:
    return Field(name, FieldKind.FLAG, label)


def _date(name: str, label: str, *, is_needed: bool = False) -> Field:
    return Field(name, FieldKind.DATE, label, is_needed=is_needed)


def _text(name: str, label: str, length: int) -> Field:
    return Field(name, FieldKind.TEXT, label, length=length)


def _area(name: str, label: str) -> Field:
    return Field(name, FieldKind.NUMBER, label, quantity=Quantity.AREA, low=0, high=100_000, usual_high=200, decimals=2)


def _angle(name: str, label: str, low: float, high: float) -> Field:
    return Field(name, FieldKind.NUMBER, label, quantity=Quantity.ANGLE, low=low, high=high, decimals=6)


def _money(name: str, label: str, column: str) -> Field:
    return Field(name, FieldKind.MONEY, label, column, quantity=Quantity.MONEY, low=0, high=1e12, usual_high=1e9)


HOUSEHOLD_KEY = Field("household_code", FieldKind.KEY, mark("Household number"), is_key=True, length=40)

HOUSEHOLD = (
    Field("code", FieldKind.KEY, mark("Household number"), "household_code", is_key=True, length=40),
    Field("village_code", FieldKind.KEY, mark("Village code"), is_needed=True, length=20),
    _text("address", mark("Address"), 200),
    _word("household_class", HouseholdClass, mark("Household class"), is_needed=True),
    _word("civil_affairs_class", CivilAffairsClass, mark("Civil-affairs class")),
    _text("language", mark("Language"), 20),
    _flag("is_dwelling_safe", mark("Dwelling is safe")),
    _flag("is_water_safe", mark("Drinking water is safe")),
    _area("land_mu", mark("Land")),
    _area("rice_mu", mark("Rice land")),
    Field(
        "livestock_count",
        FieldKind.WHOLE,
        mark("Livestock"),
        quantity=Quantity.COUNT,
        low=0,
        high=30_000,
        usual_high=500,
    ),
    _money("debt", mark("Debt"), "debt_minor"),
    Field(
        "road_km",
        FieldKind.NUMBER,
        mark("Distance to the trunk road"),
        quantity=Quantity.LENGTH,
        low=0,
        high=1000,
        usual_high=20,
        decimals=2,
    ),
    _angle("latitude", mark("Latitude"), -90, 90),
    _angle("longitude", mark("Longitude"), -180, 180),
    _date("surveyed_on", mark("Surveyed on")),
    _date("registered_on", mark("Registered on")),
    _date("closed_on", mark("Closed on")),
    _flag("is_generated", mark("Generated, not surveyed")),
)

PERSON = (
    HOUSEHOLD_KEY,
    Field("code", FieldKind.KEY, mark("Member number"), "person_code", is_key=True, length=40),
    Field("name", FieldKind.NAME, mark("Name"), is_needed=True, length=80),
    _word("relation", Relation, mark("Relation to the head"), is_needed=True),
    _word("sex", Sex, mark("Sex"), is_needed=True),
    _date("born_on", mark("Date of birth"), is_needed=True),
    Field("id_number", FieldKind.ID_NUMBER, mark("ID number"), length=22),
    Field("phone", FieldKind.PHONE, mark("Telephone"), length=11),
    _text("ethnicity", mark("Ethnic group"), 20),
    _word("schooling", Schooling, mark("Schooling")),
    _word("school_status", SchoolStatus, mark("At school")),
    _word("health", Health, mark("Health")),
    Field("disability_grade", FieldKind.WHOLE, mark("Disability grade"), quantity=Quantity.COUNT, low=1, high=4),
    _word("labour_status", LabourStatus, mark("Labour capacity")),
    _flag("works_away", mark("Works away from home")),
    _flag("has_public_job", mark("Has a public-welfare job")),
    _word("medical_scheme", MedicalScheme, mark("Medical insurance")),
    _flag("has_critical_illness_cover", mark("Has critical-illness cover")),
    _word("pension_scheme", PensionScheme, mark("Pension insurance")),
    _date("joined_on", mark("Joined the household on")),
    _date("left_on", mark("Left the household on")),
)


def _line(date_name: str, date_label: str, kind_name: str, kind_label: str, words: type[Worded]) -> tuple[Field, ...]:
    return (
        HOUSEHOLD_KEY,
        Field(date_name, FieldKind.DATE, date_label, "happened_on", is_key=True),
        Field(kind_name, FieldKind.WORD, kind_label, "kind", is_key=True, words=words),
    )


_REFERENCE = Field("reference", FieldKind.KEY, mark("Reference"), length=40)
_AMOUNT = _money("amount", mark("Amount"), "amount_minor")

FIELDS: dict[StagedEntity, tuple[Field, ...]] = {
    StagedEntity.HOUSEHOLD: HOUSEHOLD,
    StagedEntity.PERSON: PERSON,
    StagedEntity.INCOME: (
        *_line("received_on", mark("Received on"), "source", mark("Source of income"), IncomeSource),
        _REFERENCE,
        _AMOUNT,
    ),
    StagedEntity.SPENDING: (
        *_line("spent_on", mark("Spent on"), "kind", mark("Kind of spending"), SpendingKind),
        _REFERENCE,
        _AMOUNT,
    ),
    StagedEntity.EVENT: (
        *_line("happened_on", mark("Happened on"), "kind", mark("Kind of event"), EventKind),
        _money("cost", mark("Loss"), "amount_minor"),
        _text("note", mark("Note"), 400),
    ),
}
ENTRIES = (StagedEntity.INCOME, StagedEntity.SPENDING, StagedEntity.EVENT)
AMOUNT_FIELD = {StagedEntity.INCOME: "amount", StagedEntity.SPENDING: "amount", StagedEntity.EVENT: "cost"}
HAS_EXTRA = (StagedEntity.HOUSEHOLD, StagedEntity.PERSON)


def field_named(entity: StagedEntity, name: str) -> Field | None:
    """Return the entity's field of that name, None when it has none."""
    return next((field for field in FIELDS[entity] if field.name == name), None)
