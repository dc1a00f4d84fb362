"""Frozen rounds of statistics, and the shapes of regions for maps."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.rules.statistics.words import RoundState


class StatisticsRound(Base):
    """Figures of a region on a day as they were counted once. A frozen round never changes: the database refuses it.

    Args:
        definition: which tables and measures were asked for.
        figures: what was counted, small numbers hidden; empty until the round is frozen.
        content_hash: seals name, reason, place, day, who, when, definition and figures.
        failure: why it could not be counted.
        request_key: what the form that asked for it carried, so that sending it twice freezes once.
        steps_done, steps_total: how far the count is.
    """

    __tablename__ = "statistics_round"
    __table_args__ = (
        CheckConstraint("(state = 'frozen') = (content_hash is not null)", name="sealed"),
        CheckConstraint("(state = 'frozen') = (figures is not null)", name="counted"),
        Index("ix_statistics_round_region_path", "region_path", "as_of_on"),
        UniqueConstraint("requested_by_id", "request_key"),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(400))
    region_path: Mapped[RegionPath]
    as_of_on: Mapped[date]
    state: Mapped[RoundState] = mapped_column(code_list(RoundState))
    definition: Mapped[dict[str, Any]]
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int | None]
    requested_by: Mapped[str] = mapped_column(String(120))
    smallest_shown: Mapped[int | None] = mapped_column(SmallInteger)
    frozen_at: Mapped[datetime | None]
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    content_hash: Mapped[str | None] = mapped_column(String(64))
    failure: Mapped[str | None] = mapped_column(String(400))
    request_key: Mapped[str | None] = mapped_column(String(40))
    steps_done: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    steps_total: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class RegionShape(Base):
    """The outline of a region, simplified and projected, so that the shapes of neighbours fit together.

    Args:
        rings: closed lines of whole-number points (`registry.rules.shapes`), outer rings and holes alike.
        source: where the outline comes from, in the words of whoever loaded it.
    """

    __tablename__ = "region_shape"

    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    rings: Mapped[list[Any]] = mapped_column(JSONB)
    source: Mapped[str] = mapped_column(String(200))
    loaded_at: Mapped[datetime]
    loaded_by_id: Mapped[int | None]
    loaded_by: Mapped[str] = mapped_column(String(120))
