"""How a payment moves from intention to money received, and how it is booked.

Intended: we mean to collect. Pending: the provider (or the bank) knows of it. Settled: the money is here, which nothing
undoes. Money may arrive after a failure or after we cancelled; it is recorded then too, because it is here.
"""

from dataclasses import dataclass
from datetime import date

from foundation.errors import Invalid
from foundation.money import Money
from foundation.wording import mark
from ledger.errors import PaymentMismatch, PaymentStuck
from ledger.rules.accounts import FEE_ACCOUNTS, MONEY_ACCOUNTS
from ledger.rules.entries import LARGEST_MINOR, Entry, credit, debit
from ledger.rules.words import CNY, PaymentMethod, PaymentPurpose, PaymentStatus


@dataclass(frozen=True, slots=True)
class NewPayment:
    """What we mean to collect.

    Args:
        subject_kind: what is paid for, such as `donation`, with the row's number in `subject_id`.
        idempotency_key: made from the caller's own row and the action, such as `donation:7:pay`.
        reference: what people see and write on a transfer; made from purpose, year and number when left out.
        household_id: the household the payment is about, with its region path; they scope who sees it.
        recorded_by: the person of the office who recorded a transfer, who may not confirm it.
    """

    purpose: PaymentPurpose
    method: PaymentMethod
    amount: Money
    payer_name: str
    subject_kind: str
    subject_id: int | None
    idempotency_key: str
    reference: str | None = None
    payer_organisation_id: int | None = None
    household_id: int | None = None
    region_path: str | None = None
    recorded_by: int | None = None


TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.INTENDED: frozenset({PaymentStatus.PENDING, PaymentStatus.FAILED, PaymentStatus.CANCELLED}),
    PaymentStatus.PENDING: frozenset({PaymentStatus.SETTLED, PaymentStatus.FAILED, PaymentStatus.CANCELLED}),
    PaymentStatus.FAILED: frozenset({PaymentStatus.SETTLED}),
    PaymentStatus.CANCELLED: frozenset({PaymentStatus.SETTLED}),
    PaymentStatus.SETTLED: frozenset(),
}

LETTERS = {
    PaymentPurpose.DONATION: "D",
    PaymentPurpose.ASSISTANCE: "A",
    PaymentPurpose.ORDER: "O",
    PaymentPurpose.PREMIUM: "P",
}


def may_become(status: PaymentStatus, wanted: PaymentStatus) -> bool:
    """Tell whether a payment may go from one status to another."""
    return wanted in TRANSITIONS[status]


def check_step(status: PaymentStatus, wanted: PaymentStatus) -> None:
    """Raise PaymentStuck unless a payment may go from `status` to `wanted`."""
    if not may_become(status, wanted):
        raise PaymentStuck(status=status, wanted=wanted)


def check_intended(amount: Money) -> None:
    """Raise Invalid unless the amount can be asked for."""
    if amount.currency != CNY:
        raise Invalid(mark("Payments are taken in CNY, not in %(currency)s."), currency=amount.currency, field="amount")
    if not 0 < amount.minor <= LARGEST_MINOR:
        raise Invalid(mark("Give an amount above zero."), field="amount")


def check_arrived(expected: Money, arrived: Money, fee: Money) -> None:
    """Raise PaymentMismatch unless what arrived is what was asked for, with a fee in its currency that fits in it."""
    if arrived != expected:
        raise PaymentMismatch(expected=money_words(expected), arrived=money_words(arrived))
    if fee.currency != expected.currency or not 0 <= fee.minor <= expected.minor:
        raise PaymentMismatch(
            mark("A fee of %(fee)s does not fit %(expected)s. Somebody in the finance office must look at it."),
            fee=money_words(fee),
            expected=money_words(expected),
        )


def money_words(amount: Money) -> str:
    """Write an amount with its currency code."""
    return f"{amount.major} {amount.currency}"


def payment_reference(purpose: PaymentPurpose, on: date, payment_id: int) -> str:
    """Return the reference people see and write on a transfer, such as `D-2026-000123`."""
    return f"{LETTERS[purpose]}-{on.year}-{payment_id:06d}"


def settlement_entries(method: PaymentMethod, amount: Money, fee: Money, credit_account: str) -> tuple[Entry, ...]:
    """Return the lines of money received: debit where it lies and what it cost, credit what it is for.

    Args:
        fee: what the provider kept; zero leaves its line out.
    """
    net = amount - fee
    lines = [
        debit(MONEY_ACCOUNTS[method], net) if net else None,
        debit(FEE_ACCOUNTS[method], fee) if fee else None,
        credit(credit_account, amount),
    ]
    return tuple(line for line in lines if line)
