"""Reads of users and the actors they become."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, or_, select

from foundation.actor import Actor
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.errors import UserNotFound
from registry.models import Appointment, Message, Organisation, Role, User


@dataclass(frozen=True, slots=True)
class SignedInUser:
    """What a session needs to know of its user."""

    actor: Actor
    language: str
    session_nonce: str
    has_second_factor: bool
    unread_messages: int


def find_signed_in_user(unit: UnitOfWork, user_id: int) -> SignedInUser | None:
    """Return an active user with the permissions and areas of the appointments in force today. Cost: 1."""
    today = unit.today
    in_force = (Appointment.starts_on <= today) & or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today)
    unread = (
        select(func.count())
        .where(Message.user_id == User.id, Message.read_at.is_(None))
        .correlate(User)
        .scalar_subquery()
        .label("unread")
    )
    rows = unit.session.execute(
        select(User, Appointment.role_name, Appointment.region_path, Role.permissions, unread)
        .outerjoin(Appointment, (Appointment.user_id == User.id) & in_force)
        .outerjoin(Role, Role.name == Appointment.role_name)
        .where(User.id == user_id, User.is_active)
        .order_by(Appointment.id)
    ).all()
    if not rows:
        return None
    user: User = rows[0][0]
    actor = Actor(
        user_id=user.id,
        name=user.name,
        permissions=frozenset(permission for row in rows for permission in row.permissions or ()),
        areas=tuple(dict.fromkeys(row.region_path for row in rows if row.region_path)),
        organisation_id=user.organisation_id,
        household_id=user.household_id,
        roles=tuple(dict.fromkeys(row.role_name for row in rows if row.role_name)),
    )
    return SignedInUser(actor, user.language, user.session_nonce, user.totp_secret is not None, rows[0].unread)


def find_user_by_login(unit: UnitOfWork, login: str) -> User | None:
    """Return the user with this log-in name, whatever its state. Cost: 1."""
    return unit.session.scalar(select(User).where(User.login == login.strip().lower()))


def get_user(unit: UnitOfWork, user_id: int) -> User:
    """Return a user. Raises UserNotFound. Cost: 1."""
    user = unit.session.get(User, user_id)
    if user is None:
        raise UserNotFound()
    return user


def list_users(unit: UnitOfWork, words: str, role: str, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of users with their roles and organisation. Cost: 2."""
    roles = (
        select(func.string_agg(Appointment.role_name, ","))
        .where(Appointment.user_id == User.id)
        .correlate(User)
        .scalar_subquery()
    )
    statement = select(
        User.id,
        User.login,
        User.name,
        User.is_active,
        User.last_login_at,
        User.locked_until,
        roles.label("roles"),
        Organisation.name.label("organisation"),
    ).outerjoin(Organisation, Organisation.id == User.organisation_id)
    if words:
        statement = statement.where(User.login.ilike(f"%{words}%") | User.name.ilike(f"%{words}%"))
    if role:
        statement = statement.where(
            select(Appointment.id).where(Appointment.user_id == User.id, Appointment.role_name == role).exists()
        )
    sortable = {"login": User.login, "name": User.name, "last": User.last_login_at}
    return fetch_page(unit.session, statement, request, sortable, [User.login])


def list_organisations(unit: UnitOfWork, kind: str | None = None) -> Sequence[Organisation]:
    """Return active organisations of one kind, or all, by name. Cost: 1."""
    statement = select(Organisation).where(Organisation.is_active)
    if kind is not None:
        statement = statement.where(Organisation.kind == kind)
    return unit.session.scalars(statement.order_by(Organisation.name)).all()
