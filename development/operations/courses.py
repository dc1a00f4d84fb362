"""Planning courses and sessions, enrolling people, recording who was there."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from development.errors import (
    BadCourse,
    HasLeft,
    NotEnrolled,
    SessionFull,
    SessionNotBegun,
    SessionOver,
)
from development.models import Attendance, Course, CourseSession
from development.queries.courses import get_course
from development.queries.sessions import lock_offered_session, lock_own_session
from development.rules.courses import NewCourse, NewSession, check_course, check_session
from development.rules.facts import AttendanceRecorded, CourseAdded, PersonEnrolled, SessionScheduled
from development.rules.words import AttendanceState
from foundation.clock import local_date
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from registry.models import Organisation, Person, User
from registry.queries.households import get_person


def add_course(unit: UnitOfWork, new: NewCourse) -> CourseAdded:
    """Offer a course, taught by the actor's own organisation or by the one named.

    Raises: BadCourse. Writes: course, audit.
    """
    check_course(new)
    organisation_id = unit.actor.organisation_id or new.organisation_id
    if organisation_id is None or unit.session.get(Organisation, organisation_id) is None:
        raise BadCourse(mark("Say who teaches the course."), field="organisation_id")
    course = Course(
        organisation_id=organisation_id,
        title_en=new.title_en.strip(),
        title_zh=new.title_zh.strip(),
        skill=new.skill,
        causes=sorted(cause.value for cause in new.causes),
        region_path=new.region_path,
    )
    unit.session.add(course)
    unit.session.flush()
    unit.note("add_course", "course", course.id, region_path=course.region_path, title=course.title_zh)
    return CourseAdded(course.id)


def schedule_session(unit: UnitOfWork, new: NewSession) -> SessionScheduled:
    """Plan a session of a course in scope.

    Raises: CourseNotFound, BadCourse. Writes: course_session, audit.
    """
    get_course(unit, new.course_id)
    check_session(new, unit.now)
    if unit.session.get(User, new.trainer_user_id) is None:
        raise BadCourse(mark("Say who leads the session."), field="trainer_user_id")
    session_id = unit.session.scalar(
        insert(CourseSession)
        .values(
            course_id=new.course_id,
            starts_at=new.starts_at,
            place=new.place.strip(),
            trainer_user_id=new.trainer_user_id,
            capacity=new.capacity,
        )
        .on_conflict_do_nothing(index_elements=["trainer_user_id", "starts_at"])
        .returning(CourseSession.id)
    )
    if session_id is None:
        raise BadCourse(mark("This trainer already leads a session at that time."), field="starts_at")
    unit.note("schedule_session", "course_session", session_id, course_id=new.course_id)
    return SessionScheduled(session_id, new.course_id)


def enrol_person(unit: UnitOfWork, session_id: int, person_id: int) -> PersonEnrolled:
    """Enrol a member of a household in scope. Repeating it changes nothing.

    Raises: PersonNotFound, SessionNotFound, HasLeft, SessionOver, SessionFull. Writes: attendance, audit.
    """
    person = get_person(unit, person_id)
    session = lock_offered_session(unit, session_id, person.region_path)
    enrolled_id = unit.session.scalar(
        select(Attendance.id).where(Attendance.session_id == session.id, Attendance.person_id == person.id)
    )
    if enrolled_id is not None:
        return PersonEnrolled(enrolled_id, session.id, person.id, person.household_id, is_new=False)
    _check_may_enrol(unit, session, person)
    attendance = Attendance(
        session_id=session.id,
        person_id=person.id,
        household_id=person.household_id,
        region_path=person.region_path,
        state=AttendanceState.ENROLLED,
        enrolled_at=unit.now,
        enrolled_by_id=unit.actor.user_id,
    )
    unit.session.add(attendance)
    unit.session.flush()
    unit.note("enrol_person", "person", person.id, region_path=person.region_path, session_id=session.id)
    return PersonEnrolled(attendance.id, session.id, person.id, person.household_id, is_new=True)


def record_attendance(unit: UnitOfWork, session_id: int, marks: Mapping[int, AttendanceState]) -> AttendanceRecorded:
    """Record who was at a session that the actor leads. Repeating it changes nothing; a wrong mark is corrected so.

    Args:
        marks: person id → attended or absent; whoever is left out keeps the mark they have.
    Raises: SessionNotFound, SessionNotBegun, NotEnrolled. Writes: attendance, audit.
    """
    session = lock_own_session(unit, session_id)
    if unit.today < local_date(session.starts_at):
        raise SessionNotBegun()
    rows = unit.session.scalars(select(Attendance).where(Attendance.session_id == session.id)).all()
    enrolled = {row.person_id: row for row in rows}
    if not marks.keys() <= enrolled.keys():
        raise NotEnrolled()
    changed = []
    for person_id, state in marks.items():
        row = enrolled[person_id]
        if state is AttendanceState.ENROLLED or state is row.state:
            continue
        unit.note(
            "record_attendance",
            "person",
            person_id,
            region_path=row.region_path,
            session_id=session.id,
            was=row.state.value,
            now=state.value,
        )
        row.state, row.recorded_at, row.recorded_by_id = state, unit.now, unit.actor.user_id
        changed.append((person_id, state))
    unit.session.flush()
    states = [row.state for row in rows]
    return AttendanceRecorded(
        session.id,
        attended=states.count(AttendanceState.ATTENDED),
        absent=states.count(AttendanceState.ABSENT),
        changed=tuple(changed),
    )


def _check_may_enrol(unit: UnitOfWork, session: CourseSession, person: Person) -> None:
    if person.left_on is not None:
        raise HasLeft()
    if session.starts_at <= unit.now:
        raise SessionOver()
    taken = unit.session.scalar(select(func.count()).where(Attendance.session_id == session.id)) or 0
    if taken >= session.capacity:
        raise SessionFull(capacity=session.capacity)
