"""Imports on their way into the register: the run, its staged records, and what was wrong with its cells."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.rules.words_imports import ImportState, OnDuplicate, StagedEntity, StagedOutcome


class ImportRun(Base):
    """One file or set of files on its way in, under one profile.

    `files` lists each file with its size and digest, and its sheets with their number (`staged_record.source_no`), rows
    and blank rows. `region_path` is the smallest region that holds every household of the run. `register_mark` is the
    state of these households when the run was checked: a commit refuses to build on another one.
    """

    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_started_at", "started_at"),)

    id: Mapped[Id]
    profile: Mapped[str] = mapped_column(String(120))
    files: Mapped[list[dict[str, Any]]]
    region_path: Mapped[RegionPath | None]
    state: Mapped[ImportState] = mapped_column(code_list(ImportState))
    on_duplicate: Mapped[OnDuplicate] = mapped_column(code_list(OnDuplicate))
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None]
    started_by: Mapped[str] = mapped_column(String(120))
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    register_mark: Mapped[str | None] = mapped_column(String(40))


class StagedRecord(Base):
    """One record read from a file, checked and held against the register; gone once the run is decided.

    Lines of income and spending and events keep their few values in columns of their own. Households and persons have
    `values`: the register's columns by name, ID number and telephone encrypted. `changes` is field → [old, new], with
    numbers masked. Unchanged records are counted in the run and not kept. Runs are never deleted, so `run_id` needs no
    foreign key, which would cost more than all the rest of a record. The table is unlogged: it keeps nothing that the
    files could not give again, personal data stay out of the write-ahead log, and a commit notices when a crash of the
    server has emptied it.
    """

    __tablename__ = "staged_record"
    __table_args__ = (
        Index("ix_staged_record_run_id", "run_id", "entity", "outcome", "source_no", "row_number"),
        {"prefixes": ["UNLOGGED"]},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    run_id: Mapped[int]
    entity: Mapped[StagedEntity] = mapped_column(code_list(StagedEntity))
    source_no: Mapped[int] = mapped_column(SmallInteger)
    row_number: Mapped[int] = mapped_column(Integer)
    household_code: Mapped[str] = mapped_column(String(40))
    person_code: Mapped[str | None] = mapped_column(String(40))
    happened_on: Mapped[date | None]
    kind: Mapped[str | None] = mapped_column(String(40))
    reference: Mapped[str | None] = mapped_column(String(40))
    amount_minor: Mapped[int | None]
    values: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    household_id: Mapped[int | None]
    record_id: Mapped[int | None]
    outcome: Mapped[StagedOutcome] = mapped_column(code_list(StagedOutcome))
    refusal: Mapped[str | None] = mapped_column(String(40))
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ImportIssue(Base):
    """One thing wrong with one cell or row; `code` is a value of `registry.rules.imports.issues.IssueCode`."""

    __tablename__ = "import_issue"
    __table_args__ = (Index("ix_import_issue_run_id", "run_id", "is_error", "code", "id"),)

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    file_name: Mapped[str] = mapped_column(String(200))
    sheet: Mapped[str] = mapped_column(String(80), server_default="")
    row_number: Mapped[int | None] = mapped_column(Integer)
    column: Mapped[str | None] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    is_error: Mapped[bool]
