"""Subscribing, and what arrives: figures in the inbox, never a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.errors import AlreadySubscribed, MessageNotFound, OutsideArea, SubscriptionNotFound
from registry.models import Message, Mute, Subscription
from registry.queries.messages import Due, find_last_message, get_subscription
from registry.rules.messages import Cadence, Told, Topic, says_the_same, with_changes


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A topic's figures of an area will come to one user or to everybody who holds a role there."""

    subscription_id: int


def subscribe(
    unit: UnitOfWork,
    topic: Topic,
    region_path: str,
    cadence: Cadence,
    *,
    by_mail: bool,
    role_name: str | None = None,
) -> Subscribed:
    """Subscribe the actor, or everybody who holds a role, to a topic.

    Raises: OutsideArea when the region lies outside the actor's areas; AlreadySubscribed. Writes: subscription, audit.
    """
    if not covers(unit.actor, region_path):
        raise OutsideArea()
    one = Subscription(
        topic=topic,
        region_path=region_path,
        cadence=cadence,
        by_mail=by_mail,
        user_id=None if role_name else unit.actor.user_id,
        role_name=role_name,
        created_at=unit.now,
        created_by=unit.actor.user_id,
    )
    same = select(func.count()).where(
        Subscription.topic == topic,
        Subscription.region_path == region_path,
        Subscription.user_id.is_not_distinct_from(one.user_id),
        Subscription.role_name.is_not_distinct_from(role_name),
        Subscription.ended_at.is_(None),
    )
    if unit.session.scalar(same):
        raise AlreadySubscribed()
    unit.session.add(one)
    unit.session.flush()
    unit.note("subscribe", "subscription", one.id, region_path=region_path, topic=topic.value, role=role_name)
    return Subscribed(one.id)


def end_subscription(unit: UnitOfWork, subscription_id: int, *, of_role: bool = False) -> None:
    """End one's own subscription, or a role's inside the actor's areas.

    Raises: SubscriptionNotFound. Writes: subscription, audit.
    """
    one = get_subscription(unit, subscription_id)
    is_mine = covers(unit.actor, one.region_path) if of_role else one.user_id == unit.actor.user_id
    if (one.role_name is not None) != of_role or not is_mine:
        raise SubscriptionNotFound()
    one.ended_at = unit.now
    unit.note("end_subscription", "subscription", one.id, region_path=one.region_path)


def mute_subscription(unit: UnitOfWork, subscription_id: int, *, is_muted: bool) -> None:
    """Stop, or take again, what one's role gets. Raises: SubscriptionNotFound. Writes: subscription_mute."""
    one = get_subscription(unit, subscription_id)
    if one.role_name not in unit.actor.roles:
        raise SubscriptionNotFound()
    key = {"subscription_id": one.id, "user_id": unit.actor.user_id}
    if is_muted:
        unit.session.execute(insert(Mute).values(**key).on_conflict_do_nothing())
    else:
        unit.session.execute(delete(Mute).filter_by(**key))


def serve(unit: UnitOfWork, due: Due, told: Sequence[tuple[int, Told]]) -> int:
    """Put a subscription's figures into its readers' inboxes and mark it served; return how many messages that made.

    A message that would only repeat an unread one is not written, and of a round nobody is told twice.

    Args:
        told: user id → what that user is told, as far as they may see it.
    Writes: message, subscription. Cost: 2 statements a message and 1.
    """
    count = sum(_tell(unit, due, user_id, one) for user_id, one in told)
    unit.session.execute(
        update(Subscription).where(Subscription.id == due.subscription_id).values(served_on=unit.today)
    )
    return count


def _tell(unit: UnitOfWork, due: Due, user_id: int, told: Told) -> bool:
    """Write one message; return whether it says anything new."""
    before = None
    if told.round_id is None:
        last = find_last_message(unit, due.subscription_id, user_id)
        before = last.figures if last is not None else None
        if last is not None and last.read_at is None and says_the_same(told.figures, before):
            return False
    message = insert(Message).values(
        user_id=user_id,
        subscription_id=due.subscription_id,
        topic=due.topic,
        region_path=due.region_path,
        figures=with_changes(told.figures, before),
        round_id=told.round_id,
        created_at=unit.now,
        wants_mail=due.by_mail,
    )
    return unit.session.scalar(message.on_conflict_do_nothing().returning(Message.id)) is not None


def mark_read(unit: UnitOfWork, message_id: int) -> None:
    """Mark one of one's own messages as read. Raises: MessageNotFound. Writes: message."""
    if not _mark(unit, Message.id == message_id):
        raise MessageNotFound()


def mark_all_read(unit: UnitOfWork) -> int:
    """Mark all of one's own messages as read; return how many were not. Writes: message."""
    return _mark(unit, Message.read_at.is_(None))


def mark_mailed(unit: UnitOfWork, message_ids: Sequence[int]) -> None:
    """Remember that a letter told of the messages. Writes: message."""
    unit.session.execute(update(Message).where(Message.id.in_(message_ids)).values(mailed_at=unit.now))


def _mark(unit: UnitOfWork, which: ColumnElement[bool]) -> int:
    changed = unit.session.execute(
        update(Message)
        .where(Message.user_id == unit.actor.user_id, which)
        .values(read_at=func.coalesce(Message.read_at, unit.now))
        .returning(Message.id)
    ).all()
    return len(changed)
