"""Accounts with their statements, and bookings with their lines."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from foundation.unit_of_work import UnitOfWork
from ledger.permissions import LedgerPermission
from ledger.queries import get_account, get_journal, list_lines, list_statement
from ledger.queries import list_accounts as read_accounts
from web.access import needs
from web.forms import page_request
from web.ledger import blueprint


@blueprint.get("/accounts")
@needs(LedgerPermission.READ_ACCOUNTS, menu=_l("Accounts"), rank=65)
def list_accounts(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("ledger/account_list.html", page=read_accounts(unit, page_request()))


@blueprint.get("/accounts/<int:account_id>")
@needs(LedgerPermission.READ_ACCOUNTS)
def show_account(unit: UnitOfWork, account_id: int) -> ResponseReturnValue:
    account = get_account(unit, account_id)
    page = list_statement(unit, account_id, page_request())
    return render_template("ledger/account_show.html", account=account, page=page)


@blueprint.get("/journals/<int:journal_id>")
@needs(LedgerPermission.READ_ACCOUNTS)
def show_journal(unit: UnitOfWork, journal_id: int) -> ResponseReturnValue:
    journal = get_journal(unit, journal_id)
    return render_template("ledger/journal_show.html", journal=journal, lines=list_lines(unit, journal_id))
