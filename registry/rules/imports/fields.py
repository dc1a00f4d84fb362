"""What a file may say of each kind of record: every field with its kind, range and code list.

Source: docs/methods.md, The register, and Register validation rules (usual ranges of land, road and wages).
"""

from foundation.wording import Worded, mark
from registry.rules.imports.field_kinds import (
    SECRETS,
    Field,
    FieldKind,
    angle,
    area,
    count,
    day,
    flag,
    money,
    several,
    text,
    word,
)
from registry.rules.imports.units import Quantity
from registry.rules.words import (
    Asset,
    CivilAffairsClass,
    CookingFuel,
    DisabilityKind,
    DwellingGrade,
    DwellingKind,
    EventKind,
    Health,
    HouseholdClass,
    IncomeSource,
    LabourStatus,
    MaritalStatus,
    MedicalScheme,
    PensionScheme,
    Relation,
    Sanitation,
    Schooling,
    SchoolStatus,
    Sex,
    SpendingKind,
    WaterSource,
)
from registry.rules.words_imports import StagedEntity

__all__ = ["SECRETS", "Field", "FieldKind", "field_named"]

UNUSUAL_WAGE_FEN = 3_000_000
UNUSUAL_JOBS = 2
HOUSEHOLD_KEY = Field("household_code", FieldKind.KEY, mark("Household number"), is_key=True, length=40)

HOUSEHOLD = (
    Field("code", FieldKind.KEY, mark("Household number"), "household_code", is_key=True, length=40),
    Field("village_code", FieldKind.KEY, mark("Village code"), is_needed=True, length=20),
    text("address", mark("Address"), 200),
    word("household_class", HouseholdClass, mark("Household class"), is_needed=True),
    word("civil_affairs_class", CivilAffairsClass, mark("Civil-affairs class")),
    text("language", mark("Language"), 20),
    flag("is_dwelling_safe", mark("Dwelling is safe")),
    word("dwelling_kind", DwellingKind, mark("Dwelling")),
    word("dwelling_grade", DwellingGrade, mark("Safety grade of the dwelling")),
    flag("is_shell_sound", mark("Floor, roof and walls are adequate")),
    flag("is_water_safe", mark("Drinking water is safe")),
    word("water_source", WaterSource, mark("Source of drinking water")),
    Field(
        "water_minutes",
        FieldKind.WHOLE,
        mark("Time to fetch water and come back"),
        quantity=Quantity.TIME,
        low=0,
        high=1440,
        usual_high=240,
    ),
    word("sanitation", Sanitation, mark("Toilet")),
    word("cooking_fuel", CookingFuel, mark("Cooking fuel")),
    flag("has_electricity", mark("Has electricity")),
    several("assets", Asset, mark("Durable goods")),
    area("land_mu", mark("Land")),
    area("rice_mu", mark("Rice land")),
    count("livestock_count", mark("Livestock"), 0, 30_000, 500),
    money("debt", mark("Debt"), "debt_minor"),
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
    angle("latitude", mark("Latitude"), -90, 90),
    angle("longitude", mark("Longitude"), -180, 180),
    Field("survey_weight", FieldKind.NUMBER, mark("Survey weight"), low=0.0001, high=9_999_999, decimals=4),
    day("surveyed_on", mark("Surveyed on")),
    day("registered_on", mark("Registered on")),
    day("closed_on", mark("Closed on")),
    flag("is_generated", mark("Generated, not surveyed")),
)

PERSON = (
    HOUSEHOLD_KEY,
    Field("code", FieldKind.KEY, mark("Member number"), "person_code", is_key=True, length=40),
    Field("name", FieldKind.NAME, mark("Name"), is_needed=True, length=80),
    word("relation", Relation, mark("Relation to the head"), is_needed=True),
    word("sex", Sex, mark("Sex"), is_needed=True),
    day("born_on", mark("Date of birth"), is_needed=True),
    Field("id_number", FieldKind.ID_NUMBER, mark("ID number"), length=22),
    Field(
        "disability_certificate", FieldKind.CERTIFICATE, mark("Disability certificate"), length=20, is_read_only=True
    ),
    Field("phone", FieldKind.PHONE, mark("Telephone"), length=11),
    Field("bank_account", FieldKind.ACCOUNT, mark("Bank account"), length=30),
    word("marital_status", MaritalStatus, mark("Marital status")),
    text("ethnicity", mark("Ethnic group"), 20),
    word("schooling", Schooling, mark("Schooling")),
    word("school_status", SchoolStatus, mark("At school")),
    word("health", Health, mark("Health")),
    flag("is_undernourished", mark("Is undernourished")),
    word("disability_kind", DisabilityKind, mark("Kind of disability")),
    count("disability_grade", mark("Disability grade"), 1, 4),
    word("labour_status", LabourStatus, mark("Labour capacity")),
    flag("works_away", mark("Works away from home")),
    Field("work_region_code", FieldKind.KEY, mark("Division where they work"), length=20),
    money("monthly_wage", mark("Monthly wage"), "monthly_wage_minor", UNUSUAL_WAGE_FEN),
    flag("has_public_job", mark("Has a public-welfare job")),
    count("public_job_count", mark("Public-welfare jobs"), 0, 20, UNUSUAL_JOBS),
    word("medical_scheme", MedicalScheme, mark("Medical insurance")),
    flag("has_critical_illness_cover", mark("Has critical-illness cover")),
    word("pension_scheme", PensionScheme, mark("Pension insurance")),
    day("joined_on", mark("Joined the household on")),
    day("left_on", mark("Left the household on")),
    day("died_on", mark("Died on")),
)


def _line(date_name: str, date_label: str, kind_name: str, kind_label: str, words: type[Worded]) -> tuple[Field, ...]:
    return (
        HOUSEHOLD_KEY,
        Field(date_name, FieldKind.DATE, date_label, "happened_on", is_key=True),
        Field(kind_name, FieldKind.WORD, kind_label, "kind", is_key=True, words=words),
    )


_REFERENCE = Field("reference", FieldKind.KEY, mark("Reference"), length=40)
_AMOUNT = money("amount", mark("Amount"), "amount_minor")

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
        money("cost", mark("Loss"), "amount_minor"),
        text("note", mark("Note"), 400),
    ),
}
ENTRIES = (StagedEntity.INCOME, StagedEntity.SPENDING, StagedEntity.EVENT)
AMOUNT_FIELD = {StagedEntity.INCOME: "amount", StagedEntity.SPENDING: "amount", StagedEntity.EVENT: "cost"}
HAS_EXTRA = (StagedEntity.HOUSEHOLD, StagedEntity.PERSON)


def field_named(entity: StagedEntity, name: str) -> Field | None:
    """Return the entity's field of that name, None when it has none."""
    return next((field for field in FIELDS[entity] if field.name == name), None)


def kept(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return the fields that are columns of the register."""
    return tuple(field for field in fields if not field.is_read_only)
