"""Gifts of money: what is entered, and what can be taken."""

from dataclasses import dataclass

from foundation.money import Money
from foundation.wording import mark
from ledger.rules.words import PaymentMethod
from marketplace.errors import BadDonation
from marketplace.rules.words import DonationPurpose

SMALLEST_MINOR = 100
LARGEST_MINOR = 10**11


@dataclass(frozen=True, slots=True)
class NewDonation:
    """What a donor enters.

    Args:
        form_key: made with the form, so that sending it twice gives once.
        donor_name: who gives; the finance office sees it even when the public does not.
    """

    form_key: str
    amount: Money
    purpose: DonationPurpose
    method: PaymentMethod
    donor_name: str
    is_anonymous: bool = False


def check_donation(new: NewDonation) -> None:
    """Raise BadDonation unless the donation can be asked for."""
    if not new.donor_name.strip():
        raise BadDonation(mark("Say who gives."), field="donor_name")
    if new.amount.currency != "CNY":
        raise BadDonation(mark("Donations are taken in yuan."), field="amount")
    if not SMALLEST_MINOR <= new.amount.minor <= LARGEST_MINOR:
        raise BadDonation(
            mark("Give at least %(least)s and at most %(most)s."),
            field="amount",
            least=Money(SMALLEST_MINOR),
            most=Money(LARGEST_MINOR),
        )


def donation_key(donation_id: int) -> str:
    """Return the idempotency key under which a donation's money is asked for, however often we ask."""
    return f"donation:{donation_id}:pay"
