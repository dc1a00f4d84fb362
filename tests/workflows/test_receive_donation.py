"""Giving money by card and by transfer: each gives a balanced journal, once, whatever fails in between."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from foundation.actor import Actor, system_actor
from foundation.errors import GatewayUnavailable, Invalid
from foundation.money import Money
from foundation.ports import PaymentOrder, PaymentTicket
from foundation.unit_of_work import Units
from gateways.stripe_payments import StripePayments
from ledger.models import Payment
from ledger.queries import get_payment
from ledger.rules.words import PaymentMethod, PaymentStatus
from marketplace.errors import BadDonation, DonationNotFound, FormSentTwice
from marketplace.models import Donation
from marketplace.queries.donations import DonationRow, get_donation
from tests.builders.world import World
from tests.rooms.marketplace_samples import gift
from tests.stripe_stand_in import StripeStandIn
from tests.workflows.payment_samples import (
    STRIPE_FEE,
    assert_books_are_straight,
    bank_gateway,
    lines_of,
    pages,
    stripe_gateway,
)
from workflows.receive_donation import receive_donation, resume_donation
from workflows.settle_payment import Outcome, confirm_transfer, settle_payment

SYSTEM = system_actor("test")
CARD = gift(method=PaymentMethod.STRIPE)
TRANSFER = gift(method=PaymentMethod.BANK_TRANSFER)


@pytest.fixture(scope="module")
def server() -> Iterator[StripeStandIn]:
    with StripeStandIn() as running:
        yield running


@pytest.fixture
def stripe_side(server: StripeStandIn) -> StripeStandIn:
    server.forget()
    return server


@pytest.fixture
def stripe(stripe_side: StripeStandIn) -> StripePayments:
    return stripe_gateway(stripe_side)


@pytest.fixture
def donor(units: Units, world: World) -> Actor:
    return cast_member(units, world, "enterprise")


def cast_member(units: Units, world: World, login: str) -> Actor:
    with units.begin(SYSTEM, read_only=True) as unit:
        return world.actor(unit, login)


def donation(units: Units, donation_id: int) -> DonationRow:
    with units.begin(SYSTEM, read_only=True) as unit:
        return get_donation(unit, donation_id)


def count(units: Units, table: type[Donation] | type[Payment]) -> int:
    with units.begin(SYSTEM, read_only=True) as unit:
        return unit.session.scalar(select(func.count()).select_from(table)) or 0


class CrashAfterAsking:
    """The real gateway, whose answer never reaches us: the process dies right after the provider acted."""

    def __init__(self, gateway: StripePayments) -> None:
        self.name = gateway.name
        self._gateway = gateway

    def open_payment(self, order: PaymentOrder) -> PaymentTicket:
        self._gateway.open_payment(order)
        raise KeyboardInterrupt

    def __getattr__(self, name: str) -> object:
        return getattr(self._gateway, name)


def test_a_donation_by_card_is_booked_with_its_fee(
    units: Units, donor: Actor, stripe: StripePayments, stripe_side: StripeStandIn
) -> None:
    ticket = receive_donation(units, donor, stripe, CARD, pages)
    (session_id,) = stripe_side.sessions
    assert ticket.pay_url == stripe_side.sessions[session_id]["url"]
    assert donation(units, ticket.donation_id).status is PaymentStatus.PENDING

    stripe_side.pay(session_id)
    found = settle_payment(units, SYSTEM, stripe, session_id)

    assert found.outcome is Outcome.SETTLED
    with units.begin(SYSTEM, read_only=True) as unit:
        payment = get_payment(unit, found.payment_id or 0)
        assert payment.fee_minor == STRIPE_FEE.minor
        assert lines_of(unit, payment.journal_id or 0) == {
            "clearing:stripe": 50_000 - STRIPE_FEE.minor,
            "fees:stripe": STRIPE_FEE.minor,
            "donor-fund": -50_000,
        }
    assert_books_are_straight(units, SYSTEM, 50_000)


def test_a_donation_by_transfer_is_booked_when_a_second_person_sees_it(
    units: Units, world: World, donor: Actor
) -> None:
    ticket = receive_donation(units, donor, bank_gateway(), TRANSFER, pages)
    waiting = donation(units, ticket.donation_id)
    assert ticket.pay_url is None
    assert (waiting.status, waiting.provider_reference) == (PaymentStatus.PENDING, waiting.reference)

    officer = cast_member(units, world, "finance_officer")
    settled = confirm_transfer(units, officer, waiting.payment_id, Money(50_000))

    with units.begin(SYSTEM, read_only=True) as unit:
        assert lines_of(unit, settled.journal_id) == {"bank": 50_000, "donor-fund": -50_000}
    assert_books_are_straight(units, SYSTEM, 50_000)


def test_a_provider_that_is_down_loses_nothing_and_the_donation_goes_on_later(
    units: Units, donor: Actor, stripe: StripePayments, stripe_side: StripeStandIn
) -> None:
    stripe_side.fail_next(9)
    with pytest.raises(GatewayUnavailable):
        receive_donation(units, donor, stripe, CARD, pages)
    with units.begin(SYSTEM, read_only=True) as unit:
        donation_id = unit.session.scalars(select(Donation.id)).one()
    assert donation(units, donation_id).status is PaymentStatus.INTENDED
    with pytest.raises(GatewayUnavailable):
        resume_donation(units, donor, stripe, donation_id, pages)

    stripe_side.fail_next(0)
    ticket = resume_donation(units, donor, stripe, donation_id, pages)

    (session_id,) = stripe_side.sessions
    assert ticket.pay_url == stripe_side.sessions[session_id]["url"]
    assert donation(units, donation_id).provider_reference == session_id


def test_a_crash_after_the_provider_acted_is_resumed_with_the_same_key(
    units: Units, donor: Actor, stripe: StripePayments, stripe_side: StripeStandIn
) -> None:
    with pytest.raises(KeyboardInterrupt):
        receive_donation(units, donor, CrashAfterAsking(stripe), CARD, pages)
    (session_id,) = stripe_side.sessions
    with units.begin(SYSTEM, read_only=True) as unit:
        donation_id = unit.session.scalars(select(Donation.id)).one()
    assert donation(units, donation_id).provider_reference is None

    ticket = resume_donation(units, donor, stripe, donation_id, pages)

    assert list(stripe_side.sessions) == [session_id]
    assert ticket.pay_url is not None
    keys = {key for method, _path, key in stripe_side.requests if method == "POST"}
    assert keys == {f"donation:{donation_id}:pay"}


def test_whoever_resumes_what_was_paid_meanwhile_does_not_pay_again(
    units: Units, donor: Actor, stripe: StripePayments, stripe_side: StripeStandIn
) -> None:
    with pytest.raises(KeyboardInterrupt):
        receive_donation(units, donor, CrashAfterAsking(stripe), CARD, pages)
    stripe_side.pay(next(iter(stripe_side.sessions)))
    with units.begin(SYSTEM, read_only=True) as unit:
        donation_id = unit.session.scalars(select(Donation.id)).one()

    for _attempt in range(2):
        assert resume_donation(units, donor, stripe, donation_id, pages).pay_url is None

    assert donation(units, donation_id).status is PaymentStatus.SETTLED
    assert_books_are_straight(units, SYSTEM, 50_000)


def test_a_session_that_ran_out_is_not_paid_on(
    units: Units, donor: Actor, stripe: StripePayments, stripe_side: StripeStandIn
) -> None:
    ticket = receive_donation(units, donor, stripe, CARD, pages)
    stripe_side.expire(next(iter(stripe_side.sessions)))
    assert resume_donation(units, donor, stripe, ticket.donation_id, pages).pay_url is None
    assert donation(units, ticket.donation_id).status is PaymentStatus.FAILED


def test_the_same_form_sent_twice_is_one_donation_and_one_session(
    units: Units, donor: Actor, stripe: StripePayments, stripe_side: StripeStandIn
) -> None:
    first, second = (receive_donation(units, donor, stripe, CARD, pages) for _click in range(2))
    assert first == second
    assert (count(units, Donation), count(units, Payment), len(stripe_side.sessions)) == (1, 1, 1)
    with pytest.raises(FormSentTwice):
        receive_donation(units, donor, stripe, replace(CARD, amount=Money(60_000)), pages)


def test_two_clicks_at_the_same_moment_are_one_donation(
    units: Units, donor: Actor, stripe: StripePayments, stripe_side: StripeStandIn
) -> None:
    together = Barrier(2)
    tickets: list[object] = []

    def click() -> None:
        together.wait(10)
        tickets.append(receive_donation(units, donor, stripe, CARD, pages))

    threads = [Thread(target=click) for _click in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(tickets) == 2 and tickets[0] == tickets[1]
    assert (count(units, Donation), count(units, Payment), len(stripe_side.sessions)) == (1, 1, 1)


def test_a_refused_payment_is_kept_as_failed(units: Units, donor: Actor, stripe_side: StripeStandIn) -> None:
    refusing = stripe_gateway(stripe_side)

    def refuse(order: PaymentOrder) -> PaymentTicket:
        return stripe_gateway(stripe_side).open_payment(replace(order, amount=Money(0)))

    refusing.open_payment = refuse  # type: ignore[method-assign]  # the stand-in takes every amount above zero
    with pytest.raises(Invalid, match="does not accept"):
        receive_donation(units, donor, refusing, CARD, pages)
    with units.begin(SYSTEM, read_only=True) as unit:
        donation_id = unit.session.scalars(select(Donation.id)).one()
    kept = donation(units, donation_id)
    assert kept.status is PaymentStatus.FAILED and "does not accept" in (kept.end_reason or "")


def test_a_donation_that_cannot_be_taken_asks_no_provider(
    units: Units, donor: Actor, stripe: StripePayments, stripe_side: StripeStandIn
) -> None:
    with pytest.raises(BadDonation):
        receive_donation(units, donor, stripe, replace(CARD, amount=Money(1)), pages)
    with pytest.raises(BadDonation):
        receive_donation(units, donor, stripe, TRANSFER, pages)
    assert stripe_side.requests == [] and count(units, Donation) == 0


def test_nobody_resumes_the_donation_of_another(
    units: Units, world: World, donor: Actor, stripe: StripePayments
) -> None:
    ticket = receive_donation(units, donor, stripe, CARD, pages)
    with pytest.raises(DonationNotFound):
        resume_donation(units, cast_member(units, world, "producer"), stripe, ticket.donation_id, pages)
