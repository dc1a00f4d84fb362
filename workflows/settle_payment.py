"""Money arrives, or fails to: what the provider says now is booked, once, however often and in whatever order we hear.

Two units around each call: we look for the payment, ask the provider outside any unit, and write what we learned. A
notice only says that it is worth asking. It is stored first, but acted on each time: whoever crashed in between left
the rest to the next delivery.
"""

from dataclasses import dataclass

from foundation.actor import Actor
from foundation.errors import Conflict
from foundation.money import Money
from foundation.ports import PaymentGateway, PaymentNotice, PaymentState, Settlement
from foundation.unit_of_work import Units
from foundation.wording import Worded, mark
from ledger import operations as ledger
from ledger.errors import PaymentMismatch
from ledger.queries import find_payment_by_provider_reference, get_payment
from ledger.rules.accounts import DONOR_FUND
from ledger.rules.facts import PaymentSettled
from ledger.rules.payments import may_become
from ledger.rules.words import PaymentPurpose, PaymentStatus

FUNDS = {PaymentPurpose.DONATION: DONOR_FUND, PaymentPurpose.ASSISTANCE: DONOR_FUND}
LONGEST_REASON = 300
GIVEN_UP = mark("The payment provider gave the payment up.")


class Outcome(Worded):
    """What became of a payment when we asked."""

    SETTLED = "settled", mark("The money is here and booked.")
    WAITING = "waiting", mark("The money has not arrived yet.")
    FAILED = "failed", mark("The payment did not come about; nothing was charged.")
    FLAGGED = "flagged", mark("Something does not fit; the finance office looks at it.")
    UNKNOWN = "unknown", mark("We do not know this payment yet.")
    IGNORED = "ignored", mark("This notice speaks of no payment.")


class NoFund(Conflict):
    message = mark("Payments for “%(purpose)s” cannot be booked yet.")


@dataclass(frozen=True, slots=True)
class PaymentOutcome:
    outcome: Outcome
    payment_id: int | None = None


def settle_notice(units: Units, actor: Actor, gateway: PaymentGateway, notice: PaymentNotice) -> PaymentOutcome:
    """Store a provider's notice, then bring the payment it speaks of up to date.

    UNKNOWN asks for another delivery: the payer was faster than our own row.
    Raises: GatewayUnavailable. Writes: payment_notice, and what `settle_payment` writes.
    """
    with units.begin(actor) as unit:
        ledger.store_notice(unit, gateway.name, notice)
    if notice.provider_reference is None:
        return PaymentOutcome(Outcome.IGNORED)
    return settle_payment(units, actor, gateway, notice.provider_reference)


def settle_payment(units: Units, actor: Actor, gateway: PaymentGateway, provider_reference: str) -> PaymentOutcome:
    """Ask the provider where a payment of the actor's scope stands and write it down.

    Raises: GatewayUnavailable, NoFund. Writes: payment, journal, posting, audit.
    """
    with units.begin(actor, read_only=True) as unit:
        payment = find_payment_by_provider_reference(unit, provider_reference)
        if payment is None or payment.method.value != gateway.name:
            return PaymentOutcome(Outcome.UNKNOWN)
        payment_id, status, purpose = payment.id, payment.status, payment.purpose
    if status is PaymentStatus.SETTLED:
        return PaymentOutcome(Outcome.SETTLED, payment_id)
    state = gateway.look_up(provider_reference)
    if state.status is Settlement.PENDING:
        return PaymentOutcome(Outcome.WAITING, payment_id)
    if state.status is Settlement.FAILED:
        return _fail(units, actor, payment_id)
    return _settle(units, actor, payment_id, state, fund_of(purpose))


def confirm_transfer(units: Units, actor: Actor, payment_id: int, amount: Money) -> PaymentSettled:
    """Confirm that a bank transfer is on our account, as somebody who did not record it.

    Args:
        amount: what the bank statement shows.
    Raises: PaymentNotFound, WrongMethod, SecondPersonNeeded, NoFund; PaymentMismatch after the payment was flagged.
    Writes: payment, journal, posting, audit.
    """
    try:
        with units.begin(actor) as unit:
            fund = fund_of(get_payment(unit, payment_id).purpose)
            return ledger.confirm_bank_transfer(unit, payment_id, amount=amount, credit_account=fund)
    except PaymentMismatch as mismatch:
        _flag(units, actor, payment_id, mismatch)
        raise


def fund_of(purpose: PaymentPurpose) -> str:
    """Return the account that money for a purpose is held on. Raises NoFund."""
    if purpose not in FUNDS:
        raise NoFund(purpose=purpose)
    return FUNDS[purpose]


def _settle(units: Units, actor: Actor, payment_id: int, state: PaymentState, fund: str) -> PaymentOutcome:
    try:
        with units.begin(actor) as unit:
            ledger.settle_payment(unit, payment_id, amount=state.amount, fee=state.fee, credit_account=fund)
    except PaymentMismatch as mismatch:
        _flag(units, actor, payment_id, mismatch)
        return PaymentOutcome(Outcome.FLAGGED, payment_id)
    return PaymentOutcome(Outcome.SETTLED, payment_id)


def _fail(units: Units, actor: Actor, payment_id: int) -> PaymentOutcome:
    with units.begin(actor) as unit:
        status = get_payment(unit, payment_id).status
        if may_become(status, PaymentStatus.FAILED):
            ledger.fail_payment(unit, payment_id, GIVEN_UP)
    settled = status is PaymentStatus.SETTLED
    return PaymentOutcome(Outcome.SETTLED if settled else Outcome.FAILED, payment_id)


def _flag(units: Units, actor: Actor, payment_id: int, mismatch: PaymentMismatch) -> None:
    with units.begin(actor) as unit:
        ledger.flag_payment(unit, payment_id, str(mismatch)[:LONGEST_REASON])
