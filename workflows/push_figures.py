"""Figures go out to those who subscribed to them: into their inbox, and by mail once a day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from foundation.actor import Actor
from foundation.ports import Letter
from foundation.unit_of_work import UnitOfWork, Units
from registry.models import User
from registry.operations.messages import mark_mailed, serve
from registry.queries.messages import Due, list_due, list_unmailed
from registry.queries.users import find_signed_in_user
from registry.rules.messages import Told

ReadTopic = Callable[[UnitOfWork, Due], Sequence[Told]]
Compose = Callable[[User, Sequence[Row[Any]]], Letter]


@dataclass(frozen=True, slots=True)
class FiguresPushed:
    """How many subscriptions were served, how many messages and letters that made."""

    subscriptions: int
    messages: int
    letters: int


def push_figures(units: Units, actor: Actor, read_topic: ReadTopic, compose: Compose) -> FiguresPushed:
    """Serve every subscription that is due and write one letter to each reader who wants mail.

    Every reader's figures are read as that reader. It opens its own units of work: a subscription served stays served
    when a later one fails, and none is served twice a day.

    Args:
        read_topic: what a subscription tells the unit's actor, as far as they may see it.
        compose: a letter from a reader's waiting messages, in the reader's language.
    Writes: message, subscription, audit; defers a letter a reader.
    """
    with units.begin(actor, read_only=True) as unit:
        waiting = list_due(unit)
    messages = 0
    for due in waiting:
        told = _read_for_all(units, due, read_topic)
        with units.begin(actor) as unit:
            messages += serve(unit, due, told)
    return FiguresPushed(len(waiting), messages, _write_letters(units, actor, compose))


def _read_for_all(units: Units, due: Due, read_topic: ReadTopic) -> list[tuple[int, Told]]:
    told = []
    for user_id in due.user_ids:
        with units.begin(Actor(user_id, "subscriber"), read_only=True) as unit:
            reader = find_signed_in_user(unit, user_id)
            if reader is None:
                continue
            unit.actor = reader.actor
            told += [(user_id, one) for one in read_topic(unit, due)]
    return told


def _write_letters(units: Units, actor: Actor, compose: Compose) -> int:
    with units.begin(actor) as unit:
        waiting = list_unmailed(unit)
        for user, messages in waiting:
            letter = compose(user, messages)
            unit.defer("send_letter", to=letter.to, subject=letter.subject, text=letter.text)
            mark_mailed(unit, [message.id for message in messages])
        if waiting:
            unit.note("mail_digests", "message", None, letters=len(waiting))
    return len(waiting)
