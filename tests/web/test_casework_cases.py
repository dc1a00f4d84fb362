"""The case page: causes, plan, measures, what is missing, what happened."""

import pytest

from casework.operations.measures import add_measure
from casework.rules.words import MeasureKind
from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.rules.causes import Cause
from tests.builders.world import World
from tests.rooms.casework_samples import opened_case
from tests.web.conftest import ClientAs
from tests.web.lint import plain

SYSTEM = system_actor("test")


@pytest.fixture
def case(units: Units, world: World) -> str:
    """The address of an open case of A-001 with two causes and no plan."""
    with units.begin(SYSTEM) as unit:
        return f"/casework/cases/{opened_case(unit, world, causes=(Cause.HOUSING, Cause.LOW_INCOME)).case_id}"


def test_a_plan_is_made_agreed_and_carried_on(client_as: ClientAs, case: str) -> None:
    caseworker = client_as("caseworker")
    words = plain(caseworker.get(case))
    assert "Unsafe dwelling: needs one of Safe dwelling, Relocation" in words
    assert "The household agrees to the plan" not in words
    form = caseworker.get(f"{case}/measures/new")
    assert "Unsafe dwelling" in form.text and "Cost of schooling" not in form.text
    roof = {"kind": "housing", "title": "Mend the roof", "cause": "housing", "due_on": "2026-08-01", "budget": "3,500"}
    assert caseworker.post(f"{case}/measures/new", roof).location == f"{case}#plan"
    words = plain(caseworker.get(case))
    assert "3,500.00 yuan" in words and "Mend the roof" in words
    caseworker.post(f"{case}/measures/new", {"kind": "public_job", "title": "Forest ranger"})
    page = caseworker.get(case)
    assert "The household agrees to the plan" in plain(page)
    caseworker.post(f"{case}/agree")
    assert "Plan agreed" in plain(caseworker.get(case))
    change = next(part.split('"')[0] for part in page.text.split('href="') if part.startswith("/casework/measures/"))
    assert "Proposed" not in plain(caseworker.get(change))
    caseworker.post(change, {"state": "under_way"})
    assert "Under way" in plain(caseworker.get(case))
    caseworker.post(change, {"state": "proposed"}, status=422)
    caseworker.post(change, {"state": "done", "outcome": "The roof is tight."})
    assert "The roof is tight." in plain(caseworker.get(case))


def test_an_empty_or_gaping_plan_is_not_agreed(client_as: ClientAs, case: str) -> None:
    caseworker = client_as("caseworker")
    assert "no measure yet" in plain(caseworker.post(f"{case}/agree", status=409))
    caseworker.post(f"{case}/measures/new", {"kind": "housing", "title": "Mend the roof"})
    assert "Income near or below the line" in plain(caseworker.post(f"{case}/agree", status=409))


@pytest.mark.parametrize(
    "changed", [{"title": " "}, {"kind": "magic"}, {"budget": "much"}, {"budget": "-5"}, {"cause": "schooling"}]
)
def test_a_measure_that_cannot_be_comes_back(client_as: ClientAs, case: str, changed: dict[str, str]) -> None:
    form = {"kind": "housing", "title": "Mend the roof", **changed}
    client_as("caseworker").post(f"{case}/measures/new", form, status=422)


def test_a_household_that_can_work_gets_more_than_the_safety_net(client_as: ClientAs, case: str) -> None:
    caseworker = client_as("caseworker")
    caseworker.post(f"{case}/measures/new", {"kind": "safety_net", "title": "Allowance"})
    assert "no measure helps it to earn more itself" in plain(caseworker.get(case))


def test_a_case_is_closed_by_the_county_and_shows_why(client_as: ClientAs, case: str) -> None:
    officer = client_as("county_officer")
    officer.get(f"{case}/close")
    officer.post(f"{case}/close", {"reason": ""}, status=422)
    officer.post(f"{case}/close", {"reason": "moved_away"})
    words = plain(officer.get(case))
    assert "The household moved away" in words
    officer.post(f"{case}/close", {"reason": "moved_away"}, status=409)
    client_as("caseworker").post(f"{case}/measures/new", {"kind": "housing", "title": "Roof"}, status=422)


def test_the_story_and_the_readers(client_as: ClientAs, case: str) -> None:
    words = plain(client_as("auditor").get(case))
    assert "Case opened" in words and "Lead decided: Confirmed" in words
    assert "Add a measure" not in words
    client_as("other_caseworker").get(case, status=404)
    client_as("enterprise").get(case, status=403)


def test_the_household_file_shows_its_case(client_as: ClientAs, case: str, units: Units, world: World) -> None:
    with units.begin(SYSTEM) as unit:
        add_measure(unit, int(case.rsplit("/", 1)[-1]), kind=MeasureKind.HOUSING, title="Mend the roof")
    caseworker = client_as("caseworker")
    page = caseworker.get(f"/registry/households/{world.households['A-001']}")
    assert case in page.text and "Mend the roof" in page.text
    other = caseworker.get(f"/registry/households/{world.households['A-002']}")
    assert f"/casework/households/{world.households['A-002']}/leads/new" in other.text
