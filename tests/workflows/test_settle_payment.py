"""Notices come twice, late, out of order and early; the books show each payment once, at its amount."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update

from foundation.actor import Actor, system_actor
from foundation.errors import GatewayUnavailable, Invalid
from foundation.money import Money
from foundation.ports import PaymentNotice
from foundation.unit_of_work import Units
from gateways.stripe_payments import StripePayments
from ledger.errors import PaymentMismatch, SecondPersonNeeded, WrongMethod
from ledger.models import Journal, Payment
from ledger.models import PaymentNotice as StoredNotice
from ledger.operations import cancel_payment
from ledger.rules.words import PaymentMethod, PaymentPurpose, PaymentStatus
from tests.builders.world import World
from tests.rooms.marketplace_samples import gift
from tests.stripe_stand_in import StripeStandIn
from tests.workflows.payment_samples import assert_books_are_straight, bank_gateway, pages, stripe_gateway
from workflows.receive_donation import receive_donation
from workflows.settle_payment import NoFund, Outcome, confirm_transfer, settle_notice, settle_payment

SYSTEM = system_actor("test")
PAID = "checkout.session.completed"
EXPIRED = "checkout.session.expired"


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


@pytest.fixture
def session_id(units: Units, donor: Actor, stripe: StripePayments, stripe_side: StripeStandIn) -> str:
    """An open checkout session of a donation of 500 yuan."""
    receive_donation(units, donor, stripe, gift(method=PaymentMethod.STRIPE), pages)
    (session_id,) = stripe_side.sessions
    return session_id


def cast_member(units: Units, world: World, login: str) -> Actor:
    with units.begin(SYSTEM, read_only=True) as unit:
        return world.actor(unit, login)


def notice(stripe: StripePayments, stripe_side: StripeStandIn, kind: str, session_id: str) -> PaymentNotice:
    return stripe.read_notice(*stripe_side.signed_event(kind, session_id))


def the_payment(units: Units) -> Payment:
    with units.begin(SYSTEM, read_only=True) as unit:
        payment = unit.session.scalars(select(Payment)).one()
        unit.session.expunge(payment)  # the end of a unit that only looked forgets what it read
        return payment


def count(units: Units, table: type[Journal] | type[StoredNotice]) -> int:
    with units.begin(SYSTEM, read_only=True) as unit:
        return unit.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_notice_twice_settles_once(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    stripe_side.pay(session_id)
    paid = notice(stripe, stripe_side, PAID, session_id)
    for _delivery in range(2):
        assert settle_notice(units, SYSTEM, stripe, paid).outcome is Outcome.SETTLED
    assert (count(units, StoredNotice), count(units, Journal)) == (1, 1)
    assert_books_are_straight(units, SYSTEM, 50_000)


def test_a_delivery_that_crashed_after_storing_is_made_good_by_the_next(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    stripe_side.pay(session_id)
    paid = notice(stripe, stripe_side, PAID, session_id)
    stripe_side.fail_next(9)
    with pytest.raises(GatewayUnavailable):
        settle_notice(units, SYSTEM, stripe, paid)
    assert (count(units, StoredNotice), count(units, Journal)) == (1, 0)
    stripe_side.fail_next(0)
    assert settle_notice(units, SYSTEM, stripe, paid).outcome is Outcome.SETTLED
    assert count(units, Journal) == 1


def test_the_notice_and_the_payers_return_at_the_same_moment_settle_once(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    stripe_side.pay(session_id)
    paid = notice(stripe, stripe_side, PAID, session_id)
    together = Barrier(2)
    outcomes: list[Outcome] = []

    def arrive(with_notice: bool) -> None:
        together.wait(10)
        if with_notice:
            outcomes.append(settle_notice(units, SYSTEM, stripe, paid).outcome)
        else:
            outcomes.append(settle_payment(units, SYSTEM, stripe, session_id).outcome)

    threads = [Thread(target=arrive, args=(with_notice,)) for with_notice in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert outcomes == [Outcome.SETTLED, Outcome.SETTLED]
    assert count(units, Journal) == 1
    assert_books_are_straight(units, SYSTEM, 50_000)


def test_a_notice_before_we_learned_the_reference_asks_for_another_delivery(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    with units.begin(SYSTEM) as unit:
        unit.session.execute(update(Payment).values(provider_reference=None, status=PaymentStatus.INTENDED))
    stripe_side.pay(session_id)
    paid = notice(stripe, stripe_side, PAID, session_id)
    assert settle_notice(units, SYSTEM, stripe, paid).outcome is Outcome.UNKNOWN
    assert count(units, StoredNotice) == 1

    with units.begin(SYSTEM) as unit:
        unit.session.execute(update(Payment).values(provider_reference=session_id, status=PaymentStatus.PENDING))
    assert settle_notice(units, SYSTEM, stripe, paid).outcome is Outcome.SETTLED
    assert_books_are_straight(units, SYSTEM, 50_000)


def test_an_amount_that_differs_is_flagged_and_not_booked(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    stripe_side.sessions[session_id]["amount_total"] = 49_999
    stripe_side.pay(session_id)
    for _delivery in range(2):
        assert settle_payment(units, SYSTEM, stripe, session_id).outcome is Outcome.FLAGGED
    payment = the_payment(units)
    assert payment.status is PaymentStatus.PENDING
    assert payment.flag is not None and "499.99 CNY arrived" in payment.flag
    assert count(units, Journal) == 0


def test_a_currency_that_differs_is_flagged(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    stripe_side.sessions[session_id]["currency"] = "usd"
    stripe_side.pay(session_id)
    assert settle_payment(units, SYSTEM, stripe, session_id).outcome is Outcome.FLAGGED


def test_a_failure_told_after_the_success_changes_nothing(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    stripe_side.pay(session_id)
    settle_payment(units, SYSTEM, stripe, session_id)
    late = notice(stripe, stripe_side, EXPIRED, session_id)
    assert settle_notice(units, SYSTEM, stripe, late).outcome is Outcome.SETTLED
    assert the_payment(units).status is PaymentStatus.SETTLED


def test_a_success_told_before_it_is_true_waits_and_one_told_late_still_counts(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    stripe_side.pay_slowly(session_id)
    early = notice(stripe, stripe_side, PAID, session_id)
    assert settle_notice(units, SYSTEM, stripe, early).outcome is Outcome.WAITING
    stripe_side.fail_slow_payment(session_id)
    assert settle_payment(units, SYSTEM, stripe, session_id).outcome is Outcome.FAILED
    assert settle_payment(units, SYSTEM, stripe, session_id).outcome is Outcome.FAILED
    stripe_side.settle_slow_payment(session_id)
    assert settle_payment(units, SYSTEM, stripe, session_id).outcome is Outcome.SETTLED
    assert_books_are_straight(units, SYSTEM, 50_000)


def test_money_that_arrives_after_we_gave_up_is_booked_because_it_is_here(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    with units.begin(SYSTEM) as unit:
        cancel_payment(unit, the_payment(units).id, "The donor asked us to.")
    stripe_side.pay(session_id)
    assert settle_payment(units, SYSTEM, stripe, session_id).outcome is Outcome.SETTLED


def test_a_session_that_ran_out_after_we_gave_up_stays_given_up(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    with units.begin(SYSTEM) as unit:
        cancel_payment(unit, the_payment(units).id, "The donor asked us to.")
    stripe_side.expire(session_id)
    assert settle_payment(units, SYSTEM, stripe, session_id).outcome is Outcome.FAILED
    assert the_payment(units).status is PaymentStatus.CANCELLED


def test_a_notice_of_another_kind_is_stored_and_nothing_more(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    stripe_side.pay(session_id)
    charge = notice(stripe, stripe_side, "charge.succeeded", session_id)
    assert settle_notice(units, SYSTEM, stripe, charge).outcome is Outcome.IGNORED
    assert (count(units, StoredNotice), count(units, Journal)) == (1, 0)


def test_a_forged_notice_is_refused_before_anything_is_stored(
    stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    body, signature = stripe_side.signed_event(PAID, session_id, secret="whsec_of_somebody_else")
    with pytest.raises(Invalid, match="does not come from"):
        stripe.read_notice(body, signature)


def test_the_fund_of_a_purpose_must_be_known_before_money_is_booked(
    units: Units, stripe: StripePayments, stripe_side: StripeStandIn, session_id: str
) -> None:
    with units.begin(SYSTEM) as unit:
        unit.session.execute(update(Payment).values(purpose=PaymentPurpose.ORDER))
    stripe_side.pay(session_id)
    with pytest.raises(NoFund):
        settle_payment(units, SYSTEM, stripe, session_id)


def transfer(units: Units, actor: Actor) -> int:
    """Have somebody write a transfer of 500 yuan down; return its payment."""
    receive_donation(units, actor, bank_gateway(), gift(), pages)
    return the_payment(units).id


def test_a_bank_says_nothing_so_a_person_has_to_look(units: Units, donor: Actor) -> None:
    transfer(units, donor)
    reference = the_payment(units).reference
    assert settle_payment(units, SYSTEM, bank_gateway(), reference).outcome is Outcome.WAITING


def test_a_stripe_notice_never_settles_a_bank_transfer(units: Units, donor: Actor, stripe: StripePayments) -> None:
    transfer(units, donor)
    forged = PaymentNotice("evt_1", PAID, the_payment(units).reference)
    assert settle_notice(units, SYSTEM, stripe, forged).outcome is Outcome.UNKNOWN


def test_whoever_wrote_a_transfer_down_does_not_confirm_it(units: Units, world: World) -> None:
    officer = cast_member(units, world, "finance_officer")
    payment_id = transfer(units, officer)
    with pytest.raises(SecondPersonNeeded):
        confirm_transfer(units, officer, payment_id, Money(50_000))
    with pytest.raises(SecondPersonNeeded):
        confirm_transfer(units, SYSTEM, payment_id, Money(50_000))
    colleague = replace(officer, user_id=world.users["county_officer"], name="Colleague")
    first = confirm_transfer(units, colleague, payment_id, Money(50_000))
    again = confirm_transfer(units, colleague, payment_id, Money(50_000))
    assert (first.is_new, again.is_new, again.journal_id) == (True, False, first.journal_id)
    assert_books_are_straight(units, SYSTEM, 50_000)


def test_a_transfer_of_another_amount_is_flagged_for_the_office(units: Units, world: World, donor: Actor) -> None:
    payment_id = transfer(units, donor)
    officer = cast_member(units, world, "finance_officer")
    with pytest.raises(PaymentMismatch):
        confirm_transfer(units, officer, payment_id, Money(40_000))
    payment = the_payment(units)
    assert payment.status is PaymentStatus.PENDING and payment.confirmed_by is None
    assert payment.flag is not None and "400.00 CNY arrived" in payment.flag
    confirm_transfer(units, officer, payment_id, Money(50_000))
    assert the_payment(units).flag is None


def test_a_card_payment_is_not_confirmed_by_hand(
    units: Units, world: World, session_id: str, stripe: StripePayments
) -> None:
    with pytest.raises(WrongMethod):
        confirm_transfer(units, cast_member(units, world, "finance_officer"), the_payment(units).id, Money(50_000))


def test_a_payment_outside_the_confirmers_scope_is_not_found_by_a_stranger(
    units: Units, world: World, stripe: StripePayments, session_id: str
) -> None:
    stranger = cast_member(units, world, "producer")
    assert settle_payment(units, stranger, stripe, session_id).outcome is Outcome.UNKNOWN
