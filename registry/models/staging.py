"""Imports on their way into the register: the run, its staged records, and what was wrong with its cells."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, EncryptedText, Id, RegionPath, code_list
from registry.rules.words_imports import (
    ContradictionState,
    ImportState,
    ImportStep,
    OnDuplicate,
    StagedEntity,
    StagedOutcome,
)


class ImportRun(Base):
    """One file or set of files on its way in, under one profile.

    `files` lists each file with its size and digest, and its sheets with their number (`staged_record.source_no`), rows
    and blank rows. `region_path` is the smallest region that holds every household of the run. `register_mark` is the
    state of these households when the run was checked: a commit refuses to build on another one.

    Args:
        profile_version: which version of a profile that was edited on screen; None for a shipped one or a file.
        failure: the sentence and its params why the files could not be checked.
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
    profile_version: Mapped[int | None] = mapped_column(Integer)
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    decided_by: Mapped[str | None] = mapped_column(String(120))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(120))


class StagedRecord(Base):
    """One record read from a file, checked and held against the register; gone once the run is decided.

    Lines of income and spending and events keep their few values in columns of their own. Households and persons have
    `values`: the register's columns by name, numbers that identify encrypted. `changes` is field → [old, new], with
    numbers masked; `contradictions` is field → {old, new, key, sealed}, of values that a commit never writes.
    Unchanged records are counted in the run and not kept, unless they contradict the register. Runs are never deleted,
    so `run_id` needs no foreign key, which would cost more than all the rest of a record. The table is unlogged: it
    keeps nothing that the files could not give again, personal data stay out of the write-ahead log, and a commit
    notices when a crash of the server has emptied it.
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
    contradictions: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


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


class ImportUpload(Base):
    """The files of a run that the web was sent, until the run is decided.

    They hold personal data, so each is kept in parts that are encrypted under a key of the run's own, which is itself
    encrypted here: without this row the parts are noise. `parts` is a list of file-store keys for each file.
    """

    __tablename__ = "import_upload"

    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), primary_key=True)
    sealed_key: Mapped[str] = mapped_column(EncryptedText)
    parts: Mapped[list[Any]] = mapped_column(JSONB)


class ImportProgress(Base):
    """How far the worker is with a run. Written beside the run's own long transaction, so it has a table of its own.

    Args:
        subject: the file that is being read.
        rows: rows read so far.
        percent: of the whole work, 0 to 100.
    """

    __tablename__ = "import_progress"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    run_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    step: Mapped[ImportStep] = mapped_column(code_list(ImportStep))
    subject: Mapped[str] = mapped_column(String(200))
    rows: Mapped[int]
    percent: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime]


class ImportTrace(Base):
    """What a committed run did to one household, person or line: what an undo puts back, and holds the present against.

    `before` and `after` have the columns that changed, numbers that identify encrypted as in the register; new records
    have neither. A household that only got new members or lines has an empty `before`. New lines have no trace: they
    carry their run. Runs are never deleted, so `run_id` needs no foreign key, which would cost more than the rest.
    """

    __tablename__ = "import_trace"

    run_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entity: Mapped[StagedEntity] = mapped_column(code_list(StagedEntity), primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    household_id: Mapped[int]
    is_new: Mapped[bool]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


class ImportContradiction(Base):
    """A value of a person that a file gave and the register did not take, because it cannot change in a life.

    It belongs to the person, whose place decides who sees it. A value that was decided is never asked about again.

    Args:
        new_value: as people read it; of an ID number the last digits.
        sealed_value: the ID number itself.
        value_key: by which the same value is known again; for an ID number its blind index.
    """

    __tablename__ = "import_contradiction"
    __table_args__ = (
        UniqueConstraint("person_id", "field", "value_key"),
        Index("ix_import_contradiction_run_id", "run_id"),
        Index("ix_import_contradiction_state", "state", "id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    field: Mapped[str] = mapped_column(String(40))
    old_value: Mapped[str | None] = mapped_column(String(80))
    new_value: Mapped[str] = mapped_column(String(80))
    sealed_value: Mapped[str | None] = mapped_column(EncryptedText)
    value_key: Mapped[str] = mapped_column(String(80))
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    row_number: Mapped[int] = mapped_column(Integer)
    found_at: Mapped[datetime]
    state: Mapped[ContradictionState] = mapped_column(code_list(ContradictionState))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    decided_by: Mapped[str | None] = mapped_column(String(120))
    reason: Mapped[str | None] = mapped_column(String(400))
