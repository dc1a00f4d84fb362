"""Reads of payments."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import aliased

from foundation.money import Money
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from ledger.errors import PaymentNotFound
from ledger.models import Journal, Payment
from ledger.queries.scope import payment_scope
from ledger.rules.words import PaymentMethod, PaymentPurpose, PaymentStatus


@dataclass(frozen=True, slots=True)
class PaymentFilters:
    """What a list of payments is narrowed to; what is left empty narrows nothing.

    Args:
        created_before: payments that wait since before this moment.
        words: part of the reference or of the payer's name.
    """

    statuses: Collection[PaymentStatus] = ()
    purposes: Collection[PaymentPurpose] = ()
    methods: Collection[PaymentMethod] = ()
    is_flagged: bool = False
    created_before: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class PurposeFlow:
    """Money received for one purpose, and what collecting it cost."""

    purpose: PaymentPurpose
    payments: int
    received: Money
    fees: Money


def get_payment(unit: UnitOfWork, payment_id: int) -> Payment:
    """Load a payment of the actor's scope.

    Raises: PaymentNotFound.
    """
    payment = unit.session.scalar(select(Payment).where(Payment.id == payment_id, payment_scope(unit.actor)))
    if payment is None:
        raise PaymentNotFound()
    return payment


def find_payment_by_provider_reference(unit: UnitOfWork, provider_reference: str) -> Payment | None:
    """Load the payment of the actor's scope that the provider knows under this reference; None when there is none."""
    return unit.session.scalar(
        select(Payment).where(Payment.provider_reference == provider_reference, payment_scope(unit.actor))
    )


def list_payments(unit: UnitOfWork, request: PageRequest, filters: PaymentFilters = PaymentFilters()) -> Page[Row[Any]]:
    """List the payments of the actor's scope, latest first.

    Rows: id, reference, purpose, payer_name, method, amount_minor, currency, fee_minor, status, created_at, settled_at,
    flag.
    Cost: 2 statements.
    """
    columns = ("id", "reference", "purpose", "payer_name", "method", "amount_minor", "currency", "fee_minor", "status")
    moments = ("created_at", "settled_at", "flag")
    statement = select(*(getattr(Payment, name) for name in columns + moments))
    statement = statement.where(payment_scope(unit.actor), *_conditions(filters))
    sortable = {
        "reference": Payment.reference,
        "payer": Payment.payer_name,
        "amount": Payment.amount_minor,
        "created": Payment.created_at,
        "settled": Payment.settled_at,
    }
    return fetch_page(unit.session, statement, request, sortable, [Payment.created_at.desc(), Payment.id.desc()])


def sum_flows_by_purpose(unit: UnitOfWork) -> list[PurposeFlow]:
    """Sum the money received by purpose and currency, without what was booked back.

    Anybody may read it: it names no payer and no household.
    """
    reversal = aliased(Journal)
    statement = (
        select(
            Payment.purpose,
            Payment.currency,
            func.count(),
            func.sum(Payment.amount_minor),
            func.sum(Payment.fee_minor),
        )
        .outerjoin(reversal, reversal.reverses_id == Payment.journal_id)
        .where(Payment.status == PaymentStatus.SETTLED, reversal.id.is_(None))
        .group_by(Payment.purpose, Payment.currency)
        .order_by(func.sum(Payment.amount_minor).desc())
    )
    return [
        PurposeFlow(purpose, count, Money(int(received), currency), Money(int(fees), currency))
        for purpose, currency, count, received, fees in unit.session.execute(statement)
    ]


def _conditions(filters: PaymentFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.statuses:
        conditions.append(Payment.status.in_(filters.statuses))
    if filters.purposes:
        conditions.append(Payment.purpose.in_(filters.purposes))
    if filters.methods:
        conditions.append(Payment.method.in_(filters.methods))
    if filters.is_flagged:
        conditions.append(Payment.flag.is_not(None))
    if filters.created_before:
        conditions.append(Payment.created_at < filters.created_before)
    if filters.words:
        columns = (Payment.reference, Payment.payer_name)
        conditions.append(or_(*(column.icontains(filters.words, autoescape=True) for column in columns)))
    return conditions
