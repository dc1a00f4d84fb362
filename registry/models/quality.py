"""Validation: runs, what they found, exceptions that people granted, and the rules that regions add."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.models.households import household_key
from registry.rules.quality.words import RunState, Severity


class QualityRun(Base):
    """One check of a region's households against the rules.

    `rule_ids` are the rules that were asked for; None is all. `counts` holds what the run found when it finished.
    """

    __tablename__ = "quality_run"
    __table_args__ = (Index("ix_quality_run_scope_path", "scope_path", "id"),)

    id: Mapped[Id]
    scope_path: Mapped[RegionPath]
    rule_ids: Mapped[list[str] | None] = mapped_column(ARRAY(String(40)))
    state: Mapped[RunState] = mapped_column(code_list(RunState))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None]
    asked_by: Mapped[str] = mapped_column(String(120))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    parts_total: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    parts_done: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    counts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class QualityFinding(Base):
    """One record that violates one rule, from the run that first saw it to the one that found its cause gone.

    There is at most one open finding for a rule and record. When the cause returns, a new one opens. `evidence` holds
    the values behind the places of the rule's message, amounts in fen. Findings are computed, so they go when an undone
    import takes the household away.
    """

    __tablename__ = "quality_finding"
    __table_args__ = (
        ForeignKeyConstraint(
            ["household_id", "region_path"],
            ["household.id", "household.region_path"],
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        Index(
            "uq_quality_finding_open",
            "household_id",
            "rule_id",
            "person_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("cleared_at is null"),
        ),
        Index("ix_quality_finding_region_path", "region_path", "rule_id", postgresql_where=text("cleared_at is null")),
        Index("ix_quality_finding_rule_id", "rule_id", "region_path"),
        Index("ix_quality_finding_cleared_at", "cleared_at", postgresql_where=text("cleared_at is not null")),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    person_id: Mapped[int | None]
    rule_id: Mapped[str] = mapped_column(String(40))
    severity: Mapped[Severity] = mapped_column(code_list(Severity))
    evidence: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]


class QualityException(Base):
    """Somebody says why a rule does not hold for a record, until a day within two years; then it ends by itself."""

    __tablename__ = "quality_exception"
    __table_args__ = (household_key(), Index("ix_quality_exception_household_id", "household_id", "rule_id"))

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath] = mapped_column(index=True)
    person_id: Mapped[int | None]
    rule_id: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(400))
    until_on: Mapped[date]
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None]
    granted_by: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(120))


class QualityRules(Base):
    """Rules that a region adds to the shipped ones, word for word. A newer text of the same name replaces the older."""

    __tablename__ = "quality_rules"
    __table_args__ = (
        Index(
            "uq_quality_rules_in_force", "name", "region_path", unique=True, postgresql_where=text("retired_at is null")
        ),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(60))
    region_path: Mapped[RegionPath]
    source_text: Mapped[str] = mapped_column(Text)
    stored_at: Mapped[datetime]
    stored_by_id: Mapped[int | None]
    stored_by: Mapped[str] = mapped_column(String(120))
    retired_at: Mapped[datetime | None]
    retired_by: Mapped[str | None] = mapped_column(String(120))
