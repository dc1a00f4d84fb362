"""Leads page by page: reported, checked by one person, decided by another."""

import pytest

from casework.errors import SamePersonDecides
from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.operations.consents import give_consent
from registry.rules.words import Colour, ConsentPurpose
from tests.builders.world import World
from tests.rooms.casework_samples import checked_lead, colour_household, lead_under_check
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.sealed import sealed_lines

SYSTEM = system_actor("test")


@pytest.fixture
def checked(units: Units, world: World) -> str:
    """The address of a lead that waits for a decision."""
    with units.begin(SYSTEM) as unit:
        colour_household(unit, world.households["A-001"], Colour.ORANGE)
        return f"/casework/leads/{checked_lead(unit, world)}"


def test_a_lead_goes_from_a_report_to_a_case(client_as: ClientAs, world: World) -> None:
    caseworker, reviewer = client_as("caseworker"), client_as("township_reviewer")
    address = f"/casework/households/{world.households['A-001']}/leads/new"
    assert 'value="grading"' not in caseworker.get(address).text, "people do not report by grading"
    caseworker.post(address, {"channel": "grading", "note": "The roof leaks."}, status=422)
    lead = caseworker.post(address, {"channel": "visit", "note": "The roof leaks."}).location
    assert "Start the check" in plain(caseworker.get(lead))
    assert "Start the check" not in plain(reviewer.get(lead))
    verify = caseworker.post(f"{lead}/start").location
    caseworker.get(verify)
    found = {"finding": "Two rooms are open to the rain.", "main_cause": "housing", "other_causes": ["low_income"]}
    caseworker.post(verify, found)
    assert "You checked this lead. Another person decides." in plain(caseworker.get(lead))
    decide = reviewer.get(f"{lead}/decide")
    assert "Two rooms are open to the rain." in plain(decide)
    assert '<option selected value="housing">' in decide.text
    case = reviewer.post(
        f"{lead}/decide", {"outcome": "confirm", "main_cause": "housing", "other_causes": ["low_income"]}
    ).location
    words = plain(reviewer.get(case))
    assert "Unsafe dwelling" in words and "main cause" in words
    assert "Waiting for a caseworker" in words
    assert "Confirmed" in plain(caseworker.get(lead))


def test_a_second_report_is_led_to_the_lead_that_is_open(client_as: ClientAs, world: World, checked: str) -> None:
    address = f"/casework/households/{world.households['A-001']}/leads/new"
    page = client_as("caseworker").post(address, {"channel": "hotline", "note": "Again."}, status=422)
    assert "There is already an open lead" in plain(page)


def test_the_check_needs_words_and_consent_for_other_departments(
    client_as: ClientAs, units: Units, world: World
) -> None:
    with units.begin(SYSTEM) as unit:
        lead = f"/casework/leads/{lead_under_check(unit, world)}/verify"
    caseworker = client_as("caseworker")
    assert "has not agreed to a check with other departments" in plain(caseworker.get(lead))
    assert "required" in plain(caseworker.post(lead, {"finding": ""}, status=422))
    asked = {"finding": "Two cars.", "is_data_checked": "y"}
    assert "Record its consent first" in plain(caseworker.post(lead, asked, status=422))
    with units.begin(SYSTEM) as unit:
        give_consent(unit, world.households["A-001"], ConsentPurpose.DATA_CHECK, "陈桂英")
    caseworker.post(lead, asked)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Decision: "),
        ({"outcome": "confirm"}, "Choose at least one cause."),
        ({"outcome": "refuse", "reason": " "}, "Give the reason."),
        (
            {
                "outcome": "confirm",
                "main_cause": "housing",
                "other_causes": ["water", "illness", "schooling", "accident", "transport"],
            },
            "Choose at most 5 causes.",
        ),
        ({"outcome": "confirm", "main_cause": "the weather"}, "Main cause: "),
    ],
)
def test_a_decision_that_cannot_be_comes_back(
    client_as: ClientAs, checked: str, form: dict[str, object], sentence: str
) -> None:
    assert sentence in plain(client_as("township_reviewer").post(f"{checked}/decide", form, status=422))


def test_a_refusal_shows_its_reason(client_as: ClientAs, checked: str) -> None:
    reviewer = client_as("township_reviewer")
    reviewer.post(f"{checked}/decide", {"outcome": "refuse", "reason": "The roof was mended."})
    words = plain(reviewer.get(checked))
    assert "Not confirmed" in words and "The roof was mended." in words


def test_an_objection_sends_it_back_to_another_person(client_as: ClientAs, checked: str) -> None:
    reviewer, caseworker = client_as("township_reviewer"), client_as("caseworker")
    reviewer.post(f"{checked}/decide", {"outcome": "refuse", "reason": "No risk."})
    reviewer.get(f"{checked}/objection")
    assert "required" in plain(reviewer.post(f"{checked}/objection", {"objection": ""}, status=422))
    reviewer.post(f"{checked}/objection", {"objection": "Nobody looked at the back room."})
    assert "Nobody looked at the back room." in plain(reviewer.get(checked))
    assert "Another person has to check this time" in plain(caseworker.get(f"{checked}/verify"))
    caseworker.post(f"{checked}/verify", {"finding": "Nothing."}, status=422)


def test_a_household_withdraws(client_as: ClientAs, checked: str) -> None:
    caseworker = client_as("caseworker")
    caseworker.get(f"{checked}/withdraw")
    caseworker.post(f"{checked}/withdraw", {"reason": ""}, status=422)
    caseworker.post(f"{checked}/withdraw", {"reason": "The family does not want it."})
    assert "Withdrawn by the household" in plain(caseworker.get(checked))
    caseworker.post(f"{checked}/withdraw", {"reason": "Again."}, status=409)


def test_the_person_who_checked_cannot_decide_even_with_the_permission(
    client_as: ClientAs, units: Units, world: World, checked: str
) -> None:
    client_as("caseworker").get(f"{checked}/decide", status=403)
    with units.begin(SYSTEM) as unit:
        from casework.models import Lead  # noqa: PLC0415 - only this test reaches into the row

        lead = unit.session.get_one(Lead, int(checked.rsplit("/", 1)[-1]))
        lead.verified_by_id = world.users["township_reviewer"]
    page = client_as("township_reviewer").post(
        f"{checked}/decide", {"outcome": "confirm", "main_cause": "housing"}, status=422
    )
    assert SamePersonDecides.message in plain(page)


def test_the_list_filters_sorts_and_exports_what_it_shows(client_as: ClientAs, checked: str, world: World) -> None:
    reviewer = client_as("township_reviewer")
    assert "陈桂英" in plain(reviewer.get("/casework/leads"))
    assert "陈桂英" in plain(reviewer.get("/casework/leads?state=verified&colour=orange&is_open=y&sort=-due"))
    assert "No lead fits this filter" in plain(reviewer.get("/casework/leads?state=confirmed"))
    lines = sealed_lines(reviewer, "/casework/leads/export?q=A-0")
    assert lines[0].startswith("code,head,village")
    assert [line.split(",")[0] for line in lines[1:]] == ["A-001"]
    assert "No lead fits" in plain(client_as("other_caseworker").get("/casework/leads"))
    client_as("other_caseworker").get(checked, status=404)
