"""Leads: hints that a household may be at risk, on their way to a decision."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from casework.rules.words import LeadChannel, LeadState
from foundation.orm import Base, Id, RegionPath, code_list
from registry.models.households import household_key
from registry.rules.words import Colour


class Lead(Base):
    """One hint, who checked it and who decided. A household has at most one that is open.

    `proposed_causes` come from the rules that fired, `found_causes` from the person who checked; the first is the main
    one. `barred_verifier_id` is whose check the household objected to.
    """

    __tablename__ = "lead"
    __table_args__ = (
        household_key(),
        Index(
            "uq_lead_open",
            "household_id",
            unique=True,
            postgresql_where=text("state in ('open', 'verifying', 'verified')"),
        ),
        Index("ix_lead_household_id", "household_id", "opened_at"),
        Index("ix_lead_region_path", "region_path", "state", "due_at"),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    channel: Mapped[LeadChannel] = mapped_column(code_list(LeadChannel))
    state: Mapped[LeadState] = mapped_column(code_list(LeadState))
    colour: Mapped[Colour] = mapped_column(code_list(Colour))
    round_id: Mapped[int | None]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    due_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    proposed_causes: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default="{}")
    checking_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    verified_at: Mapped[datetime | None]
    finding: Mapped[str | None] = mapped_column(String(2000))
    found_causes: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default="{}")
    is_data_checked: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    objection: Mapped[str | None] = mapped_column(String(1000))
    barred_verifier_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None] = mapped_column(String(1000))
