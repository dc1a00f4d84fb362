"""Field collection: forms and their versions, devices, what they sent, and how contradictions were settled."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.orm import Base, EncryptedText, Id, RegionPath, code_list
from registry.models.households import household_key
from registry.rules.collection.words import FileState, FormState, SideKind, SubmissionState
from registry.rules.words_imports import StagedEntity


class CollectionForm(Base):
    """A form that devices of a region fill in; `form_id` is what its XForm calls it."""

    __tablename__ = "collection_form"

    id: Mapped[Id]
    form_id: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    region_path: Mapped[RegionPath] = mapped_column(index=True)
    state: Mapped[FormState] = mapped_column(code_list(FormState))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(120))

    versions: Mapped[list["FormVersion"]] = relationship(back_populates="form", lazy="raise")


class FormVersion(Base):
    """One published version of a form; the database refuses to change it.

    `questions` is what `registry.rules.collection.questions` keeps. `media` lists the files that came with the
    spreadsheet (name, key, md5, size), `lists` the names of those that are made for each device.
    """

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("collection_form_id", "version"),)

    id: Mapped[Id]
    collection_form_id: Mapped[int] = mapped_column(ForeignKey("collection_form.id"))
    version: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(160))
    xform: Mapped[str] = mapped_column(Text)
    md5: Mapped[str] = mapped_column(String(32))
    workbook_key: Mapped[str] = mapped_column(String(80))
    questions: Mapped[list[dict[str, Any]]]
    media: Mapped[list[dict[str, Any]]]
    lists: Mapped[list[str]] = mapped_column(ARRAY(String(80)))
    warnings: Mapped[list[str]] = mapped_column(ARRAY(Text))
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None]
    published_by: Mapped[str] = mapped_column(String(120))

    form: Mapped[CollectionForm] = relationship(back_populates="versions", lazy="raise")


class Device(Base):
    """A telephone or tablet that may fetch forms and send submissions; its token is kept as a hash only.

    `form_ids`: the forms that it may use; None for all of its area.
    """

    __tablename__ = "device"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(40), unique=True)
    holder: Mapped[str] = mapped_column(String(120))
    region_path: Mapped[RegionPath] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(10))
    form_ids: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    token_hash: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None]
    issued_by: Mapped[str] = mapped_column(String(120))
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(120))
    last_seen_at: Mapped[datetime | None]
    last_seen_with: Mapped[str | None] = mapped_column(String(160))


class Submission(Base):
    """A filled-in form as it came, encrypted as a whole because answers hold numbers that identify.

    The same `instance_id` with the same content is one row however often it is sent. `replaces_id` is the version that
    it corrects, `deprecated_id` what the client calls that one. `region_path` is the household's where it is known, the
    village's or the device's otherwise. `base_mark`: when the household was last changed, as the device had it.
    `rows`: sheet → the rows of the import that came from here. An import's decision is not written here at once: see
    `registry.queries.collection.submissions.latest_state`.
    """

    __tablename__ = "submission"
    __table_args__ = (
        household_key(),
        UniqueConstraint("instance_id", "content_hash"),
        Index("ix_submission_region_path", "region_path", "received_at"),
        Index("ix_submission_household_code", "household_code"),
        Index("ix_submission_household_id", "household_id"),
        Index("ix_submission_state", "state"),
        Index("ix_submission_import_run_id", "import_run_id"),
        Index("ix_submission_form_version_id", "form_version_id"),
        Index("ix_submission_device_id", "device_id"),
        Index("ix_submission_replaces_id", "replaces_id"),
        Index("ix_submission_deprecated_id", "deprecated_id"),
    )

    id: Mapped[Id]
    instance_id: Mapped[str] = mapped_column(String(249))
    content_hash: Mapped[str] = mapped_column(String(64))
    deprecated_id: Mapped[str] = mapped_column(String(249))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    form_version_id: Mapped[int] = mapped_column(ForeignKey("form_version.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    household_id: Mapped[int | None]
    region_path: Mapped[RegionPath]
    household_code: Mapped[str] = mapped_column(String(40))
    head: Mapped[str] = mapped_column(String(80))
    base_mark: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    state: Mapped[SubmissionState] = mapped_column(code_list(SubmissionState))
    xml: Mapped[str] = mapped_column(EncryptedText)
    import_run_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"))
    rows: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    reason: Mapped[str] = mapped_column(String(400), default="", server_default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None]
    decided_by: Mapped[str | None] = mapped_column(String(120))

    version: Mapped[FormVersion] = relationship(lazy="raise")
    device: Mapped[Device] = relationship(lazy="raise")
    files: Mapped[list["SubmissionFile"]] = relationship(lazy="raise", order_by="SubmissionFile.id")


class SubmissionFile(Base):
    """A file that a submission names: still to come, kept under a key, or not taken.

    `sha256` is of what arrived; a picture is kept without its hidden data, so its key differs.
    """

    __tablename__ = "submission_file"
    __table_args__ = (UniqueConstraint("submission_id", "name"),)

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[FileState] = mapped_column(code_list(FileState))
    key: Mapped[str | None] = mapped_column(String(80))
    type: Mapped[str | None] = mapped_column(String(60))
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    arrived_at: Mapped[datetime | None]


class SubmissionDecision(Base):
    """Which side a person chose for one field of which two said different things.

    `digest` tells what was in dispute, so that a decision does not hold for what somebody says later. `said` is
    side → the value as pages show it: numbers that identify are masked.
    """

    __tablename__ = "submission_decision"
    __table_args__ = (
        household_key(),
        Index("ix_submission_decision_household_code", "household_code"),
        Index("ix_submission_decision_household_id", "household_id"),
        Index("ix_submission_decision_submission_id", "submission_id"),
        Index("ix_submission_decision_region_path", "region_path", "decided_at"),
    )

    id: Mapped[Id]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    household_id: Mapped[int | None]
    region_path: Mapped[RegionPath]
    household_code: Mapped[str] = mapped_column(String(40))
    entity: Mapped[StagedEntity] = mapped_column(code_list(StagedEntity))
    record: Mapped[str] = mapped_column(String(120))
    field: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    said: Mapped[dict[str, Any]]
    won: Mapped[SideKind] = mapped_column(code_list(SideKind))
    won_submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None]
    decided_by: Mapped[str] = mapped_column(String(120))
