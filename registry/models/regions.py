"""Administrative regions, from the province down to the villagers' group."""

from datetime import date

from sqlalchemy import ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.rules.words import RegionLevel


class Region(Base):
    """A region during the time its code was valid.

    `path` joins the codes from the top down, each followed by a point (`36.3601.360121.`): a region lies inside another
    when its path begins with the other's.
    """

    __tablename__ = "region"
    __table_args__ = (Index("ix_region_parent_code", "parent_code"),)

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
