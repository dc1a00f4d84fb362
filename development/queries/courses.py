"""Reads of courses and their sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select

from development.errors import CourseNotFound
from development.models import Attendance, Course, CourseSession
from development.rules.courses import CourseOffer, match_course
from development.rules.words import AttendanceState, Skill
from foundation.actor import Actor
from foundation.clock import CHINA
from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Appointment, Organisation, Region, User
from registry.queries.regions import is_there
from registry.rules.causes import Cause
from registry.rules.needs import Fit, HouseholdNeeds
from registry.rules.words import OrganisationKind

MOST_SESSIONS = 200
LEADING_ROLES = ("trainer", "counsellor")


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
    if not needs.causes:
        return ()
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
    """Return the select of sessions with course, trainer, places taken and marks missing; the caller adds the scope."""
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
        _taken(AttendanceState.ENROLLED).label("unmarked"),
    ]
    return (
        select(*columns)
        .join(Course, Course.id == CourseSession.course_id)
        .join(Organisation, Organisation.id == Course.organisation_id)
        .join(User, User.id == CourseSession.trainer_user_id)
    )


def _taken(state: AttendanceState | None = None) -> Any:
    statement = select(func.count()).where(Attendance.session_id == CourseSession.id)
    if state is not None:
        statement = statement.where(Attendance.state == state)
    return statement.correlate(CourseSession).scalar_subquery()


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


def list_open_sessions(unit: UnitOfWork, region_path: str) -> Sequence[Row[Any]]:
    """Return the sessions to come with places, of courses offered where a household lives, soonest first. Cost: 1."""
    statement = session_rows().where(
        CourseSession.starts_at > unit.now,
        CourseSession.capacity > _taken(),
        func.starts_with(literal(region_path), Course.region_path),
    )
    return unit.session.execute(statement.order_by(CourseSession.starts_at).limit(MOST_SESSIONS)).all()


def list_offer_regions(unit: UnitOfWork) -> Sequence[Region]:
    """Return where the actor may offer a course: the own areas and the regions the own centre sits in. Cost: 1."""
    seat = select(Organisation.region_path).where(Organisation.id == unit.actor.organisation_id).scalar_subquery()
    condition = or_(Region.path.in_(unit.actor.areas), func.starts_with(seat, Region.path))
    return unit.session.scalars(select(Region).where(condition, is_there()).order_by(Region.path.desc())).all()


def list_teachers(unit: UnitOfWork) -> Sequence[Organisation]:
    """Return who can teach: the actor's own organisation, else every training centre and school. Cost: 1."""
    statement = select(Organisation).where(Organisation.is_active)
    if unit.actor.organisation_id is not None:
        statement = statement.where(Organisation.id == unit.actor.organisation_id)
    else:
        statement = statement.where(Organisation.kind.in_([OrganisationKind.TRAINING, OrganisationKind.SCHOOL]))
    return unit.session.scalars(statement.order_by(Organisation.name)).all()


def list_trainers(unit: UnitOfWork) -> Sequence[User]:
    """Return who can lead a session: those of the actor's own centre, else all trainers and counsellors. Cost: 1."""
    today = unit.today
    leads = select(Appointment.user_id).where(
        Appointment.role_name.in_(LEADING_ROLES),
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
    )
    statement = select(User).where(User.is_active, User.id.in_(leads))
    if unit.actor.organisation_id is not None:
        statement = statement.where(User.organisation_id == unit.actor.organisation_id)
    return unit.session.scalars(statement.order_by(User.name)).all()
