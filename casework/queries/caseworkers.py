"""Caseworkers: who is appointed, who is on leave, and how much each one looks after."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from casework.models import Assignment
from casework.queries import AnySelect
from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Appointment, Region, StaffProfile, Standing, User

CASEWORKER = "caseworker"
HELD = func.count(Assignment.id)
FREE = StaffProfile.capacity - HELD


def is_appointed(today: date) -> ColumnElement[bool]:
    """Return the condition that a staff profile's user is a caseworker today."""
    appointed = select(Appointment.id).where(
        Appointment.user_id == StaffProfile.user_id,
        Appointment.role_name == CASEWORKER,
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
    )
    return and_(User.is_active, appointed.exists())


def is_on_leave(today: date) -> ColumnElement[bool]:
    """Return the condition that a staff profile's user is away today."""
    begun = and_(StaffProfile.leave_from_on.is_not(None), StaffProfile.leave_from_on <= today)
    return and_(begun, or_(StaffProfile.leave_until_on.is_(None), StaffProfile.leave_until_on >= today))


def list_caseloads(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of caseworkers with capacity and present households by colour, the fullest first. Cost: 2."""
    sortable = {
        "name": User.name,
        "region": Region.name,
        "capacity": StaffProfile.capacity,
        "held": HELD,
        "free": FREE,
    }
    return fetch_page(unit.session, caseload_rows(unit), request, sortable, [FREE, User.name, User.id])


def iterate_caseloads(unit: UnitOfWork) -> Sequence[Row[Any]]:
    """Return every row of the list, for an export of exactly what is shown. Cost: 1."""
    return unit.session.execute(caseload_rows(unit).order_by(FREE, User.name, User.id)).all()


def sum_places(unit: UnitOfWork) -> tuple[int, int]:
    """Return how many caseworkers in scope are at work, and how many free places they have. Cost: 1."""
    rows = caseload_rows(unit).where(~is_on_leave(unit.today)).subquery()
    statement = select(func.count(), func.coalesce(func.sum(func.greatest(rows.c.free, 0)), 0)).select_from(rows)
    caseworkers, places = unit.session.execute(statement).one()
    return caseworkers, int(places)


def caseload_rows(unit: UnitOfWork) -> AnySelect:
    """Return the scoped select of caseworkers with what they look after."""
    colours = [
        func.count(Assignment.id).filter(Standing.colour == colour).label(colour)
        for colour in ("red", "orange", "yellow")
    ]
    return (
        select(
            User.id,
            User.name,
            Region.name.label("region"),
            StaffProfile.capacity,
            HELD.label("held"),
            FREE.label("free"),
            *colours,
            func.count(Assignment.id).filter(Standing.next_visit_due_on < unit.today).label("overdue"),
            is_on_leave(unit.today).label("is_on_leave"),
            StaffProfile.languages,
            StaffProfile.skills,
        )
        .join(User, User.id == StaffProfile.user_id)
        .outerjoin(Region, Region.path == StaffProfile.region_path)
        .outerjoin(Assignment, and_(Assignment.caseworker_id == StaffProfile.user_id, Assignment.ended_on.is_(None)))
        .outerjoin(Standing, Standing.household_id == Assignment.household_id)
        .where(within_areas(StaffProfile.region_path, unit.actor), is_appointed(unit.today))
        .group_by(User.id, Region.name, StaffProfile.user_id)
    )
