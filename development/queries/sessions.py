"""Reads of sessions and attendance.

A trainer sees the own sessions, and of those enrolled the name and the village: nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal, select, true

from development.errors import SessionNotFound
from development.models import Attendance, Course, CourseSession
from development.queries.courses import session_rows
from development.rules.words import AttendanceState
from foundation.actor import Actor
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, Region
from registry.queries.scope import household_scope


@dataclass(frozen=True, slots=True)
class Sheet:
    """A session's attendance sheet: the session, and a row (person_id, name, village, state) for each person."""

    session: Row[Any]
    people: Sequence[Row[Any]]


def own_sessions(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a session is led by the actor."""
    return true() if actor.is_system else CourseSession.trainer_user_id == actor.user_id


def list_own_sessions(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of the sessions the actor leads, latest first. Cost: 2."""
    statement = session_rows().where(own_sessions(unit.actor))
    sortable = {"starts": CourseSession.starts_at, "title": Course.title_en}
    return fetch_page(unit.session, statement, request, sortable, [CourseSession.starts_at.desc(), CourseSession.id])


def get_sheet(unit: UnitOfWork, session_id: int) -> Sheet:
    """Return the attendance sheet of a session the actor leads. Raises SessionNotFound. Cost: 2."""
    session = unit.session.execute(
        session_rows().where(CourseSession.id == session_id, own_sessions(unit.actor))
    ).one_or_none()
    if session is None:
        raise SessionNotFound()
    columns: list[Any] = [Attendance.person_id, Person.name, Region.name.label("village"), Attendance.state]
    people = unit.session.execute(
        select(*columns)
        .join(Person, Person.id == Attendance.person_id)
        .join(Household, Household.id == Attendance.household_id)
        .join(Region, Region.code == Household.village_code)
        .where(Attendance.session_id == session_id)
        .order_by(Region.code, Person.name, Person.id)
    ).all()
    return Sheet(session, people)


def lock_own_session(unit: UnitOfWork, session_id: int) -> CourseSession:
    """Return a session the actor leads, held until the unit ends. Raises SessionNotFound. Cost: 1."""
    session = unit.session.scalar(
        select(CourseSession).where(CourseSession.id == session_id, own_sessions(unit.actor)).with_for_update()
    )
    if session is None:
        raise SessionNotFound()
    return session


def lock_offered_session(unit: UnitOfWork, session_id: int, region_path: str) -> CourseSession:
    """Return a session of a course offered where a household lives, held. Raises SessionNotFound. Cost: 1."""
    session = unit.session.scalar(
        select(CourseSession)
        .join(Course, Course.id == CourseSession.course_id)
        .where(CourseSession.id == session_id, func.starts_with(literal(region_path), Course.region_path))
        .with_for_update(of=CourseSession)
    )
    if session is None:
        raise SessionNotFound()
    return session


def list_household_attendance(unit: UnitOfWork, household_id: int) -> Sequence[Row[Any]]:
    """Return what a household's members are enrolled in and went to, latest first. Cost: 1.

    Rows: id, person, state, title_en, title_zh, skill, starts_at, place.
    """
    columns: list[Any] = [
        Attendance.id,
        Person.name.label("person"),
        Attendance.state,
        Course.title_en,
        Course.title_zh,
        Course.skill,
        CourseSession.starts_at,
        CourseSession.place,
    ]
    return unit.session.execute(
        select(*columns)
        .join(Person, Person.id == Attendance.person_id)
        .join(CourseSession, CourseSession.id == Attendance.session_id)
        .join(Course, Course.id == CourseSession.course_id)
        .where(
            Attendance.household_id == household_id,
            household_scope(Attendance.region_path, Attendance.household_id, unit.actor),
        )
        .order_by(CourseSession.starts_at.desc(), Attendance.id)
    ).all()


def count_attended(unit: UnitOfWork, household_id: int) -> int:
    """Return how many sessions members of a household went to. Cost: 1."""
    statement = select(func.count()).where(
        Attendance.household_id == household_id,
        Attendance.state == AttendanceState.ATTENDED,
        household_scope(Attendance.region_path, Attendance.household_id, unit.actor),
    )
    return unit.session.scalar(statement) or 0
