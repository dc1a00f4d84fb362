"""Reads of donations: an organisation its own, the finance office all, everybody the sums."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from foundation.money import Money
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from ledger.models import Journal, Payment
from ledger.rules.words import PaymentMethod, PaymentStatus
from marketplace.errors import DonationNotFound
from marketplace.models import Donation
from marketplace.queries.scope import donation_scope
from marketplace.rules.words import DonationPurpose


@dataclass(frozen=True, slots=True)
class DonationRow:
    """A donation with what its payment says."""

    id: int
    reference: str
    donor_name: str
    is_anonymous: bool
    amount: Money
    purpose: DonationPurpose
    given_at: datetime
    payment_id: int
    method: PaymentMethod
    status: PaymentStatus
    idempotency_key: str
    provider_reference: str | None
    settled_at: datetime | None
    end_reason: str | None
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class DonationSum:
    """What was received for one purpose."""

    purpose: DonationPurpose
    count: int
    amount: Money


def get_donation(unit: UnitOfWork, donation_id: int) -> DonationRow:
    """Return a donation that the actor may see. Raises DonationNotFound. Cost: 1."""
    row = unit.session.execute(_donation_rows(unit).where(Donation.id == donation_id)).one_or_none()
    if row is None:
        raise DonationNotFound()
    return _row(row)


def list_donations(unit: UnitOfWork, request: PageRequest) -> Page[DonationRow]:
    """Return a page of the donations in scope, latest first. Cost: 2."""
    sortable = {
        "reference": Donation.id,
        "amount": Donation.amount_minor,
        "given": Donation.given_at,
        "donor": Donation.donor_name,
    }
    page = fetch_page(unit.session, _donation_rows(unit), request, sortable, [Donation.id.desc()])
    return Page([_row(row) for row in page.rows], page.total, page.number, page.size, page.sort)


def sum_donations(unit: UnitOfWork) -> tuple[DonationSum, ...]:
    """Sum the donations received by purpose, without what was booked back, largest first.

    Anybody may read it: it names no donor and no household. Cost: 1.
    """
    reversal = aliased(Journal)
    total = func.sum(Donation.amount_minor)
    statement = (
        select(Donation.purpose, func.count(), total, Donation.currency)
        .join(Payment, Payment.id == Donation.payment_id)
        .outerjoin(reversal, reversal.reverses_id == Payment.journal_id)
        .where(Payment.status == PaymentStatus.SETTLED, reversal.id.is_(None))
        .group_by(Donation.purpose, Donation.currency)
        .order_by(total.desc())
    )
    return tuple(
        DonationSum(purpose, count, Money(int(sum_), currency))
        for purpose, count, sum_, currency in unit.session.execute(statement)
    )


def _donation_rows(unit: UnitOfWork) -> Select[Any]:
    columns: list[Any] = [Donation, Payment]
    return (
        select(*columns)
        .join(Payment, Payment.id == Donation.payment_id)
        .where(donation_scope(unit.actor))
        .execution_options(populate_existing=True)
    )


def _row(row: Row[Any]) -> DonationRow:
    held: Donation = row.Donation
    payment: Payment = row.Payment
    return DonationRow(
        id=held.id,
        reference=held.reference,
        donor_name=held.donor_name,
        is_anonymous=held.is_anonymous,
        amount=held.amount,
        purpose=held.purpose,
        given_at=held.given_at,
        payment_id=payment.id,
        method=payment.method,
        status=payment.status,
        idempotency_key=payment.idempotency_key,
        provider_reference=payment.provider_reference,
        settled_at=payment.settled_at,
        end_reason=payment.end_reason,
        is_flagged=payment.flag is not None,
    )
