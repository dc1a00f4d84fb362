"""Reads of courses and their sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select

from development.errors import CourseNotFound
from development.models import Attendance, Course, CourseSession
from development.rules.courses import CourseOffer, match_course
from development.rules.words import Skill
from foundation.actor import Actor
from foundation.clock import CHINA
from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Organisation, User
from registry.rules.causes import Cause
from registry.rules.needs import Fit, HouseholdNeeds

MOST_SESSIONS = 200


@dataclass(frozen=True, slots=True)
class FittingCourse:
    """A course that a household could take, why, and its sessions to come that still have places, soonest first."""

    course_id: int
    title_en: str
    title_zh: str
    skill: Skill
    organisation: str
    fit: Fit
    sessions: tuple[Row[Any], ...]


def course_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a course may be seen: taught by the actor's centre, or offered in the actor's areas."""
    offered = [func.starts_with(literal(area), Course.region_path) for area in actor.areas]
    seen = [within_areas(Course.region_path, actor), *offered]
    if actor.organisation_id is not None:
        seen.append(Course.organisation_id == actor.organisation_id)
    return or_(*seen)


def get_course(unit: UnitOfWork, course_id: int) -> Row[Any]:
    """Return a course in scope as a row of the list. Raises CourseNotFound. Cost: 1."""
    row = unit.session.execute(course_rows(unit).where(Course.id == course_id)).one_or_none()
    if row is None:
        raise CourseNotFound()
    return row


def list_courses(unit: UnitOfWork, request: PageRequest, skill: str = "") -> Page[Row[Any]]:
    """Return a page of courses with how many sessions are to come and the next one, soonest first. Cost: 2."""
    statement = course_rows(unit)
    if skill:
        statement = statement.where(Course.skill == skill)
    next_at = statement.selected_columns["next_at"]
    sortable = {"title": Course.title_en, "next": next_at}
    return fetch_page(unit.session, statement, request, sortable, [next_at.asc().nulls_last(), Course.id])


def course_rows(unit: UnitOfWork) -> Select[Any]:
    """Return the scoped select behind the list of courses."""
    coming = CourseSession.starts_at > unit.now
    columns: list[Any] = [
        Course.id,
        Course.title_en,
        Course.title_zh,
        Course.skill,
        Course.causes,
        Organisation.name.label("organisation"),
        func.count(CourseSession.id).filter(coming).label("coming"),
        func.count(CourseSession.id).label("sessions"),
        func.min(CourseSession.starts_at).filter(coming).label("next_at"),
    ]
    return (
        select(*columns)
        .join(Organisation, Organisation.id == Course.organisation_id)
        .outerjoin(CourseSession, CourseSession.course_id == Course.id)
        .where(course_scope(unit.actor))
        .group_by(Course.id, Organisation.name)
    )


def list_course_sessions(unit: UnitOfWork, course_id: int) -> Sequence[Row[Any]]:
    """Return the sessions of a course in scope, latest first, with places taken. Cost: 1."""
    statement = session_rows().where(Course.id == course_id, course_scope(unit.actor))
    return unit.session.execute(statement.order_by(CourseSession.starts_at.desc()).limit(MOST_SESSIONS)).all()


def list_fitting_courses(unit: UnitOfWork, needs: HouseholdNeeds, today: date) -> tuple[FittingCourse, ...]:
    """Return the courses that fit a household and have a session with places from tomorrow on. Cost: 1."""
    taken = _taken()
    tomorrow = datetime.combine(today, time.max, CHINA)
    statement = session_rows().where(
        CourseSession.starts_at > tomorrow,
        CourseSession.capacity > taken,
        Course.causes.overlap([cause.value for cause in needs.causes]),
        func.starts_with(literal(needs.region_path), Course.region_path),
    )
    rows = unit.session.execute(statement.order_by(CourseSession.starts_at, CourseSession.id)).all()
    by_course: dict[int, list[Row[Any]]] = {}
    for row in rows:
        by_course.setdefault(row.course_id, []).append(row)
    return tuple(found for sessions in by_course.values() if (found := _fitting(sessions, needs)).fit.fits)


def session_rows() -> Select[Any]:
    """Return the select of sessions with their course, trainer and places taken; whoever uses it adds the scope."""
    columns: list[Any] = [
        CourseSession.id,
        CourseSession.course_id,
        CourseSession.starts_at,
        CourseSession.place,
        CourseSession.capacity,
        CourseSession.trainer_user_id,
        Course.title_en,
        Course.title_zh,
        Course.skill,
        Course.causes,
        Course.region_path,
        Organisation.name.label("organisation"),
        User.name.label("trainer"),
        _taken().label("taken"),
    ]
    return (
        select(*columns)
        .join(Course, Course.id == CourseSession.course_id)
        .join(Organisation, Organisation.id == Course.organisation_id)
        .join(User, User.id == CourseSession.trainer_user_id)
    )


def _taken() -> Any:
    return (
        select(func.count()).where(Attendance.session_id == CourseSession.id).correlate(CourseSession).scalar_subquery()
    )


def _fitting(sessions: Sequence[Row[Any]], needs: HouseholdNeeds) -> FittingCourse:
    first = sessions[0]
    causes = frozenset(Cause(cause) for cause in first.causes)
    return FittingCourse(
        course_id=first.course_id,
        title_en=first.title_en,
        title_zh=first.title_zh,
        skill=first.skill,
        organisation=first.organisation,
        fit=match_course(CourseOffer(causes, first.region_path), needs),
        sessions=tuple(sessions),
    )
