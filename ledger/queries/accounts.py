"""Reads of accounts and what moved on them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from foundation.money import Money
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from ledger.errors import AccountNotFound, JournalNotFound
from ledger.models import Account, Journal, Posting
from ledger.queries.scope import account_scope
from ledger.rules.accounts import DONOR_FUND


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of a journal: a debit is positive, a credit negative."""

    account_id: int
    code: str
    amount_minor: int
    commodity: str


@dataclass(frozen=True, slots=True)
class FundFlow:
    """What one cause brought into a fund (positive) or took out of it (negative)."""

    source_kind: str
    amount: Money


def get_account(unit: UnitOfWork, account_id: int) -> Account:
    """Load an account of the actor's scope, as it stands now.

    Raises: AccountNotFound.
    """
    statement = select(Account).where(Account.id == account_id, account_scope(unit.actor))
    account = unit.session.scalar(statement.execution_options(populate_existing=True))
    if account is None:
        raise AccountNotFound()
    return account


def find_account(unit: UnitOfWork, code: str) -> Account | None:
    """Load an account of the actor's scope by its code, as it stands now; None when there is none."""
    statement = select(Account).where(Account.code == code, account_scope(unit.actor))
    return unit.session.scalar(statement.execution_options(populate_existing=True))


def balance_of(unit: UnitOfWork, code: str) -> int:
    """Return what is on an account of the actor's scope, in minor units or points; 0 when nothing was ever booked."""
    statement = select(Account.balance_minor).where(Account.code == code, account_scope(unit.actor))
    return unit.session.scalar(statement) or 0


def list_accounts(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """List the accounts of the actor's scope: id, code, kind, commodity, balance_minor.

    Cost: 2 statements.
    """
    columns = (getattr(Account, name) for name in ("id", "code", "kind", "commodity", "balance_minor"))
    statement = select(*columns).where(account_scope(unit.actor))
    sortable = {"code": Account.code, "kind": Account.kind, "balance": Account.balance_minor}
    return fetch_page(unit.session, statement, request, sortable, [Account.code])


def list_statement(unit: UnitOfWork, account_id: int, request: PageRequest) -> Page[Row[Any]]:
    """List what moved on an account of the actor's scope, latest first.

    Rows: journal_id, occurred_at, reference, description, source_kind, source_id, amount_minor (in the account's own
    direction), balance_minor (after the line).
    Raises: AccountNotFound.
    Cost: 3 statements.
    """
    account = get_account(unit, account_id)
    amount = Posting.amount_minor * account.side
    lines = (
        select(
            Posting.id.label("line_id"),
            Journal.id.label("journal_id"),
            Journal.occurred_at,
            Journal.reference,
            Journal.description,
            Journal.source_kind,
            Journal.source_id,
            amount.label("amount_minor"),
            func.sum(amount).over(order_by=Posting.id).label("balance_minor"),
        )
        .join(Journal, Journal.id == Posting.journal_id)
        .where(Posting.account_id == account_id)
        .subquery()
    )
    sortable = {"at": lines.c.occurred_at, "amount": lines.c.amount_minor}
    return fetch_page(unit.session, select(lines), request, sortable, [lines.c.line_id.desc()])


def get_journal(unit: UnitOfWork, journal_id: int) -> Journal:
    """Load a journal that touches an account of the actor's scope.

    Raises: JournalNotFound.
    """
    touches = select(Posting.id).join(Account, Account.id == Posting.account_id)
    touches = touches.where(Posting.journal_id == Journal.id, account_scope(unit.actor))
    journal = unit.session.scalar(select(Journal).where(Journal.id == journal_id, touches.exists()))
    if journal is None:
        raise JournalNotFound()
    return journal


def list_lines(unit: UnitOfWork, journal_id: int) -> list[JournalLine]:
    """Return a journal's lines on accounts of the actor's scope."""
    statement = select(Account.id, Account.code, Posting.amount_minor, Posting.commodity)
    statement = statement.join(Account, Account.id == Posting.account_id)
    statement = statement.where(Posting.journal_id == journal_id, account_scope(unit.actor)).order_by(Posting.id)
    return [JournalLine(*row) for row in unit.session.execute(statement)]


def sum_fund_flows(unit: UnitOfWork, code: str = DONOR_FUND) -> list[FundFlow]:
    """Sum what came into a fund and what it was spent on, by cause; the flows add up to what is left.

    Anybody may read it: it names no person and no household. What was reversed counts for nothing.
    """
    total = func.sum(Posting.amount_minor * Account.side)
    statement = (
        select(Journal.source_kind, Account.commodity, total)
        .join(Posting, Posting.journal_id == Journal.id)
        .join(Account, Account.id == Posting.account_id)
        .where(Account.code == code, Account.owner_kind.is_(None))
        .group_by(Journal.source_kind, Account.commodity)
        .having(total != 0)
        .order_by(total.desc())
    )
    return [FundFlow(kind, Money(int(sum_), currency)) for kind, currency, sum_ in unit.session.execute(statement)]
