"""Pairing runs: proposals with their reasons, shortages, and pairs that must not be."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.rules.words import ExclusionReason, Missing, ProposalState, RunnerUpReason, RunState
from foundation.orm import Base, Id, RegionPath, code_list
from registry.models.households import household_key


class PairingRun(Base):
    """One solution of the pairing problem for a region, with the weights it was made under and what came out."""

    __tablename__ = "pairing_run"
    __table_args__ = (Index("ix_pairing_run_scope_path", "scope_path", "created_at"),)

    id: Mapped[Id]
    scope_path: Mapped[RegionPath]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    weights: Mapped[dict[str, Any]]
    counts: Mapped[dict[str, Any]]
    state: Mapped[RunState] = mapped_column(code_list(RunState))


class PairingProposal(Base):
    """A proposed pair with the terms of its cost and the second choice.

    Runs write tens of thousands of these at once, and every foreign key costs as much as the copying itself. So only
    the household's is kept; the other ids were read in the transaction that writes them, and their rows are never
    deleted. Costs are metres and their equivalents; `distance_m` is None where the household's place is not known.
    """

    __tablename__ = "pairing_proposal"
    __table_args__ = (
        household_key(),
        Index("ix_pairing_proposal_run_id", "run_id"),
    )

    id: Mapped[Id]
    run_id: Mapped[int]
    case_id: Mapped[int]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    caseworker_id: Mapped[int]
    cost: Mapped[int]
    distance_m: Mapped[int | None]
    skill_cost: Mapped[int]
    changed_cost: Mapped[int]
    village_cost: Mapped[int]
    language_cost: Mapped[int]
    runner_up_id: Mapped[int | None]
    runner_up_cost: Mapped[int | None]
    runner_up_reason: Mapped[RunnerUpReason] = mapped_column(code_list(RunnerUpReason))
    state: Mapped[ProposalState] = mapped_column(code_list(ProposalState))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None]
    decision_reason: Mapped[str] = mapped_column(String(400), default="", server_default="")


class PairingShortage(Base):
    """What a run could not give to a place: how many households miss what."""

    __tablename__ = "pairing_shortage"
    __table_args__ = (Index("ix_pairing_shortage_run_id", "run_id"),)

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("pairing_run.id"))
    region_path: Mapped[RegionPath]
    missing: Mapped[Missing] = mapped_column(code_list(Missing))
    language: Mapped[str | None] = mapped_column(String(20))
    households: Mapped[int]
    urgency: Mapped[int] = mapped_column(SmallInteger)


class PairingExclusion(Base):
    """A caseworker who must not look after a household, and why."""

    __tablename__ = "pairing_exclusion"
    __table_args__ = (household_key(), UniqueConstraint("household_id", "caseworker_id"))

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    caseworker_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[ExclusionReason] = mapped_column(code_list(ExclusionReason))
    note: Mapped[str] = mapped_column(String(400), default="", server_default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
