"""Households, the people in them, and where each household stands now."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Numeric, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.orm import Base, EncryptedText, Id, RegionPath, code_list
from registry.rules.words import (
    CivilAffairsClass,
    Colour,
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


def household_key() -> ForeignKeyConstraint:
    """Return the foreign key of a household-bound table: its region path follows the household when it moves."""
    return ForeignKeyConstraint(
        ["household_id", "region_path"], ["household.id", "household.region_path"], onupdate="CASCADE"
    )


class Household(Base):
    """A family in the register, with the present value of what is known of its dwelling and land.

    `village_code` is the village, or the villagers' group, that it is registered in; `region_path` is that region's
    path and follows it when the region is moved. None means not known, which is never the same as good.
    `is_shell_sound`: floor, roof and walls are adequate.
    `water_minutes`: minutes to fetch water and come back. `assets`: values of `registry.rules.words.Asset`.
    `survey_weight`: how many households of the population this one stands for; None counts as one.
    """

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("id", "region_path"),
        Index("ix_household_region_path", "region_path", "id"),
        Index("ix_household_code_prefix", "code", postgresql_ops={"code": "varchar_pattern_ops"}),
        ForeignKeyConstraint(["village_code", "region_path"], ["region.code", "region.path"], onupdate="CASCADE"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    village_code: Mapped[str] = mapped_column(String(20))
    region_path: Mapped[RegionPath]
    address: Mapped[str | None] = mapped_column(String(200))
    household_class: Mapped[HouseholdClass] = mapped_column(code_list(HouseholdClass))
    civil_affairs_class: Mapped[CivilAffairsClass | None] = mapped_column(code_list(CivilAffairsClass))
    language: Mapped[str] = mapped_column(String(20), default="mandarin", server_default="mandarin")
    is_dwelling_safe: Mapped[bool | None]
    dwelling_kind: Mapped[DwellingKind | None] = mapped_column(code_list(DwellingKind))
    dwelling_grade: Mapped[DwellingGrade | None] = mapped_column(code_list(DwellingGrade))
    is_shell_sound: Mapped[bool | None]
    is_water_safe: Mapped[bool | None]
    water_source: Mapped[WaterSource | None] = mapped_column(code_list(WaterSource))
    water_minutes: Mapped[int | None] = mapped_column(SmallInteger)
    sanitation: Mapped[Sanitation | None] = mapped_column(code_list(Sanitation))
    cooking_fuel: Mapped[CookingFuel | None] = mapped_column(code_list(CookingFuel))
    has_electricity: Mapped[bool | None]
    assets: Mapped[list[str] | None] = mapped_column(ARRAY(String(40)))
    land_mu: Mapped[float | None] = mapped_column(Numeric(8, 2, asdecimal=False))
    rice_mu: Mapped[float | None] = mapped_column(Numeric(8, 2, asdecimal=False))
    livestock_count: Mapped[int | None] = mapped_column(SmallInteger)
    debt_minor: Mapped[int | None]
    road_km: Mapped[float | None] = mapped_column(Numeric(6, 2, asdecimal=False))
    latitude: Mapped[float | None] = mapped_column(Numeric(9, 6, asdecimal=False))
    longitude: Mapped[float | None] = mapped_column(Numeric(9, 6, asdecimal=False))
    survey_weight: Mapped[float | None] = mapped_column(Numeric(12, 4, asdecimal=False))
    surveyed_on: Mapped[date | None]
    registered_on: Mapped[date]
    closed_on: Mapped[date | None]
    is_generated: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    extra: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    changed_at: Mapped[datetime]

    people: Mapped[list["Person"]] = relationship(back_populates="household", lazy="raise")
    standing: Mapped["Standing | None"] = relationship(back_populates="household", lazy="raise")


class Person(Base):
    """A person with the household they belong to now and the present value of what is known of them.

    `work_region_code`: the division where a person who works away works. `monthly_wage_minor`: the wage as registered.
    """

    __tablename__ = "person"
    __table_args__ = (
        household_key(),
        UniqueConstraint("household_id", "code"),
        Index("ix_person_id_number_index", "id_number_index"),
        Index("ix_person_phone_index", "phone_index"),
        Index("ix_person_bank_account_index", "bank_account_index"),
        Index("ix_person_name_pairs", text("name_pairs(name)"), postgresql_using="gin"),
        Index("ix_person_name_key", text("name_key(name)")),
        Index(
            "uq_person_one_head",
            "household_id",
            unique=True,
            postgresql_where=text("relation = 'head' and left_on is null"),
        ),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    relation: Mapped[Relation] = mapped_column(code_list(Relation))
    sex: Mapped[Sex] = mapped_column(code_list(Sex))
    born_on: Mapped[date]
    id_number: Mapped[str | None] = mapped_column(EncryptedText)
    id_number_index: Mapped[str | None] = mapped_column(String(22))
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    phone_index: Mapped[str | None] = mapped_column(String(22))
    bank_account: Mapped[str | None] = mapped_column(EncryptedText)
    bank_account_index: Mapped[str | None] = mapped_column(String(22))
    marital_status: Mapped[MaritalStatus | None] = mapped_column(code_list(MaritalStatus))
    ethnicity: Mapped[str | None] = mapped_column(String(20))
    schooling: Mapped[Schooling | None] = mapped_column(code_list(Schooling))
    school_status: Mapped[SchoolStatus | None] = mapped_column(code_list(SchoolStatus))
    health: Mapped[Health | None] = mapped_column(code_list(Health))
    is_undernourished: Mapped[bool | None]
    disability_kind: Mapped[DisabilityKind | None] = mapped_column(code_list(DisabilityKind))
    disability_grade: Mapped[int | None] = mapped_column(SmallInteger)
    labour_status: Mapped[LabourStatus | None] = mapped_column(code_list(LabourStatus))
    works_away: Mapped[bool | None]
    work_region_code: Mapped[str | None] = mapped_column(String(20))
    monthly_wage_minor: Mapped[int | None]
    has_public_job: Mapped[bool | None]
    public_job_count: Mapped[int | None] = mapped_column(SmallInteger)
    medical_scheme: Mapped[MedicalScheme | None] = mapped_column(code_list(MedicalScheme))
    has_critical_illness_cover: Mapped[bool | None]
    pension_scheme: Mapped[PensionScheme | None] = mapped_column(code_list(PensionScheme))
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    died_on: Mapped[date | None]
    extra: Mapped[dict[str, Any]] = mapped_column(server_default="{}")

    household: Mapped[Household] = relationship(back_populates="people", lazy="raise")


class Standing(Base):
    """Where a household stands now: what the last round, the open case and the pairing say, in one row.

    It is written by the rooms that know (grading, casework) through the register's operations, so that lists, scope and
    the household's page need no look into other rooms.
    """

    __tablename__ = "standing"
    __table_args__ = (
        household_key(),
        Index("ix_standing_region_path", "region_path", "colour"),
        Index("ix_standing_caseworker_id", "caseworker_id", "urgency", "household_id"),
        Index("ix_standing_urgency", "urgency", text("score desc"), "household_id"),
    )

    household_id: Mapped[int] = mapped_column(primary_key=True)
    region_path: Mapped[RegionPath]
    colour: Mapped[Colour] = mapped_column(code_list(Colour))
    urgency: Mapped[int] = mapped_column(SmallInteger)
    score: Mapped[int] = mapped_column(SmallInteger)
    reasons: Mapped[list[str]] = mapped_column(ARRAY(String(60)), server_default="{}")
    round_id: Mapped[int | None]
    graded_at: Mapped[datetime]
    colour_since_on: Mapped[date]
    case_id: Mapped[int | None]
    case_state: Mapped[str | None] = mapped_column(String(40))
    caseworker_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    next_visit_due_on: Mapped[date | None]

    household: Mapped[Household] = relationship(back_populates="standing", lazy="raise")
