"""Cards: the donor is sent to the provider, its notice settles the payment once, forgeries are refused."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from foundation.unit_of_work import Units
from ledger.rules.words import PaymentStatus
from marketplace.queries.donations import DonationRow, get_donation
from tests.stripe_stand_in import StripeStandIn
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.marketplace_samples import SYSTEM
from tests.web.stripe_app import make_stripe_app

GIVE = "/marketplace/donations/new"
HOOK = "/hooks/stripe"
PAID = "checkout.session.completed"


@pytest.fixture(scope="module")
def server() -> Iterator[StripeStandIn]:
    with StripeStandIn() as running:
        yield running


@pytest.fixture
def stripe_side(server: StripeStandIn) -> StripeStandIn:
    server.forget()
    return server


@pytest.fixture
def app(engine: Engine, tmp_path: Path, stripe_side: StripeStandIn) -> Iterator[Flask]:
    made = make_stripe_app(engine, tmp_path, stripe_side)
    yield made
    made.extensions["holdfast"].engine.dispose()


def give_by_card(client_as: ClientAs, status: int = 302) -> str:
    """Have the enterprise give 500 yuan by card; return where it is sent."""
    enterprise = client_as("enterprise")
    page = enterprise.get(GIVE)
    assert "Paying by card is not set up" not in plain(page)
    key = re.search(r'name="form_key"[^>]*value="([^"]+)"', page.text)
    assert key is not None
    form = {"form_key": key.group(1), "amount": "500", "purpose": "any", "method": "stripe", "step": "give"}
    return enterprise.post(GIVE, form, status=status).location


def donation(units: Units) -> DonationRow:
    with units.begin(SYSTEM, read_only=True) as unit:
        return get_donation(unit, 1)


def deliver(app: Flask, body: bytes, signature: str) -> int:
    answer = app.test_client().post(HOOK, data=body, headers={"Stripe-Signature": signature})
    return answer.status_code


def test_a_card_is_paid_at_the_provider_and_booked_by_its_notice(
    app: Flask, client_as: ClientAs, units: Units, stripe_side: StripeStandIn
) -> None:
    location = give_by_card(client_as)
    (session_id,) = stripe_side.sessions
    assert location == stripe_side.sessions[session_id]["url"]
    assert stripe_side.sessions[session_id]["success_url"] == "http://localhost/marketplace/donations/1?back=paid"
    stripe_side.pay(session_id)
    body, signature = stripe_side.signed_event(PAID, session_id)
    assert [deliver(app, body, signature), deliver(app, body, signature)] == [200, 200]
    assert donation(units).status is PaymentStatus.SETTLED
    page = plain(client_as("enterprise").get("/marketplace/donations/1?back=paid"))
    assert "Thank you. The money is here" in page
    office = client_as("finance_officer")
    payment = plain(office.get("/ledger/payments/1"))
    assert "clearing:stripe" in payment and "14.80 yuan" in payment and "485.20 yuan" in payment


def test_a_forged_or_stale_notice_is_refused(
    app: Flask, client_as: ClientAs, units: Units, stripe_side: StripeStandIn
) -> None:
    give_by_card(client_as)
    (session_id,) = stripe_side.sessions
    stripe_side.pay(session_id)
    assert deliver(app, *stripe_side.signed_event(PAID, session_id, secret="whsec_wrong")) == 422
    assert deliver(app, *stripe_side.signed_event(PAID, session_id, at=1_000_000_000)) == 422
    assert deliver(app, b"{}", "") == 422
    assert donation(units).status is PaymentStatus.PENDING


def test_a_notice_of_a_payment_we_do_not_know_yet_asks_to_be_told_again(
    app: Flask, stripe_side: StripeStandIn, client_as: ClientAs
) -> None:
    give_by_card(client_as)
    (session_id,) = stripe_side.sessions
    body, signature = stripe_side.signed_event(PAID, session_id)
    stranger = body.replace(session_id.encode(), b"cs_test_stranger")
    assert deliver(app, stranger, signature) == 422
    stripe_side.sessions["cs_test_other"] = {**stripe_side.sessions[session_id], "id": "cs_test_other"}
    assert deliver(app, *stripe_side.signed_event(PAID, "cs_test_other")) == 409


def test_a_provider_that_is_down_answers_with_try_again(
    app: Flask, client_as: ClientAs, units: Units, stripe_side: StripeStandIn
) -> None:
    give_by_card(client_as)
    (session_id,) = stripe_side.sessions
    stripe_side.pay(session_id)
    body, signature = stripe_side.signed_event(PAID, session_id)
    stripe_side.fail_next(9)
    assert deliver(app, body, signature) == 503
    stripe_side.fail_next(0)
    assert deliver(app, body, signature) == 200
    assert donation(units).status is PaymentStatus.SETTLED


def test_other_kinds_of_notice_are_taken_note_of(app: Flask, client_as: ClientAs, stripe_side: StripeStandIn) -> None:
    give_by_card(client_as)
    (session_id,) = stripe_side.sessions
    stripe_side.pay(session_id)
    assert deliver(app, *stripe_side.signed_event("charge.succeeded", session_id)) == 200


def test_a_donation_begun_while_the_provider_was_down_goes_on_later(
    client_as: ClientAs, units: Units, stripe_side: StripeStandIn
) -> None:
    stripe_side.fail_next(9)
    assert give_by_card(client_as) == "/marketplace/donations"
    enterprise = client_as("enterprise")
    assert donation(units).status is PaymentStatus.INTENDED
    assert "The card payment is not finished." in plain(enterprise.get("/marketplace/donations/1"))
    assert enterprise.post("/marketplace/donations/1/resume").location == "/marketplace/donations/1"
    stripe_side.fail_next(0)
    location = enterprise.post("/marketplace/donations/1/resume").location
    (session_id,) = stripe_side.sessions
    assert location == stripe_side.sessions[session_id]["url"]


def test_a_donor_who_comes_back_before_the_notice_may_ask(
    client_as: ClientAs, units: Units, stripe_side: StripeStandIn
) -> None:
    give_by_card(client_as)
    enterprise = client_as("enterprise")
    page = plain(enterprise.get("/marketplace/donations/1?back=paid"))
    assert "tells us within minutes" in page and "Ask the payment provider now" in page
    enterprise.post("/marketplace/donations/1/ask")
    assert donation(units).status is PaymentStatus.PENDING
    stripe_side.pay(next(iter(stripe_side.sessions)))
    enterprise.post("/marketplace/donations/1/ask")
    assert donation(units).status is PaymentStatus.SETTLED


def test_a_session_that_ran_out_ends_the_payment(client_as: ClientAs, units: Units, stripe_side: StripeStandIn) -> None:
    give_by_card(client_as)
    stripe_side.expire(next(iter(stripe_side.sessions)))
    client_as("finance_officer").post("/ledger/payments/1/ask")
    assert donation(units).status is PaymentStatus.FAILED
    assert "Give again" in plain(client_as("enterprise").get("/marketplace/donations/1"))


def test_an_endless_notice_is_not_read(app: Flask) -> None:
    assert deliver(app, b" " * 300_000, "") == 413
