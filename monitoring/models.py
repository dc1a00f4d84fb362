"""Tables of early warning: the rule sets, the rounds, each household's grade in each round, and the changes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from monitoring.rules.words import Engine, RoundExtent, RoundState, RuleSetState
from registry.rules.words import Colour


def household_key() -> ForeignKeyConstraint:
    """Return the foreign key of a household-bound table: its region path follows the household when it moves."""
    return ForeignKeyConstraint(
        ["household_id", "region_path"], ["household.id", "household.region_path"], onupdate="CASCADE"
    )


class RuleSetVersion(Base):
    """One version of a rule set, word for word: rounds point to it, so it never changes.

    `extra_fields` holds the further fields that its rules name, as they were defined when it was taken in.
    """

    __tablename__ = "rule_set"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer)
    region_path: Mapped[RegionPath]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source_text: Mapped[str] = mapped_column(Text)
    extra_fields: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[RuleSetState] = mapped_column(code_list(RuleSetState))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None]


class GradingRound(Base):
    """One grading of a region's households on a day, under one version of the rules.

    Its parts are written by several connections, each in its own transaction; nobody reads them before the round is
    finished, and a round that never finishes is removed without a trace in any household's standing.
    """

    __tablename__ = "grading_round"
    __table_args__ = (Index("ix_grading_round_state", "state", "id"),)

    id: Mapped[Id]
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    as_of_on: Mapped[date]
    scope_path: Mapped[RegionPath]
    extent: Mapped[RoundExtent] = mapped_column(code_list(RoundExtent))
    engine: Mapped[Engine] = mapped_column(code_list(Engine))
    since_round_id: Mapped[int | None] = mapped_column(ForeignKey("grading_round.id"))
    state: Mapped[RoundState] = mapped_column(code_list(RoundState))
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None]
    started_by_name: Mapped[str] = mapped_column(String(120))
    finished_at: Mapped[datetime | None]
    parts_total: Mapped[int] = mapped_column(Integer, server_default="0")
    parts_done: Mapped[int] = mapped_column(Integer, server_default="0")
    household_count: Mapped[int | None]
    change_count: Mapped[int | None]
    colour_counts: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class Grade(Base):
    """A household's grade in a round, frozen: the colour, its reasons, what was not known, and the values that counted.

    A round of a million households writes a million rows, so two keys are left out that other tables have. The path is
    that of the day of grading and does not follow a household that moves: following it would need an index by household
    over all rounds, rewritten every night; whoever reads grades by household asks the register for its scope. And the
    round is not checked row by row, which takes a third of the writing: `grade_part` holds the round's row meanwhile.
    """

    __tablename__ = "grade"

    round_id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True)
    region_path: Mapped[RegionPath]
    colour: Mapped[Colour] = mapped_column(code_list(Colour))
    score: Mapped[int] = mapped_column(SmallInteger)
    is_stale: Mapped[bool]
    reasons: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    unknowns: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    evidence: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class GradeChange(Base):
    """A household whose colour differs from its last one.

    `evidence` holds the values that counted; `fired` lists each rule that fired, with the bands its values were held
    against and what would bring the household back. `from_colour` is null at the first grade.
    """

    __tablename__ = "grade_change"
    __table_args__ = (
        household_key(),
        Index("uq_grade_change_round_id", "round_id", "household_id", unique=True),
        Index("ix_grade_change_household_id", "household_id"),
        Index("ix_grade_change_region_path", "region_path", "round_id"),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(ForeignKey("grading_round.id"))
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    from_colour: Mapped[Colour | None] = mapped_column(code_list(Colour, name="from_colour"))
    to_colour: Mapped[Colour] = mapped_column(code_list(Colour, name="to_colour"))
    score: Mapped[int] = mapped_column(SmallInteger)
    reasons: Mapped[list[str]] = mapped_column(ARRAY(String(60)))
    evidence: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    fired: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
