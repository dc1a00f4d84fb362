"""Reads of a user's messages and subscriptions; everybody sees their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select

from foundation.clock import CHINA
from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.errors import MessageNotFound, SubscriptionNotFound
from registry.models import Appointment, Message, Mute, Region, StatisticsRound, Subscription, User
from registry.rules.messages import Topic, is_due


@dataclass(frozen=True, slots=True)
class Due:
    """A subscription that is to be served today, and who reads it.

    Args:
        since: what happened before is old news: when it was served last, or when it began.
    """

    subscription_id: int
    topic: Topic
    region_path: str
    by_mail: bool
    user_ids: tuple[int, ...]
    since: datetime


def list_messages(
    unit: UnitOfWork, request: PageRequest, *, topic: str = "", is_unread: bool = False
) -> Page[Row[Any]]:
    """Return a page of one's own messages, the latest first. Cost: 2 statements."""
    statement = _messages().where(Message.user_id == unit.actor.user_id)
    if topic:
        statement = statement.where(Message.topic == topic)
    if is_unread:
        statement = statement.where(Message.read_at.is_(None))
    return fetch_page(unit.session, statement, request, {}, [Message.id.desc()])


def get_message(unit: UnitOfWork, message_id: int) -> Row[Any]:
    """Return one of one's own messages. Raises: MessageNotFound. Cost: 1."""
    wanted = _messages().where(Message.id == message_id, Message.user_id == unit.actor.user_id)
    message = unit.session.execute(wanted).one_or_none()
    if message is None:
        raise MessageNotFound()
    return message


def find_last_message(unit: UnitOfWork, subscription_id: int, user_id: int) -> Message | None:
    """Return what a reader was last told by a subscription. Cost: 1."""
    return unit.session.scalar(
        select(Message)
        .where(Message.subscription_id == subscription_id, Message.user_id == user_id)
        .order_by(Message.id.desc())
        .limit(1)
    )


def list_subscriptions(unit: UnitOfWork) -> Sequence[Row[Any]]:
    """Return the subscriptions that reach the actor, own ones first, with `is_muted`. Cost: 1."""
    reaches = or_(Subscription.user_id == unit.actor.user_id, Subscription.role_name.in_(unit.actor.roles))
    muted = exists().where(Mute.subscription_id == Subscription.id, Mute.user_id == unit.actor.user_id)
    statement = _subscriptions(muted.label("is_muted")).where(reaches)
    return unit.session.execute(statement.order_by(Subscription.role_name.nulls_first(), Subscription.id)).all()


def list_role_subscriptions(unit: UnitOfWork) -> Sequence[Row[Any]]:
    """Return the subscriptions of roles inside the actor's areas. Cost: 1."""
    inside = or_(*(Subscription.region_path.startswith(area, autoescape=True) for area in unit.actor.areas))
    statement = _subscriptions().where(Subscription.role_name.is_not(None), inside)
    return unit.session.execute(statement.order_by(Subscription.role_name, Subscription.id)).all()


def get_subscription(unit: UnitOfWork, subscription_id: int) -> Subscription:
    """Return a subscription in force. Raises: SubscriptionNotFound. Cost: 1."""
    found = unit.session.get(Subscription, subscription_id)
    if found is None or found.ended_at is not None:
        raise SubscriptionNotFound()
    return found


def list_due(unit: UnitOfWork) -> list[Due]:
    """Return the subscriptions to be served today with their readers; whoever muted one is not among them. Cost: 1."""
    today = unit.today
    holds_role = and_(
        Appointment.role_name == Subscription.role_name,
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
        _overlap(),
    )
    reads = or_(
        Subscription.user_id == User.id,
        exists().where(Appointment.user_id == User.id, holds_role).correlate(User, Subscription),
    )
    muted = exists().where(Mute.subscription_id == Subscription.id, Mute.user_id == User.id)
    statement = (
        select(Subscription, func.array_agg(User.id))
        .join(User, reads)
        .where(Subscription.ended_at.is_(None), User.is_active, ~muted)
        .group_by(Subscription.id)
        .order_by(Subscription.by_mail.desc(), Subscription.id)
    )
    return [
        Due(one.id, one.topic, one.region_path, one.by_mail, tuple(sorted(user_ids)), _since(one))
        for one, user_ids in unit.session.execute(statement)
        if is_due(one.cadence, one.served_on, today)
    ]


def list_fresh_rounds(unit: UnitOfWork, due: Due) -> Sequence[int]:
    """Return the rounds of statistics frozen since, oldest first: those that touch the area and the actor may open.

    Rounds of which the actor was told before are left out. Cost: 1.
    """
    heard = exists().where(Message.user_id == unit.actor.user_id, Message.round_id == StatisticsRound.id)
    touches = or_(
        func.starts_with(StatisticsRound.region_path, due.region_path),
        func.starts_with(due.region_path, StatisticsRound.region_path),
    )
    fresh = select(StatisticsRound.id).where(
        StatisticsRound.frozen_at >= due.since, touches, within_areas(StatisticsRound.region_path, unit.actor), ~heard
    )
    return unit.session.scalars(fresh.order_by(StatisticsRound.frozen_at, StatisticsRound.id)).all()


def list_unmailed(unit: UnitOfWork) -> list[tuple[User, list[Row[Any]]]]:
    """Return the messages that wait for a letter, a reader with an address at a time. Cost: 2 statements."""
    waiting = _messages().where(Message.wants_mail, Message.mailed_at.is_(None)).order_by(Message.id)
    by_user: dict[int, list[Row[Any]]] = {}
    for row in unit.session.execute(waiting):
        by_user.setdefault(row.user_id, []).append(row)
    users = unit.session.scalars(select(User).where(User.id.in_(by_user), User.email.is_not(None)).order_by(User.id))
    return [(user, by_user[user.id]) for user in users]


def _since(one: Subscription) -> datetime:
    """Return the beginning of the day on which a subscription was served last, or when it was made."""
    if one.served_on is None:
        return one.created_at
    return max(one.created_at, datetime.combine(one.served_on, time.min, CHINA))


def _overlap() -> ColumnElement[bool]:
    """Tell that an appointment's area and a subscription's lie one inside the other."""
    return or_(
        func.starts_with(Appointment.region_path, Subscription.region_path),
        func.starts_with(Subscription.region_path, Appointment.region_path),
    )


def _messages() -> Select[Any]:
    columns: list[Any] = [
        Message.id,
        Message.user_id,
        Message.topic,
        Message.region_path,
        Message.figures,
        Message.round_id,
        StatisticsRound.name.label("round_name"),
        StatisticsRound.as_of_on.label("round_on"),
        Message.created_at,
        Message.read_at,
        Region.code.label("region_code"),
        Region.name.label("region"),
    ]
    # What a message of a round says is the round's own region, not the one that was subscribed to.
    place = func.coalesce(StatisticsRound.region_path, Message.region_path)
    joined = select(*columns).outerjoin(StatisticsRound, StatisticsRound.id == Message.round_id)
    return joined.outerjoin(Region, Region.path == place)


def _subscriptions(*more: Any) -> Select[Any]:
    columns: list[Any] = [
        Subscription.id,
        Subscription.topic,
        Subscription.cadence,
        Subscription.by_mail,
        Subscription.role_name,
        Subscription.user_id,
        Subscription.served_on,
        Region.name.label("region"),
        *more,
    ]
    joined = select(*columns).outerjoin(Region, Region.path == Subscription.region_path)
    return joined.where(Subscription.ended_at.is_(None))
