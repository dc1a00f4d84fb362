"""From the household's file to the insurer's answer, page by page."""

import pytest

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.operations.consents import give_consent
from registry.rules.causes import Cause
from registry.rules.words import ConsentPurpose
from tests.builders.world import World
from tests.rooms.insurance_samples import publish_rice
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.sealed import sealed_lines
from tests.workflows.test_apply_for_cover import open_a_case


@pytest.fixture
def offered(units: Units, world: World) -> str:
    """Rice cover is on sale and household A-001 has a case; the address of applying for it."""
    with units.begin(system_actor("test")) as unit:
        product_id = publish_rice(unit, world)
        open_a_case(unit, world, Cause.NATURAL_DISASTER)
        give_consent(unit, world.households["A-001"], ConsentPurpose.SHARE_WITH_HELPER, "陈桂英")
    return f"/insurance/households/{world.households['A-001']}/products/{product_id}/apply"


@pytest.fixture
def application(client_as: ClientAs, offered: str) -> str:
    """The address of an application that waits for the insurer."""
    answer = client_as("caseworker").post(offered, {"units": "4", "is_consented": "y", "step": "apply"})
    return str(answer.location)


def test_the_household_s_file_leads_to_applying(client_as: ClientAs, offered: str, world: World) -> None:
    page = client_as("caseworker").get(f"/registry/households/{world.households['A-001']}")
    assert offered in page.text
    assert "Covers a cause of the household&#39;s risk: Natural disaster." in page.text


def test_the_price_is_calculated_before_anything_is_sent(client_as: ClientAs, offered: str) -> None:
    caseworker = client_as("caseworker")
    assert "198.00 yuan" in plain(caseworker.get(offered))
    page = plain(caseworker.post(offered, {"units": "1", "step": "calculate"}, status=200))
    assert "49.50 yuan" in page and "12.36 yuan" in page
    assert "No application fits" in plain(caseworker.get("/insurance/applications"))


def test_units_that_cannot_be_insured_come_back(client_as: ClientAs, offered: str) -> None:
    caseworker = client_as("caseworker")
    for units, sentence in (("", "required"), ("0", "above zero"), ("1.005", "two decimals")):
        page = caseworker.post(offered, {"units": units, "step": "apply"}, status=422)
        assert sentence in plain(page)


def test_the_insurer_sees_a_masked_name_and_decides(client_as: ClientAs, application: str, world: World) -> None:
    insurer = client_as("insurer")
    home = plain(insurer.get("/insurance/"))
    assert "陈○○" in home and "陈桂英" not in home
    page = insurer.get(application)
    assert "陈桂英" not in page.text and "A-001" not in page.text
    assert f"households/{world.households['A-001']}" not in page.text
    insurer.post(f"{application}/accept")
    assert "Insured" in plain(insurer.get(application))
    insurer.post(f"{application}/accept", status=409)


def test_a_share_that_comes_late_is_recorded_by_the_finance_office(client_as: ClientAs, application: str) -> None:
    client_as("insurer").post(f"{application}/accept")
    officer = client_as("finance_officer")
    assert "does not hold the cover back" in plain(officer.get(application))
    for payer in ("central", "province", "county"):
        officer.post(f"{application}/shares/{payer}/paid")
    assert "does not hold the cover back" not in plain(officer.get(application))
    officer.post(f"{application}/shares/nobody/paid", status=404)
    client_as("caseworker").post(f"{application}/shares/household/paid", status=403)


def test_a_refusal_needs_a_reason_and_the_household_reads_it(client_as: ClientAs, application: str) -> None:
    insurer = client_as("insurer")
    assert "required" in plain(insurer.post(f"{application}/decline", {"reason": ""}, status=422))
    insurer.post(f"{application}/decline", {"reason": "The field lies in the flood basin"})
    assert "flood basin" in plain(client_as("household_member").get(application))


def test_the_household_takes_its_application_back(client_as: ClientAs, application: str) -> None:
    member = client_as("household_member")
    assert "I-2026" in plain(member.get("/insurance/applications"))
    member.post(f"{application}/withdraw", {"reason": "Thought again"})
    assert "Withdrawn" in plain(member.get(application))
    client_as("insurer").post(f"{application}/accept", status=409)


def test_a_draft_is_sent_once_the_household_says_yes(client_as: ClientAs, offered: str) -> None:
    caseworker = client_as("caseworker")
    draft = caseworker.post(offered, {"units": "2", "step": "apply"}).location
    client_as("insurer").get(draft, status=404)
    assert "send to the insurer" in caseworker.get(draft).text
    caseworker.post(f"{draft}/submit")
    client_as("insurer").get(draft)


def test_applying_twice_says_so(client_as: ClientAs, offered: str, application: str) -> None:
    client_as("caseworker").get(offered, status=404)


def test_others_do_not_find_it(client_as: ClientAs, application: str, offered: str) -> None:
    client_as("other_caseworker").get(application, status=404)
    client_as("other_caseworker").get(offered, status=404)
    client_as("enterprise").get(application, status=403)
    client_as("caseworker").post(f"{application}/accept", status=403)


def test_what_is_shown_can_be_exported(client_as: ClientAs, application: str) -> None:
    (_head, line) = sealed_lines(client_as("insurer"), "/insurance/applications/export?state=submitted")
    assert "陈○○" in line and "198.00" in line
    assert len(sealed_lines(client_as("insurer"), "/insurance/applications/export?state=declined")) == 1


def test_the_file_shows_the_cover_with_its_split(client_as: ClientAs, application: str, world: World) -> None:
    page = plain(client_as("caseworker").get(f"/registry/households/{world.households['A-001']}"))
    assert "Waiting for the insurer" in page and "49.50 yuan" in page
