"""Tables of incentives.

No table of another room refers to these, and these refer to no grade, case, policy or offer: points touch nothing else.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from incentives.rules.words import EntryState
from ledger.models import Journal
from registry.models.households import household_key


class Participation(Base):
    """A household takes part, by its free choice, from a moment on; leaving keeps the row and dates it."""

    __tablename__ = "participation"
    __table_args__ = (
        household_key(),
        CheckConstraint("left_at >= joined_at", name="dates"),
        Index("uq_participation_in_force", "household_id", unique=True, postgresql_where=text("left_at is null")),
        Index("ix_participation_region_path", "region_path"),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    points_a_year: Mapped[int] = mapped_column(SmallInteger)


class ParticipationItem(Base):
    """Something that earns points, during a time, with the source of the rule."""

    __tablename__ = "participation_item"
    __table_args__ = (
        CheckConstraint("points between 1 and 10", name="points"),
        CheckConstraint("not is_labour or other_route_code is not null", name="other_route"),
        CheckConstraint("valid_to >= valid_from", name="dates"),
    )

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    title_en: Mapped[str] = mapped_column(String(120))
    title_zh: Mapped[str] = mapped_column(String(120))
    points: Mapped[int] = mapped_column(SmallInteger)
    is_labour: Mapped[bool]
    other_route_code: Mapped[str | None] = mapped_column(
        ForeignKey("participation_item.code", deferrable=True, initially="DEFERRED")
    )
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(160))


class ParticipationEntry(Base):
    """Something a person did on a day, recorded by one person and confirmed by another.

    `points` are what the item was worth on that day; `credited_points` what was booked.
    """

    __tablename__ = "participation_entry"
    __table_args__ = (
        household_key(),
        CheckConstraint("points between 1 and 10", name="points"),
        CheckConstraint("credited_points between 0 and points", name="credited"),
        CheckConstraint("confirmed_by_id <> recorded_by_id", name="second_person"),
        CheckConstraint(
            "(state = 'confirmed') = (confirmed_by_id is not null and credited_points is not null)", name="confirmed"
        ),
        CheckConstraint("(state = 'recorded') = (decided_at is null)", name="decided"),
        CheckConstraint("(journal_id is not null) = (coalesce(credited_points, 0) > 0)", name="journal"),
        Index(
            "uq_participation_entry_once",
            "person_id",
            "item_code",
            "occurred_on",
            unique=True,
            postgresql_where=text("state <> 'rejected'"),
        ),
        Index("ix_participation_entry_household_id", "household_id", "occurred_on"),
        Index("ix_participation_entry_region_path", "region_path", "state"),
    )

    id: Mapped[Id]
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item_code: Mapped[str] = mapped_column(ForeignKey("participation_item.code"))
    occurred_on: Mapped[date]
    points: Mapped[int] = mapped_column(SmallInteger)
    credited_points: Mapped[int | None] = mapped_column(SmallInteger)
    state: Mapped[EntryState] = mapped_column(code_list(EntryState))
    note: Mapped[str] = mapped_column(String(400))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str] = mapped_column(String(400), server_default="")
    journal_id: Mapped[int | None] = mapped_column(ForeignKey(Journal.id), unique=True)
