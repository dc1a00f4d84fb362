"""The caseworker's day and the visit recorded at the door."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from casework.queries.cases import list_visits
from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.operations.standing import assign_caseworkers
from registry.rules.words import Colour
from tests.builders.world import TODAY, World
from tests.rooms.casework_samples import colour_household, opened_case
from tests.web.conftest import ClientAs
from tests.web.lint import plain

SYSTEM = system_actor("test")


@pytest.fixture
def case_id(units: Units, world: World) -> int:
    """Household A-001 is red, has a case and is looked after by the caseworker; A-002 is yellow and has none."""
    with units.begin(SYSTEM) as unit:
        case = opened_case(unit, world)
        colour_household(unit, case.household_id, Colour.RED)
        colour_household(unit, world.households["A-002"], Colour.YELLOW)
        caseworker = world.users["caseworker"]
        assign_caseworkers(
            unit,
            [
                (case.household_id, caseworker, TODAY - timedelta(days=2)),
                (world.households["A-002"], caseworker, TODAY + timedelta(days=5)),
            ],
        )
    return case.case_id


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements that pages send."""
    sent: list[str] = []
    engine = app.extensions["holdfast"].engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_today_lists_the_reddest_first_and_says_what_is_overdue(client_as: ClientAs, case_id: int) -> None:
    page = client_as("caseworker").get("/casework/today")
    words = plain(page)
    assert words.index("陈桂英") < words.index("刘建国")
    assert "2 days overdue" in words and "5 days left" in words
    assert f"/casework/cases/{case_id}/visit" in page.text


def test_today_asks_the_database_little_however_many_households_there_are(
    client_as: ClientAs, case_id: int, statements: list[str]
) -> None:
    caseworker = client_as("caseworker")
    statements.clear()
    caseworker.get("/casework/today")
    assert len(statements) <= 8, "\n".join(statements)


def test_a_caseworker_without_households_is_told_what_to_do(client_as: ClientAs) -> None:
    words = plain(client_as("other_caseworker").get("/casework/today"))
    assert "No household is assigned to you yet" in words


def test_home_leads_the_caseworker_to_today(client_as: ClientAs) -> None:
    assert client_as("caseworker").get("/account/home", status=302).location == "/casework/today"


def test_a_visit_is_recorded_in_one_form(client_as: ClientAs, case_id: int, units: Units) -> None:
    caseworker = client_as("caseworker")
    page = caseworker.get(f"/casework/cases/{case_id}/visit")
    assert 'value="2026-06-22"' in page.text, "a red household is visited again within a week"
    assert 'value="2026-06-15T10:00"' in page.text, "the form speaks China's time"
    form = {"visited_at": "2026-06-15T09:30", "note": "The roof is half mended.", "next_step": "Order tiles."}
    answer = caseworker.post(f"/casework/cases/{case_id}/visit", {**form, "next_visit_due_on": "2026-06-20"})
    assert answer.location == "/casework/today"
    assert "5 days left" in plain(caseworker.get("/casework/today"))
    with units.begin(SYSTEM, read_only=True) as unit:
        (visit,) = list_visits(unit, case_id)
    assert (visit.visited_at.hour, visit.visited_at.minute) == (1, 30)
    again = plain(caseworker.get(f"/casework/cases/{case_id}/visit"))
    assert "Agreed last time" in again and "Order tiles." in again


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"note": " "}, "Write down what you saw and heard."),
        ({"visited_at": "2026-06-16T08:00"}, "A visit cannot lie in the future."),
        ({"next_visit_due_on": "2026-06-15"}, "The next visit has to come after this one."),
        ({"visited_at": "yesterday"}, "Not a valid datetime value"),
    ],
)
def test_a_visit_that_cannot_be_comes_back_with_what_was_typed(
    client_as: ClientAs, case_id: int, changed: dict[str, str], sentence: str
) -> None:
    form = {"visited_at": "2026-06-15T09:30", "note": "Seen.", "next_step": "Order tiles.", **changed}
    page = client_as("caseworker").post(f"/casework/cases/{case_id}/visit", form, status=422)
    assert sentence in plain(page)
    assert "Order tiles." in page.text


def test_a_visit_outside_the_area_is_not_there(client_as: ClientAs, case_id: int) -> None:
    client_as("other_caseworker").get(f"/casework/cases/{case_id}/visit", status=404)
