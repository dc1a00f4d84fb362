"""Courses and sessions: who may enrol whom, and who may say who was there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from development.errors import (
    BadCourse,
    CourseNotFound,
    HasLeft,
    NotEnrolled,
    SessionFull,
    SessionNotBegun,
    SessionNotFound,
    SessionOver,
)
from development.operations.courses import add_course, enrol_person, record_attendance, schedule_session
from development.queries.courses import get_course, list_course_sessions, list_courses, list_fitting_courses
from development.queries.sessions import count_attended, get_sheet, list_household_attendance, list_own_sessions
from development.rules.courses import NewCourse, NewSession
from development.rules.words import AttendanceState, Skill
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.errors import PersonNotFound
from registry.models import Person
from registry.queries.needs import get_needs
from registry.rules.causes import Cause
from tests.builders.world import COUNTY, NOW, TODAY, World

COURSE = NewCourse("Growing rice", "水稻种植", Skill.CROPS, region_path=COUNTY)
ATTENDED, ABSENT = AttendanceState.ATTENDED, AttendanceState.ABSENT


def plan(unit: UnitOfWork, world: World, capacity: int = 2, region_path: str = COUNTY) -> int:
    """Let the trainer plan a course with one session in three days; return the session's id."""
    before, unit.actor = unit.actor, world.actor(unit, "trainer")
    course = add_course(unit, replace(COURSE, region_path=region_path))
    session = NewSession(course.course_id, NOW + timedelta(days=3), "甲镇农技站", world.users["trainer"], capacity)
    session_id = schedule_session(unit, session).session_id
    unit.actor = before
    return session_id


def enrolled(unit: UnitOfWork, world: World) -> int:
    """Plan a session, let the caseworker enrol the head of A-001, and let three days pass."""
    session_id = plan(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    enrol_person(unit, session_id, world.heads["A-001"])
    unit.now = NOW + timedelta(days=3, hours=2)
    unit.actor = world.actor(unit, "trainer")
    return session_id


def test_a_caseworker_enrols_a_member_once(unit: UnitOfWork, world: World) -> None:
    session_id = plan(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    first = enrol_person(unit, session_id, world.heads["A-001"])
    again = enrol_person(unit, session_id, world.heads["A-001"])
    assert (first.is_new, again.is_new) == (True, False)
    assert first.attendance_id == again.attendance_id
    assert first.household_id == world.households["A-001"]


def test_nobody_enrols_people_outside_the_own_area(unit: UnitOfWork, world: World) -> None:
    session_id = plan(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(PersonNotFound):
        enrol_person(unit, session_id, world.heads["B-001"])


def test_a_session_offered_elsewhere_does_not_exist_for_the_household(unit: UnitOfWork, world: World) -> None:
    session_id = plan(unit, world, region_path="51.")
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(SessionNotFound):
        enrol_person(unit, session_id, world.heads["A-001"])


def test_a_full_session_takes_nobody_else(unit: UnitOfWork, world: World) -> None:
    session_id = plan(unit, world, capacity=1)
    enrol_person(unit, session_id, world.heads["A-001"])
    with pytest.raises(SessionFull):
        enrol_person(unit, session_id, world.heads["A-002"])


def test_a_session_that_has_begun_takes_nobody(unit: UnitOfWork, world: World) -> None:
    session_id = plan(unit, world)
    unit.now = NOW + timedelta(days=3)
    with pytest.raises(SessionOver):
        enrol_person(unit, session_id, world.heads["A-001"])


def test_somebody_who_left_the_household_is_not_enrolled(unit: UnitOfWork, world: World) -> None:
    session_id = plan(unit, world)
    person = unit.session.get(Person, world.heads["A-001"])
    assert person is not None
    person.left_on = TODAY
    with pytest.raises(HasLeft):
        enrol_person(unit, session_id, person.id)


def test_the_trainer_records_who_was_there_and_repeats_it_without_effect(unit: UnitOfWork, world: World) -> None:
    session_id, head = enrolled(unit, world), world.heads["A-001"]
    first = record_attendance(unit, session_id, {head: ATTENDED})
    assert (first.attended, first.absent, first.changed) == (1, 0, ((head, ATTENDED),))
    count = len(unit.notes)
    again = record_attendance(unit, session_id, {head: ATTENDED})
    assert (again.attended, again.changed) == (1, ())
    assert len(unit.notes) == count
    corrected = record_attendance(unit, session_id, {head: ABSENT})
    assert (corrected.attended, corrected.absent) == (0, 1)


def test_attendance_is_not_recorded_before_the_day(unit: UnitOfWork, world: World) -> None:
    session_id = enrolled(unit, world)
    unit.now = NOW
    with pytest.raises(SessionNotBegun):
        record_attendance(unit, session_id, {world.heads["A-001"]: ATTENDED})


@pytest.mark.parametrize("login", ["counsellor", "caseworker", "county_officer"])
def test_only_the_trainer_of_the_session_sees_its_sheet(unit: UnitOfWork, world: World, login: str) -> None:
    session_id = enrolled(unit, world)
    unit.actor = world.actor(unit, login)
    with pytest.raises(SessionNotFound):
        get_sheet(unit, session_id)
    with pytest.raises(SessionNotFound):
        record_attendance(unit, session_id, {world.heads["A-001"]: ATTENDED})
    assert list_own_sessions(unit, PageRequest()).total == 0


def test_a_trainer_sees_name_and_village_and_nothing_else(unit: UnitOfWork, world: World) -> None:
    sheet = get_sheet(unit, enrolled(unit, world))
    (person,) = sheet.people
    assert set(person._mapping) == {"person_id", "name", "village", "state"}
    assert (person.name, person.village) == ("陈桂英", "甲一村")
    assert list_own_sessions(unit, PageRequest()).rows[0].taken == 1


def test_nobody_marks_people_who_are_not_enrolled(unit: UnitOfWork, world: World) -> None:
    session_id = enrolled(unit, world)
    with pytest.raises(NotEnrolled):
        record_attendance(unit, session_id, {world.heads["A-002"]: ATTENDED})


def test_a_household_reads_its_own_training_and_others_do_not(unit: UnitOfWork, world: World) -> None:
    session_id, household_id = enrolled(unit, world), world.households["A-001"]
    record_attendance(unit, session_id, {world.heads["A-001"]: ATTENDED})
    for login, sees in {"household_member": 1, "caseworker": 1, "other_caseworker": 0, "enterprise": 0}.items():
        unit.actor = world.actor(unit, login)
        rows = list_household_attendance(unit, household_id)
        assert [row.state for row in rows] == [ATTENDED] * sees, login
        assert count_attended(unit, household_id) == sees


def test_courses_that_fit_are_proposed_while_places_are_left(unit: UnitOfWork, world: World) -> None:
    session_id = plan(unit, world, capacity=1)
    needs = get_needs(unit, world.households["A-001"], (Cause.LACK_OF_SKILL,))
    (found,) = list_fitting_courses(unit, needs, TODAY)
    assert found.fit.fits
    assert [session.id for session in found.sessions] == [session_id]
    assert list_fitting_courses(unit, replace(needs, causes=frozenset({Cause.ILLNESS})), TODAY) == ()
    enrol_person(unit, session_id, world.heads["A-002"])
    assert list_fitting_courses(unit, needs, TODAY) == ()


def test_staff_see_the_courses_of_their_area(unit: UnitOfWork, world: World) -> None:
    plan(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    (course,) = list_courses(unit, PageRequest()).rows
    assert (course.coming, course.next_at) == (1, NOW + timedelta(days=3))
    assert get_course(unit, course.id).title_zh == "水稻种植"
    assert len(list_course_sessions(unit, course.id)) == 1
    unit.actor = world.actor(unit, "enterprise")
    with pytest.raises(CourseNotFound):
        get_course(unit, course.id)


def test_a_trainer_leads_one_session_at_a_time(unit: UnitOfWork, world: World) -> None:
    plan(unit, world)
    unit.actor = world.actor(unit, "trainer")
    course_id = add_course(unit, COURSE).course_id
    with pytest.raises(BadCourse):
        schedule_session(unit, NewSession(course_id, NOW + timedelta(days=3), "甲镇", world.users["trainer"], 5))


def test_a_session_of_an_unknown_course_or_trainer_is_refused(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "trainer")
    course_id = add_course(unit, COURSE).course_id
    with pytest.raises(CourseNotFound):
        schedule_session(unit, NewSession(0, NOW + timedelta(days=3), "甲镇", world.users["trainer"], 5))
    with pytest.raises(BadCourse):
        schedule_session(unit, NewSession(course_id, NOW + timedelta(days=3), "甲镇", 0, 5))
