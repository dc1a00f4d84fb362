"""Import profiles that were written or changed on screen, with every version that was saved."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath


class ImportProfile(Base):
    """A profile of a region: it serves the region and those below.

    Args:
        version: the number of the version in force.
        copied_from: the profile it began as.
        retired_at: it is offered no more; past imports keep its name.
    """

    __tablename__ = "import_profile"
    __table_args__ = (UniqueConstraint("name"), Index("ix_import_profile_region_path", "region_path"))

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(60))
    region_path: Mapped[RegionPath]
    version: Mapped[int] = mapped_column(Integer)
    copied_from: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(120))
    retired_at: Mapped[datetime | None]


class ImportProfileVersion(Base):
    """One saved state of a profile, as TOML. Never changed, so that a past import can be read as it was."""

    __tablename__ = "import_profile_version"
    __table_args__ = (UniqueConstraint("profile_id", "number"),)

    id: Mapped[Id]
    profile_id: Mapped[int] = mapped_column(ForeignKey("import_profile.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    remark: Mapped[str] = mapped_column(String(200), default="", server_default="")
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    saved_by: Mapped[str] = mapped_column(String(120))
