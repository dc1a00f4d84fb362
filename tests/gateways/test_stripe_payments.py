"""Stripe: the real SDK against a stateful stand-in on the loopback address."""

from collections.abc import Iterator
from dataclasses import replace
from time import time

import pytest
import stripe

from foundation.errors import GatewayUnavailable, Invalid
from foundation.money import Money
from foundation.ports import PaymentOrder, Settlement
from gateways.stripe_payments import StripePayments
from tests.stripe_stand_in import StripeStandIn

ORDER = PaymentOrder(
    key="donation-7-open",
    reference="D-2026-000007",
    amount=Money(12_345),
    description="Donation: school meals 学生午餐",
    return_url="https://holdfast.example/donations/7/thanks",
    cancel_url="https://holdfast.example/donations/7",
)


@pytest.fixture(scope="module")
def server() -> Iterator[StripeStandIn]:
    with StripeStandIn() as running:
        yield running


@pytest.fixture
def stripe_side(server: StripeStandIn) -> StripeStandIn:
    server.forget()
    return server


@pytest.fixture
def gateway(stripe_side: StripeStandIn) -> StripePayments:
    return StripePayments(stripe_side.secret_key, stripe_side.webhook_secret, stripe_side.base_url, timeout_seconds=0.4)


def test_a_payment_opens_with_our_reference_and_a_page_to_pay_on(gateway, stripe_side):
    ticket = gateway.open_payment(ORDER)

    session = stripe_side.sessions[ticket.provider_reference]
    assert ticket.status is Settlement.PENDING
    assert ticket.pay_url == session["url"]
    assert session["amount_total"] == 12_345
    assert session["currency"] == "cny"
    assert session["client_reference_id"] == session["metadata"]["reference"] == "D-2026-000007"
    assert gateway.look_up(ticket.provider_reference).status is Settlement.PENDING


def test_a_paid_session_is_settled_with_its_fee(gateway, stripe_side):
    ticket = gateway.open_payment(ORDER)

    stripe_side.pay(ticket.provider_reference)

    state = gateway.look_up(ticket.provider_reference)
    assert state.status is Settlement.SETTLED
    assert state.amount == Money(12_345)
    assert state.fee == Money(388)


def test_a_payment_waits_until_its_fee_is_known(gateway, stripe_side):
    ticket = gateway.open_payment(ORDER)
    stripe_side.pay(ticket.provider_reference, is_fee_known=False)
    assert gateway.look_up(ticket.provider_reference).status is Settlement.PENDING

    stripe_side.book_fee(ticket.provider_reference)

    assert gateway.look_up(ticket.provider_reference).status is Settlement.SETTLED


def test_an_expired_session_has_failed(gateway, stripe_side):
    ticket = gateway.open_payment(ORDER)
    stripe_side.expire(ticket.provider_reference)
    assert gateway.look_up(ticket.provider_reference).status is Settlement.FAILED


def test_a_slow_payment_waits_and_may_settle_or_fail(gateway, stripe_side):
    settles = gateway.open_payment(ORDER).provider_reference
    fails = gateway.open_payment(replace(ORDER, key="donation-8-open")).provider_reference
    for session_id in (settles, fails):
        stripe_side.pay_slowly(session_id)
        assert gateway.look_up(session_id).status is Settlement.PENDING

    stripe_side.settle_slow_payment(settles)
    stripe_side.fail_slow_payment(fails)

    assert gateway.look_up(settles).status is Settlement.SETTLED
    assert gateway.look_up(fails).status is Settlement.FAILED


def test_the_same_order_twice_is_one_session(gateway, stripe_side):
    first, second = gateway.open_payment(ORDER), gateway.open_payment(ORDER)
    assert first == second
    assert len(stripe_side.sessions) == 1


def test_a_key_cannot_mean_another_amount(gateway, stripe_side):
    gateway.open_payment(ORDER)
    with pytest.raises(Invalid, match="already begun"):
        gateway.open_payment(replace(ORDER, amount=Money(99)))
    assert len(stripe_side.sessions) == 1


def test_one_failure_is_repeated_and_not_noticed(gateway, stripe_side):
    stripe_side.fail_next()
    gateway.open_payment(ORDER)
    assert [key for _, _, key in stripe_side.requests] == [ORDER.key, ORDER.key]
    assert len(stripe_side.sessions) == 1


def test_an_answer_that_came_too_late_is_asked_for_again(gateway, stripe_side):
    stripe_side.hang_next(2)
    ticket = gateway.open_payment(ORDER)
    assert list(stripe_side.sessions) == [ticket.provider_reference]


def test_lasting_trouble_is_said_plainly(gateway, stripe_side):
    stripe_side.fail_next(3)
    with pytest.raises(GatewayUnavailable, match="does not answer"):
        gateway.open_payment(ORDER)
    assert not stripe_side.sessions


def test_nobody_listening_is_said_plainly():
    gateway = StripePayments("sk_test", "whsec", "http://127.0.0.1:9", timeout_seconds=0.2)
    with pytest.raises(GatewayUnavailable, match="Nothing was lost"):
        gateway.look_up("cs_test_1")


def test_a_wrong_key_is_said_plainly(stripe_side):
    gateway = StripePayments("sk_test_wrong", stripe_side.webhook_secret, stripe_side.base_url)
    with pytest.raises(GatewayUnavailable, match="refuses our access"):
        gateway.open_payment(ORDER)


def test_an_unknown_session_is_said_plainly(gateway):
    with pytest.raises(Invalid, match="does not know"):
        gateway.look_up("cs_test_nothing")


def test_a_refused_payment_is_said_plainly(gateway):
    with pytest.raises(Invalid, match="does not accept"):
        gateway.open_payment(replace(ORDER, amount=Money(0)))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Money(500, "CLP"), "cannot be paid by card"),  # we count hundredths, Stripe counts pesos
        (Money(1_234, "KWD"), "multiple of 0.010"),
        (Money(150, "ISK"), "multiple of 1.00"),
    ],
)
def test_an_amount_that_stripe_counts_otherwise_never_leaves(gateway, stripe_side, amount, words):
    with pytest.raises(Invalid, match=words):
        gateway.open_payment(replace(ORDER, amount=amount))
    assert not stripe_side.requests


@pytest.mark.parametrize("amount", [Money(1_200, "JPY"), Money(1_230, "KWD")])
def test_minor_units_travel_unchanged(gateway, stripe_side, amount):
    ticket = gateway.open_payment(replace(ORDER, amount=amount))
    assert gateway.look_up(ticket.provider_reference).amount == amount


def test_a_notice_names_its_session(gateway, stripe_side):
    session_id = gateway.open_payment(ORDER).provider_reference
    stripe_side.pay(session_id)

    notice = gateway.read_notice(*stripe_side.signed_event("checkout.session.completed", session_id, event_id="evt_1"))

    assert (notice.event_id, notice.kind) == ("evt_1", "checkout.session.completed")
    assert notice.provider_reference == session_id


@pytest.mark.parametrize("kind", ["payment_intent.succeeded", "charge.updated"])
def test_a_notice_about_something_else_names_no_session(gateway, stripe_side, kind):
    session_id = gateway.open_payment(ORDER).provider_reference
    stripe_side.pay(session_id)
    assert gateway.read_notice(*stripe_side.signed_event(kind, session_id)).provider_reference is None


def test_forged_changed_old_and_broken_notices_are_refused(gateway, stripe_side):
    session_id = gateway.open_payment(ORDER).provider_reference
    body, signature = stripe_side.signed_event("checkout.session.completed", session_id)
    forged = stripe_side.signed_event("checkout.session.completed", session_id, secret="whsec_other")
    old = stripe_side.signed_event("checkout.session.completed", session_id, at=int(time()) - 3_600)
    changed = body.replace(b"12345", b"99999"), signature
    for bad in (forged, old, changed, (body, ""), (body, "t=x,v1=y"), (b"\xff\xfe", signature), (b"", signature)):
        with pytest.raises(Invalid, match="does not come from"):
            gateway.read_notice(*bad)


def test_the_stand_in_refuses_more_refunded_than_was_paid(gateway, stripe_side):
    session_id = gateway.open_payment(ORDER).provider_reference
    stripe_side.pay(session_id)
    intent = stripe_side.sessions[session_id]["payment_intent"]
    client = stripe.StripeClient(stripe_side.secret_key, base_addresses={"api": stripe_side.base_url})
    client.v1.refunds.create({"payment_intent": intent, "amount": 12_000})

    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        client.v1.refunds.create({"payment_intent": intent, "amount": 346})

    assert len(stripe_side.refunds) == 1


def test_the_stand_in_expires_a_session_once(gateway, stripe_side):
    session_id = gateway.open_payment(ORDER).provider_reference
    client = stripe.StripeClient(stripe_side.secret_key, base_addresses={"api": stripe_side.base_url})
    assert client.v1.checkout.sessions.expire(session_id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="status"):
        client.v1.checkout.sessions.expire(session_id)


def test_the_stand_in_refuses_parameters_that_stripe_does_not_know(stripe_side):
    client = stripe.StripeClient(stripe_side.secret_key, base_addresses={"api": stripe_side.base_url})
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        client.v1.checkout.sessions.create({"mode": "payment", "colour": "red"})  # type: ignore[typeddict-unknown-key]
