"""Administrative regions, from the province down to the villagers' group."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.rules.region_changes import RegionChangeKind
from registry.rules.words import RegionLevel


class Region(Base):
    """A region during the time its code was valid, with its present name and place, or its last ones.

    `path` joins the codes from the top down, each followed by a point (`36.3601.360121.`): a region lies inside another
    when its path begins with the other's. Names and places of an earlier day are put together from `region_change`
    (`registry.queries.regions.regions_as_of`). A code is never given twice.

    Args:
        valid_from: the first day; None, since before the register knows.
        valid_to: the first day on which it was no more; None while it is there.
        successor_code: where its households and its code lead today, through however many mergers; None while it is
            there, and when it was closed without one.
    """

    __tablename__ = "region"
    __table_args__ = (
        UniqueConstraint("code", "path"),
        Index("ix_region_parent_code", "parent_code"),
        Index("ix_region_successor_code", "successor_code", postgresql_where=text("successor_code is not null")),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str | None] = mapped_column(String(120))
    level: Mapped[RegionLevel] = mapped_column(code_list(RegionLevel))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    path: Mapped[RegionPath] = mapped_column(unique=True)
    latitude: Mapped[float | None] = mapped_column(Numeric(9, 6, asdecimal=False))
    longitude: Mapped[float | None] = mapped_column(Numeric(9, 6, asdecimal=False))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))


class RegionChange(Base):
    """One change of one region: what it was called and where it lay before, and after.

    What a change does to the regions inside stands in rows of their own (`FOLLOWED`) that point to it. A row never
    changes; an error is mended by another change.

    Args:
        code: the region as it was coded until then.
        other_code: the region it was merged into, the new code, or the region split off.
        happened_on: the day from which it holds.
        households: how many it gave another village or path.
        document: the paper that orders it.
    """

    __tablename__ = "region_change"
    __table_args__ = (
        Index("ix_region_change_code", "code", "happened_on", "id"),
        Index("ix_region_change_other_code", "other_code", postgresql_where=text("other_code is not null")),
        Index("ix_region_change_root_id", "root_id", postgresql_where=text("root_id is not null")),
        Index("ix_region_change_happened_on", "happened_on"),
    )

    id: Mapped[Id]
    root_id: Mapped[int | None] = mapped_column(ForeignKey("region_change.id"))
    code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    other_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    kind: Mapped[RegionChangeKind] = mapped_column(code_list(RegionChangeKind))
    happened_on: Mapped[date]
    old_name: Mapped[str | None] = mapped_column(String(80))
    new_name: Mapped[str | None] = mapped_column(String(80))
    old_name_en: Mapped[str | None] = mapped_column(String(120))
    new_name_en: Mapped[str | None] = mapped_column(String(120))
    old_parent_code: Mapped[str | None] = mapped_column(String(20))
    new_parent_code: Mapped[str | None] = mapped_column(String(20))
    old_path: Mapped[RegionPath | None]
    new_path: Mapped[RegionPath | None]
    households: Mapped[int] = mapped_column(server_default="0")
    document: Mapped[str] = mapped_column(String(200), server_default=text("''"))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    recorded_by: Mapped[str] = mapped_column(String(120))
