"""Cases with their causes, plan, visits, notes and caseworkers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.rules.words import (
    CaseState,
    CauseSource,
    CloseReason,
    MeasureKind,
    MeasureSource,
    MeasureState,
    NoteKind,
)
from foundation.orm import Base, Id, RegionPath, code_list
from registry.models.households import household_key
from registry.rules.causes import Cause
from registry.rules.words import Colour


class CaseFile(Base):
    """One episode of a household at risk. A return opens a new one; a household has at most one that is open."""

    __tablename__ = "case_file"
    __table_args__ = (
        household_key(),
        UniqueConstraint("household_id", "episode"),
        Index("uq_case_file_open", "household_id", unique=True, postgresql_where=text("state <> 'closed'")),
        Index("ix_case_file_region_path", "region_path", "id", postgresql_where=text("state <> 'closed'")),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    episode: Mapped[int] = mapped_column(SmallInteger)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), unique=True)
    state: Mapped[CaseState] = mapped_column(code_list(CaseState))
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    plan_due_on: Mapped[date]
    plan_agreed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    close_reason: Mapped[CloseReason | None] = mapped_column(code_list(CloseReason))


class CaseCause(Base):
    """Why a household is at risk: one main cause and up to four others."""

    __tablename__ = "case_cause"
    __table_args__ = (
        household_key(),
        Index("uq_case_cause_main", "case_id", unique=True, postgresql_where=text("is_main")),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    cause: Mapped[Cause] = mapped_column(code_list(Cause), primary_key=True)
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    is_main: Mapped[bool]
    source: Mapped[CauseSource] = mapped_column(code_list(CauseSource))
    note: Mapped[str] = mapped_column(String(400), default="", server_default="")


class PlanMeasure(Base):
    """One measure of a case's plan. `source_id` is a row of another room, named by `source_kind`."""

    __tablename__ = "plan_measure"
    __table_args__ = (
        household_key(),
        CheckConstraint("(source_kind = 'own') = (source_id is null)", name="source"),
        CheckConstraint("budget_minor >= 0", name="budget"),
        Index("ix_plan_measure_case_id", "case_id"),
        Index("ix_plan_measure_household_id", "household_id"),
        Index("ix_plan_measure_source_id", "source_id", "source_kind"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    kind: Mapped[MeasureKind] = mapped_column(code_list(MeasureKind))
    cause: Mapped[Cause | None] = mapped_column(code_list(Cause))
    title: Mapped[str] = mapped_column(String(200))
    source_kind: Mapped[MeasureSource] = mapped_column(code_list(MeasureSource))
    source_id: Mapped[int | None]
    state: Mapped[MeasureState] = mapped_column(code_list(MeasureState))
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    due_on: Mapped[date | None]
    budget_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="CNY", server_default="CNY")
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    changed_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(400), default="", server_default="")


class Visit(Base):
    """A caseworker was there: what was seen and said, and what comes next."""

    __tablename__ = "visit"
    __table_args__ = (
        household_key(),
        Index("ix_visit_case_id", "case_id", "visited_at"),
        Index("ix_visit_household_id", "household_id", "visited_at"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    visitor_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    visited_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(2000))
    next_step: Mapped[str] = mapped_column(String(400), default="", server_default="")
    next_visit_due_on: Mapped[date]


class CaseNote(Base):
    """Something that reached an open case: a new colour, once a round, or a further report."""

    __tablename__ = "case_note"
    __table_args__ = (
        household_key(),
        UniqueConstraint("case_id", "round_id"),
        Index("ix_case_note_household_id", "household_id", "noted_at"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    kind: Mapped[NoteKind] = mapped_column(code_list(NoteKind))
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    text: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    colour: Mapped[Colour | None] = mapped_column(code_list(Colour))
    round_id: Mapped[int | None]


class Assignment(Base):
    """Who looks after a case, from when to when. A case has at most one caseworker at a time."""

    __tablename__ = "assignment"
    __table_args__ = (
        household_key(),
        Index("uq_assignment_current", "case_id", unique=True, postgresql_where=text("ended_on is null")),
        Index("ix_assignment_caseworker_id", "caseworker_id", postgresql_where=text("ended_on is null")),
        Index("ix_assignment_household_id", "household_id", "started_on"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    caseworker_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(String(400), default="", server_default="")
    pairing_proposal_id: Mapped[int | None] = mapped_column(ForeignKey("pairing_proposal.id"))
