"""Reads of the schedule. It is public knowledge and needs no scope."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from foundation.unit_of_work import UnitOfWork
from incentives.errors import ItemNotFound
from incentives.models import ParticipationItem


def list_items(unit: UnitOfWork, on: date, *, without_labour: bool = False) -> Sequence[ParticipationItem]:
    """Return what earns points on a day, most points first.

    Args:
        without_labour: leave out what exempt people are never asked for.
    Cost: 1.
    """
    statement = select(ParticipationItem).where(_in_force(on))
    if without_labour:
        statement = statement.where(~ParticipationItem.is_labour)
    return unit.session.scalars(statement.order_by(ParticipationItem.points.desc(), ParticipationItem.code)).all()


def get_item(unit: UnitOfWork, code: str, on: date) -> ParticipationItem:
    """Return an item in force on a day. Raises ItemNotFound. Cost: 1."""
    item = unit.session.scalar(select(ParticipationItem).where(ParticipationItem.code == code, _in_force(on)))
    if item is None:
        raise ItemNotFound()
    return item


def _in_force(on: date) -> ColumnElement[bool]:
    return (ParticipationItem.valid_from <= on) & or_(
        ParticipationItem.valid_to.is_(None), ParticipationItem.valid_to >= on
    )
