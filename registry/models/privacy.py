"""Requests of families about their own data, and the record of what was erased."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.models.households import household_key
from registry.rules.privacy.corrections import CorrectionAbout, CorrectionState


class CorrectionRequest(Base):
    """A family says what is wrong in its file and how it should be; somebody answers in time."""

    __tablename__ = "correction_request"
    __table_args__ = (household_key(),)

    id: Mapped[Id]
    household_id: Mapped[int] = mapped_column(index=True)
    region_path: Mapped[RegionPath] = mapped_column(index=True)
    about: Mapped[CorrectionAbout] = mapped_column(code_list(CorrectionAbout))
    wrong: Mapped[str] = mapped_column(String(1000))
    right: Mapped[str] = mapped_column(String(1000))
    state: Mapped[CorrectionState] = mapped_column(code_list(CorrectionState))
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(120))
    answer: Mapped[str | None] = mapped_column(String(1000))


class RetentionRun(Base):
    """What was erased when its time was over: rule → how many rows."""

    __tablename__ = "retention_run"

    id: Mapped[Id]
    ran_at: Mapped[datetime]
    ran_by: Mapped[str] = mapped_column(String(120))
    counts: Mapped[dict[str, Any]]
