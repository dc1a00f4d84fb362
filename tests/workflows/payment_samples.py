"""Gateways and pages that the payment stories use."""

from foundation.money import Money
from foundation.unit_of_work import Units
from gateways.bank_transfer import BankTransfer
from gateways.stripe_payments import StripePayments
from ledger.queries import balance_of, drifted_accounts, list_lines, misbooked_payments, unbalanced_journals
from tests.stripe_stand_in import StripeStandIn
from workflows.receive_donation import PayerPages

STRIPE_AMOUNT = Money(50_000)
STRIPE_FEE = Money(1_480)
"""2.9 % and 30 fen of 500 yuan."""


def stripe_gateway(stripe_side: StripeStandIn) -> StripePayments:
    return StripePayments(stripe_side.secret_key, stripe_side.webhook_secret, stripe_side.base_url, timeout_seconds=5)


def bank_gateway() -> BankTransfer:
    return BankTransfer("Test county assistance fund", "Test bank", "0000 0000")


def pages(donation_id: int) -> PayerPages:
    address = f"https://holdfast.example/donations/{donation_id}"
    return PayerPages(address, address)


def lines_of(unit: object, journal_id: int) -> dict[str, int]:
    """Return a journal's lines by account; they add up to zero."""
    lines = {line.code: line.amount_minor for line in list_lines(unit, journal_id)}  # type: ignore[arg-type]
    assert sum(lines.values()) == 0
    return lines


def assert_books_are_straight(units: Units, actor: object, fund: int) -> None:
    """Every journal balances, every payment is booked at its amount, and the donor fund holds `fund` fen."""
    with units.begin(actor, read_only=True) as unit:  # type: ignore[arg-type]
        assert unbalanced_journals(unit) == []
        assert drifted_accounts(unit) == []
        assert misbooked_payments(unit) == []
        assert balance_of(unit, "donor-fund") == fund
