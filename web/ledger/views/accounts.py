"""Accounts with their statements, and bookings with their lines."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from ledger import operations
from ledger.permissions import LedgerPermission
from ledger.queries import get_account, get_journal, list_lines, list_statement
from ledger.queries import list_accounts as read_accounts
from web.access import needs
from web.forms import add_error, page_request
from web.ledger import blueprint
from web.ledger.forms import ReverseJournalForm


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


@blueprint.get("/journals/<int:journal_id>/reverse")
@needs(LedgerPermission.REVERSE_JOURNAL)
def show_reverse_journal(unit: UnitOfWork, journal_id: int) -> ResponseReturnValue:
    return _reverse_page(unit, journal_id, ReverseJournalForm())


@blueprint.post("/journals/<int:journal_id>/reverse")
@needs(LedgerPermission.REVERSE_JOURNAL)
def reverse_journal(unit: UnitOfWork, journal_id: int) -> ResponseReturnValue:
    form = ReverseJournalForm()
    if form.validate():
        try:
            reversal = operations.reverse_journal(unit, journal_id, form.reason.data)
            flash(_("The booking is taken back by a booking of its own; both stay in the books."), "success")
            return redirect(url_for("ledger.show_journal", journal_id=reversal.journal_id))
        except HoldfastError as error:
            add_error(form, error)
    return _reverse_page(unit, journal_id, form), 422


def _reverse_page(unit: UnitOfWork, journal_id: int, form: ReverseJournalForm) -> str:
    journal = get_journal(unit, journal_id)
    return render_template(
        "ledger/journal_reverse.html", journal=journal, lines=list_lines(unit, journal_id), form=form
    )
