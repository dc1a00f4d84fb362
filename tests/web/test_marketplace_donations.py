"""Giving by bank transfer, where no card is set up: the form, the instructions, the receipt."""

import re
from typing import Any

from foundation.unit_of_work import Units
from ledger.rules.words import PaymentMethod, PaymentStatus
from marketplace.operations.donations import intend_donation
from marketplace.queries.donations import DonationRow, get_donation
from tests.builders.world import World
from tests.rooms.marketplace_samples import gift
from tests.web.conftest import ClientAs
from tests.web.lint import LintClient, plain
from tests.web.marketplace_samples import SYSTEM, transfer

URL = "/marketplace/donations/new"
KEY = re.compile(r'name="form_key"[^>]*value="([^"]+)"')


def filled(client: LintClient, **changes: Any) -> dict[str, Any]:
    """Return the form as a donor fills it, with the key that came with it."""
    found = KEY.search(client.get(URL).text)
    assert found is not None
    form = {"form_key": found.group(1), "amount": "500", "purpose": "schooling", "method": "bank_transfer"}
    return {**form, **changes}


def the_donation(units: Units, location: str) -> DonationRow:
    with units.begin(SYSTEM, read_only=True) as unit:
        return get_donation(unit, int(location.rsplit("/", 1)[1]))


def test_without_cards_the_form_says_so_and_offers_the_transfer(client_as: ClientAs) -> None:
    page = client_as("enterprise").get(URL)
    assert "Paying by card is not set up here." in plain(page)
    assert 'value="stripe"' not in page.text and 'value="bank_transfer"' in page.text


def test_a_donor_checks_the_answers_gives_and_reads_how_to_transfer(client_as: ClientAs, units: Units) -> None:
    enterprise = client_as("enterprise")
    form = filled(enterprise)
    check = plain(enterprise.post(URL, form, status=200))
    assert "500.00 yuan" in check and "Schooling of children" in check and "测试enterprise" in check
    answer = enterprise.post(URL, {**form, "step": "give"})
    donation = the_donation(units, answer.location)
    assert donation.status is PaymentStatus.PENDING
    page = plain(enterprise.get(answer.location))
    for said in ("Test county assistance fund", "0000 0000", donation.reference, "500.00 yuan"):
        assert said in page
    assert donation.reference in plain(enterprise.get("/marketplace/donations"))


def test_changing_something_keeps_what_was_typed(client_as: ClientAs) -> None:
    enterprise = client_as("enterprise")
    page = enterprise.post(URL, filled(enterprise, amount="1,250.50", step="change"), status=200)
    assert 'value="1,250.50"' in page.text


def test_sending_the_form_twice_gives_once(client_as: ClientAs) -> None:
    enterprise = client_as("enterprise")
    form = filled(enterprise, step="give")
    first, second = enterprise.post(URL, form), enterprise.post(URL, form)
    assert first.location == second.location
    other = enterprise.post(URL, {**form, "amount": "501"}, status=422)
    assert "was sent before" in plain(other)


def test_a_wrong_amount_or_method_is_named(client_as: ClientAs) -> None:
    enterprise = client_as("enterprise")
    for wrong, said in (
        ({"amount": "a lot"}, "is not an amount"),
        ({"amount": "0.50"}, "Give at least 1.00 yuan"),
        ({"amount": ""}, "This field is required"),
        ({"method": "stripe"}, "Not a valid choice"),
        ({"purpose": "yacht"}, "Invalid Choice"),
        ({"form_key": ""}, "This field is required"),
    ):
        page = enterprise.post(URL, {**filled(enterprise), **wrong}, status=422)
        assert said in plain(page), wrong


def test_a_confirmed_transfer_becomes_a_receipt(client_as: ClientAs, units: Units, world: World) -> None:
    donation_id, payment_id = transfer(units, world)
    client_as("finance_officer").post(f"/ledger/payments/{payment_id}/confirm", {"amount": "500"})
    page = plain(client_as("enterprise").get(f"/marketplace/donations/{donation_id}"))
    assert "Thank you. The money is here" in page and "Receipt" in page


def test_donations_of_others_are_out_of_reach(client_as: ClientAs, units: Units, world: World) -> None:
    donation_id, _payment_id = transfer(units, world)
    client_as("producer").get(f"/marketplace/donations/{donation_id}", status=404)
    client_as("caseworker").get(f"/marketplace/donations/{donation_id}", status=403)
    client_as("producer").post(f"/marketplace/donations/{donation_id}/ask", status=404)
    assert "500.00 yuan" in plain(client_as("finance_officer").get("/marketplace/donations"))
    client_as("finance_officer").get(URL, status=403)


def test_the_finance_office_records_a_gift_that_another_person_confirms(client_as: ClientAs, units: Units) -> None:
    officer = client_as("finance_officer")
    officer.get("/marketplace/donations/record")
    form = {
        "form_key": "a-key-of-this-form",
        "donor_name": "热心市民",
        "amount": "88.88",
        "purpose": "any",
        "is_anonymous": "y",
    }
    officer.post("/marketplace/donations/record", {**form, "donor_name": ""}, status=422)
    answer = officer.post("/marketplace/donations/record", form)
    donation = the_donation(units, answer.location)
    assert donation.is_anonymous and donation.donor_name == "热心市民"
    page = plain(officer.get(f"/ledger/payments/{donation.payment_id}"))
    assert "Another person of the finance office confirms it." in page
    refused = officer.post(f"/ledger/payments/{donation.payment_id}/confirm", {"amount": "88.88"}, status=422)
    assert "who did not record this transfer" in plain(refused)


def test_going_on_with_a_transfer_leads_back_to_its_instructions(
    client_as: ClientAs, units: Units, world: World
) -> None:
    donation_id, _payment_id = transfer(units, world)
    page = f"/marketplace/donations/{donation_id}"
    assert client_as("enterprise").post(f"{page}/resume").location == page
    client_as("producer").post(f"{page}/resume", status=404)


def test_a_card_donation_waits_where_the_card_provider_was_taken_away(
    client_as: ClientAs, units: Units, world: World
) -> None:
    with units.begin(SYSTEM) as unit:
        unit.actor = world.actor(unit, "enterprise")
        donation_id = intend_donation(unit, gift(method=PaymentMethod.STRIPE)).donation_id
    for step in ("resume", "ask"):
        client_as("enterprise").post(f"/marketplace/donations/{donation_id}/{step}", status=503)
