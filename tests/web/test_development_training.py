"""Courses, enrolment and the trainer's attendance sheet."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from development.operations.courses import enrol_person
from foundation.actor import system_actor
from foundation.clock import FixedClock
from foundation.unit_of_work import Units
from tests.builders.world import NOW, World
from tests.rooms.test_development_courses import plan
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from web.services import EXTENSION

COURSE = {
    "title_zh": "水稻种植",
    "title_en": "Growing rice",
    "skill": "crops",
    "causes": ["lack_of_skill"],
    "region": "36.",
}


@pytest.fixture
def session(units: Units, world: World) -> str:
    """The address of a session in three days in which the head of A-001 is enrolled."""
    with units.begin(system_actor("test")) as unit:
        session_id = plan(unit, world)
        enrol_person(unit, session_id, world.heads["A-001"])
    return f"/development/sessions/{session_id}"


def let_days_pass(app: Flask, days: int) -> None:
    """Set the application's clock forward."""
    found = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(
        found, units=Units(found.units.open_session, FixedClock(NOW + timedelta(days=days)))
    )


def test_a_trainer_plans_a_course_and_a_session(client_as: ClientAs, world: World) -> None:
    trainer = client_as("trainer")
    assert "You lead no session yet" in plain(trainer.get("/development/my-sessions"))
    trainer.get("/development/courses/new")
    course = {**COURSE, "organisation_id": world.organisations["training"]}
    form = trainer.post("/development/courses/new", course).location
    trainer.get(form)
    session = {"held_on": "2026-06-20", "begins": "09:00", "place": "甲镇农技站", "capacity": "20"}
    answer = trainer.post(form, {**session, "trainer_user_id": world.users["trainer"]})
    assert "甲镇农技站" in plain(trainer.get(answer.location))
    assert "Growing rice" in plain(trainer.get("/development/my-sessions"))
    assert "Growing rice" in plain(client_as("caseworker").get("/development/courses"))


def test_a_course_or_session_that_cannot_be_planned_comes_back(client_as: ClientAs, session: str, world: World) -> None:
    officer = client_as("county_officer")
    bad = {**COURSE, "title_en": "", "organisation_id": world.organisations["training"]}
    assert "required" in plain(officer.post("/development/courses/new", bad, status=422))
    values = {"held_on": "2026-06-01", "begins": "09:00", "place": "x", "capacity": "20"}
    values |= {"trainer_user_id": str(world.users["trainer"])}
    assert "future" in plain(officer.post("/development/courses/1/sessions/new", values, status=422))
    officer.post("/development/courses/0/sessions/new", values, status=404)


def test_a_caseworker_enrols_a_member_from_the_file(client_as: ClientAs, session: str, world: World) -> None:
    caseworker = client_as("caseworker")
    address = f"/development/households/{world.households['A-002']}/enrol"
    assert "Growing rice" in plain(caseworker.get(address))
    session_id = session.rsplit("/", 1)[1]
    choice = {"session_id": session_id, "person_id": world.heads["A-002"]}
    assert "valid choice" in plain(caseworker.post(address, {**choice, "person_id": 0}, status=422))
    assert caseworker.post(address, choice).location.endswith("#training")
    assert "No session with places" in plain(caseworker.get(address))
    client_as("other_caseworker").get(address, status=404)


def test_attendance_waits_for_the_day(client_as: ClientAs, session: str) -> None:
    trainer = client_as("trainer")
    page = plain(trainer.get(session))
    assert "陈桂英" in page and "from the day of the session on" in page
    trainer.post(session, {"person-1": "attended"}, status=409)


def test_the_trainer_records_the_sheet_and_corrects_it(
    client_as: ClientAs, session: str, world: World, app: Flask
) -> None:
    let_days_pass(app, 3)
    trainer, field = client_as("trainer"), f"person-{world.heads['A-001']}"
    trainer.get(session)
    trainer.post(session, {field: "attended"})
    assert "Was there" in plain(trainer.get(session))
    trainer.post(session, {field: "absent"})
    assert "Recorded: 0 there, 1 absent" in plain(trainer.get(session))
    trainer.post(session, {field: "present"}, status=409)
    trainer.post(session, {"person-x": "attended"}, status=409)
    trainer.post(session, {f"person-{world.heads['A-002']}": "attended"}, status=409)


def test_the_sheet_shows_name_and_village_and_nothing_else(client_as: ClientAs, session: str) -> None:
    text = client_as("trainer").get(session).text
    for secret in ("A-001", "13800000000", "360121190", "/registry/households"):
        assert secret not in text


ACCESS = (
    ("visitor", "/development/my-sessions", 302),
    ("counsellor", "/development/my-sessions", 200),
    ("caseworker", "/development/my-sessions", 403),
    ("trainer", "/development/courses", 200),
    ("caseworker", "/development/courses", 200),
    ("caseworker", "/development/courses/new", 403),
    ("enterprise", "/development/courses", 403),
    ("household_member", "/development/courses", 403),
    ("trainer", "/development/households/1/enrol", 403),
    ("trainer", "/development/pages", 403),
    ("auditor", "/development/pages", 200),
    ("auditor", "/development/pages/new", 403),
)


def test_who_may_open_what(client_as: ClientAs, session: str) -> None:
    for name, url, status in ACCESS:
        client_as(name).get(url, status=status)
    client_as("counsellor").get(session, status=404)
    client_as("counsellor").post(session, {}, status=404)
