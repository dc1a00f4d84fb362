"""Whether the books are straight: what `holdfast check` and the self-check page ask. Nothing found means all is well.

These look at everything, whoever asks, and return no names: ids, codes and amounts only.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from foundation.unit_of_work import UnitOfWork
from ledger.models import Account, Journal, Payment, Posting
from ledger.rules.words import PaymentStatus


@dataclass(frozen=True, slots=True)
class DriftedAccount:
    """An account whose kept balance is not the sum of its lines, both in the account's own direction."""

    account_id: int
    code: str
    kept_minor: int
    summed_minor: int


@dataclass(frozen=True, slots=True)
class MisbookedPayment:
    """A settled payment whose journal moves another amount than the payment says."""

    payment_id: int
    reference: str
    amount_minor: int
    booked_minor: int


def unbalanced_journals(unit: UnitOfWork) -> list[int]:
    """Return the ids of journals without lines or whose lines do not add up to zero in each commodity.

    Cost: 1 statement over all postings.
    """
    sums = (
        select(Posting.journal_id, func.sum(Posting.amount_minor).label("total"))
        .group_by(Posting.journal_id, Posting.commodity)
        .subquery()
    )
    statement = select(Journal.id).distinct().outerjoin(sums, sums.c.journal_id == Journal.id)
    statement = statement.where(func.coalesce(sums.c.total, 1) != 0).order_by(Journal.id)
    return list(unit.session.scalars(statement))


def drifted_accounts(unit: UnitOfWork) -> list[DriftedAccount]:
    """Return the accounts whose kept balance differs from the sum of their lines.

    Cost: 1 statement over all postings.
    """
    sums = (
        select(Posting.account_id, func.sum(Posting.amount_minor).label("total"))
        .group_by(Posting.account_id)
        .subquery()
    )
    summed = Account.side * func.coalesce(sums.c.total, 0)
    statement = select(Account.id, Account.code, Account.balance_minor, summed)
    statement = statement.outerjoin(sums, sums.c.account_id == Account.id)
    rows = unit.session.execute(statement.where(Account.balance_minor != summed).order_by(Account.id))
    return [DriftedAccount(account_id, code, kept, int(total)) for account_id, code, kept, total in rows]


def misbooked_payments(unit: UnitOfWork) -> list[MisbookedPayment]:
    """Return the settled payments whose journal does not move exactly their amount.

    Cost: 1 statement.
    """
    booked = func.coalesce(func.sum(Posting.amount_minor).filter(Posting.amount_minor > 0), 0)
    statement = (
        select(Payment.id, Payment.reference, Payment.amount_minor, booked)
        .outerjoin(Posting, Posting.journal_id == Payment.journal_id)
        .where(Payment.status == PaymentStatus.SETTLED)
        .group_by(Payment.id)
        .having(booked != Payment.amount_minor)
        .order_by(Payment.id)
    )
    rows = unit.session.execute(statement)
    return [
        MisbookedPayment(payment_id, reference, amount, int(total)) for payment_id, reference, amount, total in rows
    ]
