"""Subscriptions to figures and lists, and the messages that arrive in people's inboxes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, RegionPath, code_list
from registry.rules.messages import Cadence, Topic


class Subscription(Base):
    """A user, or everybody who holds a role, gets a topic's figures of one area."""

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint("(user_id is null) <> (role_name is null)", name="one_reader"),
        Index(
            "uq_subscription_in_force",
            "topic",
            "region_path",
            "user_id",
            "role_name",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[Id]
    topic: Mapped[Topic] = mapped_column(code_list(Topic))
    region_path: Mapped[RegionPath]
    cadence: Mapped[Cadence] = mapped_column(code_list(Cadence))
    by_mail: Mapped[bool]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    role_name: Mapped[str | None] = mapped_column(ForeignKey("role.name"))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]
    served_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]


class Mute(Base):
    """A user who does not want what their role gets."""

    __tablename__ = "subscription_mute"

    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)


class Message(Base):
    """What one user was told: figures of a topic and an area, never a person's name.

    Args:
        figures: `registry.rules.messages.Figure` as documents.
        round_id: the frozen round of statistics that it tells of; nobody is told of one twice.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_user_id", "user_id", "id"),
        Index("ix_message_unread", "user_id", postgresql_where=text("read_at is null")),
        UniqueConstraint("user_id", "round_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    topic: Mapped[Topic] = mapped_column(code_list(Topic))
    region_path: Mapped[RegionPath]
    figures: Mapped[list[dict[str, Any]]]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("statistics_round.id"))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    wants_mail: Mapped[bool]
    mailed_at: Mapped[datetime | None]
