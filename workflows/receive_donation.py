"""Somebody gives money: we intend, the provider is asked outside any unit, we learn what it answered.

A crash in between leaves a row that says what we meant. Resuming asks with the same key, so the provider acts once.
"""

from collections.abc import Callable
from dataclasses import dataclass

from foundation.actor import Actor
from foundation.errors import Invalid
from foundation.money import Money
from foundation.ports import PaymentGateway, PaymentOrder, PaymentTicket
from foundation.unit_of_work import Units
from ledger.operations import fail_payment, learn_ticket
from ledger.rules.words import PaymentStatus
from marketplace.errors import BadDonation, FormSentTwice
from marketplace.operations.donations import intend_donation
from marketplace.queries.donations import get_donation
from marketplace.rules.donations import NewDonation
from marketplace.rules.facts import DonationIntended
from workflows.settle_payment import LONGEST_REASON, Outcome, settle_payment

OPEN = frozenset({PaymentStatus.INTENDED, PaymentStatus.PENDING})


@dataclass(frozen=True, slots=True)
class PayerPages:
    """Where the payer comes back to after paying, and after giving up; the same for every attempt."""

    return_url: str
    cancel_url: str


PagesOf = Callable[[int], PayerPages]
"""Gives the pages of a donation by its number."""


@dataclass(frozen=True, slots=True)
class DonationTicket:
    """What the donor does next: pays at `pay_url`, or reads the donation's page when it is None."""

    donation_id: int
    pay_url: str | None = None


def receive_donation(
    units: Units, actor: Actor, gateway: PaymentGateway, new: NewDonation, pages: PagesOf
) -> DonationTicket:
    """Record a donation and ask the provider to collect it.

    Raises: BadDonation, FormSentTwice; GatewayUnavailable when the provider does not answer: the donation is kept and
        can be resumed; Invalid when the provider refuses the payment, which is then kept as failed.
    Writes: donation, payment, audit.
    """
    if gateway.name != new.method.value:
        raise BadDonation(field="method")
    given = _intend(units, actor, new)
    if given.status not in OPEN:
        return DonationTicket(given.donation_id)
    order = _order(given.donation_id, given.idempotency_key, given.reference, given.amount, pages)
    try:
        ticket = _ask(units, actor, gateway, given.payment_id, order)
    except Invalid as refusal:
        with units.begin(actor) as unit:
            fail_payment(unit, given.payment_id, str(refusal)[:LONGEST_REASON])
        raise
    return DonationTicket(given.donation_id, ticket.pay_url)


def resume_donation(
    units: Units, actor: Actor, gateway: PaymentGateway, donation_id: int, pages: PagesOf
) -> DonationTicket:
    """Go on with a donation that was not paid yet, with the same key as before.

    The provider's first answer may be old, so it is asked where the payment stands now before anybody pays again.
    Raises: DonationNotFound, GatewayUnavailable, Invalid. Writes: payment, journal, posting, audit.
    """
    with units.begin(actor, read_only=True) as unit:
        donation = get_donation(unit, donation_id)
    if donation.status not in OPEN or donation.method.value != gateway.name:
        return DonationTicket(donation_id)
    known = donation.provider_reference
    if known is not None and not _is_waiting(units, actor, gateway, known):
        return DonationTicket(donation_id)
    order = _order(donation_id, donation.idempotency_key, donation.reference, donation.amount, pages)
    ticket = _ask(units, actor, gateway, donation.payment_id, order)
    if known is None and not _is_waiting(units, actor, gateway, ticket.provider_reference):
        return DonationTicket(donation_id)
    return DonationTicket(donation_id, ticket.pay_url)


def _is_waiting(units: Units, actor: Actor, gateway: PaymentGateway, provider_reference: str) -> bool:
    return settle_payment(units, actor, gateway, provider_reference).outcome is Outcome.WAITING


def _intend(units: Units, actor: Actor, new: NewDonation) -> DonationIntended:
    try:
        with units.begin(actor) as unit:
            return intend_donation(unit, new)
    except FormSentTwice:
        # The other one of two clicks was faster; what it wrote is found now.
        with units.begin(actor) as unit:
            return intend_donation(unit, new)


def _ask(units: Units, actor: Actor, gateway: PaymentGateway, payment_id: int, order: PaymentOrder) -> PaymentTicket:
    ticket = gateway.open_payment(order)
    with units.begin(actor) as unit:
        learn_ticket(unit, payment_id, ticket)
    return ticket


def _order(donation_id: int, key: str, reference: str, amount: Money, pages: PagesOf) -> PaymentOrder:
    back = pages(donation_id)
    return PaymentOrder(
        key=key,
        reference=reference,
        amount=amount,
        description=f"Holdfast {reference}",
        return_url=back.return_url,
        cancel_url=back.cancel_url,
    )
