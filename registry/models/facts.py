"""What happened to a household over time: income, spending, events, consent, and the history of each value."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Computed, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.models.households import household_key
from registry.rules.words import ConsentPurpose, EventKind, IncomeSource, SpendingKind


class Income(Base):
    """One line of income, or of business cost, in fen."""

    __tablename__ = "income"
    __table_args__ = (
        household_key(),
        UniqueConstraint("household_id", "received_on", "source", "reference", postgresql_include=["amount_minor"]),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    received_on: Mapped[date]
    source: Mapped[IncomeSource] = mapped_column(code_list(IncomeSource))
    reference: Mapped[str] = mapped_column(String(40), default="", server_default="")
    amount_minor: Mapped[int]
    import_run_id: Mapped[int | None]


class Spending(Base):
    """One line of spending, in fen."""

    __tablename__ = "spending"
    __table_args__ = (
        household_key(),
        UniqueConstraint("household_id", "spent_on", "kind", "reference", postgresql_include=["amount_minor"]),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    spent_on: Mapped[date]
    kind: Mapped[SpendingKind] = mapped_column(code_list(SpendingKind))
    reference: Mapped[str] = mapped_column(String(40), default="", server_default="")
    amount_minor: Mapped[int]
    import_run_id: Mapped[int | None]


class LifeEvent(Base):
    """A shock, with the loss in fen where it is known."""

    __tablename__ = "life_event"
    __table_args__ = (household_key(), UniqueConstraint("household_id", "happened_on", "kind"))

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    happened_on: Mapped[date]
    kind: Mapped[EventKind] = mapped_column(code_list(EventKind))
    cost_minor: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(400), default="", server_default="")
    import_run_id: Mapped[int | None]


class Consent(Base):
    """A household's consent to one purpose; withdrawing keeps the row and dates it."""

    __tablename__ = "consent"
    __table_args__ = (
        household_key(),
        Index(
            "uq_consent_in_force",
            "household_id",
            "purpose",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
        ),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    purpose: Mapped[ConsentPurpose] = mapped_column(code_list(ConsentPurpose))
    given_at: Mapped[datetime]
    given_by: Mapped[str] = mapped_column(String(120))
    recorded_by_id: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]


class Observation(Base):
    """A changed value: which field of the household or person, from what to what, since when and from where.

    Values are texts: a code list's value, a number, `true`, an ISO date, a list as JSON; of a number that identifies
    only the last digits. Later rows speak after earlier ones: from `effective_on` on, the value is the new one, until
    another row says otherwise.

    Args:
        valid_from: the day the new value holds from; None, the day it was observed.
        is_correction: the old value never was true.
        change_id: the change of the family that brought it.
    """

    __tablename__ = "observation"
    __table_args__ = (
        household_key(),
        Index("ix_observation_household_id", "household_id", "observed_at"),
        Index("ix_observation_person_id", "person_id", "field", postgresql_where=text("person_id is not null")),
        Index("ix_observation_field", "household_id", "field", postgresql_where=text("person_id is null")),
        Index("ix_observation_effective_on", "effective_on"),
        # Who lived where on a day is asked for by whole areas, and few households ever move.
        Index(
            "ix_observation_place",
            "effective_on",
            "household_id",
            postgresql_where=text("field in ('village_code', 'region_path')"),
        ),
        Index("ix_observation_change_id", "change_id", postgresql_where=text("change_id is not null")),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    person_id: Mapped[int | None]
    field: Mapped[str] = mapped_column(String(60))
    old_value: Mapped[str | None] = mapped_column(String(400))
    new_value: Mapped[str | None] = mapped_column(String(400))
    observed_at: Mapped[datetime]
    valid_from: Mapped[date | None]
    effective_on: Mapped[date] = mapped_column(
        Computed("coalesce(valid_from, (observed_at at time zone 'Asia/Shanghai')::date)", persisted=True)
    )
    is_correction: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    source: Mapped[str] = mapped_column(String(80))
    actor_name: Mapped[str] = mapped_column(String(120))
    import_run_id: Mapped[int | None]
    change_id: Mapped[int | None] = mapped_column(ForeignKey("household_change.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
