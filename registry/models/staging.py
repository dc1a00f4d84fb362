"""Imports on their way into the register: the run, its staged records, and what was wrong with its cells."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from foundation.wording import Worded, mark


class ImportState(Worded):
    STAGING = "staging", mark("Being checked")
    STAGED = "staged", mark("Ready for a decision")
    COMMITTED = "committed", mark("Taken into the register")
    DISCARDED = "discarded", mark("Discarded")
    FAILED = "failed", mark("Stopped by an error")


class StagedEntity(Worded):
    HOUSEHOLD = "household", mark("Household")
    PERSON = "person", mark("Person")
    INCOME = "income", mark("Income")
    SPENDING = "spending", mark("Spending")
    EVENT = "event", mark("Event")


class StagedOutcome(Worded):
    NEW = "new", mark("New")
    CHANGED = "changed", mark("Changed")
    UNCHANGED = "unchanged", mark("Unchanged")
    REFUSED = "refused", mark("Refused")


class ImportRun(Base):
    """One file or set of files on its way in, under one profile."""

    __tablename__ = "import_run"

    id: Mapped[Id]
    profile: Mapped[str] = mapped_column(String(120))
    files: Mapped[list[dict[str, Any]]]
    region_path: Mapped[RegionPath | None]
    state: Mapped[ImportState] = mapped_column(code_list(ImportState))
    on_duplicate: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None]
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class StagedRecord(Base):
    """One record read from a file, after the checks that need only its own cells.

    `values` holds typed values by field name, secrets already encrypted; `changes` field → [old, new].
    """

    __tablename__ = "staged_record"
    __table_args__ = (Index("ix_staged_record_run_id", "run_id", "entity", "household_code"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    entity: Mapped[StagedEntity] = mapped_column(code_list(StagedEntity))
    file_name: Mapped[str] = mapped_column(String(200))
    sheet: Mapped[str] = mapped_column(String(80), server_default="")
    row_number: Mapped[int]
    household_code: Mapped[str] = mapped_column(String(40))
    person_code: Mapped[str | None] = mapped_column(String(40))
    values: Mapped[dict[str, Any]]
    outcome: Mapped[StagedOutcome] = mapped_column(code_list(StagedOutcome))
    changes: Mapped[dict[str, Any] | None]


class ImportIssue(Base):
    """One thing wrong with one cell or row: where, what, and how to mend it."""

    __tablename__ = "import_issue"
    __table_args__ = (Index("ix_import_issue_run_id", "run_id"),)

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    file_name: Mapped[str] = mapped_column(String(200))
    sheet: Mapped[str] = mapped_column(String(80), server_default="")
    row_number: Mapped[int | None]
    column: Mapped[str | None] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    is_error: Mapped[bool]
