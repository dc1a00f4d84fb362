"""Lists that are posted in a village for some days."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.models.households import household_key
from registry.rules.posting.words import PostingKind, PostingState


class PostedList(Base):
    """A list of one village. `key` is its public address: it cannot be guessed and leads nowhere after `ends_on`.

    `contact` is whom to ask and object to: an office and its fixed line.
    """

    __tablename__ = "posted_list"
    __table_args__ = (CheckConstraint("starts_on < ends_on", name="days"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(32), unique=True)
    region_path: Mapped[RegionPath] = mapped_column(index=True)
    village_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    kind: Mapped[PostingKind] = mapped_column(code_list(PostingKind))
    state: Mapped[PostingState] = mapped_column(code_list(PostingState))
    note: Mapped[str] = mapped_column(String(400))
    contact: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    prepared_at: Mapped[datetime]
    prepared_by_id: Mapped[int | None]
    prepared_by: Mapped[str] = mapped_column(String(120))
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None] = mapped_column(String(120))
    taken_down_at: Mapped[datetime | None]
    taken_down_by: Mapped[str | None] = mapped_column(String(120))
    taken_down_why: Mapped[str | None] = mapped_column(String(200))


class PostedRow(Base):
    """One household on a list, with the very words that the public sees."""

    __tablename__ = "posted_row"
    __table_args__ = (household_key(),)

    id: Mapped[Id]
    posted_list_id: Mapped[int] = mapped_column(ForeignKey("posted_list.id"), index=True)
    household_id: Mapped[int] = mapped_column(index=True)
    region_path: Mapped[RegionPath]
    place: Mapped[str] = mapped_column(String(80))
    masked_name: Mapped[str] = mapped_column(String(80))
    members: Mapped[int] = mapped_column(SmallInteger)
    category: Mapped[str] = mapped_column(String(120))
