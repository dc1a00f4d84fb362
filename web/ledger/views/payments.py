"""Payments: the list with its export, one payment, and what a person of the finance office does about it."""

from collections.abc import Iterator
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row

from foundation.actor import Actor
from foundation.clock import local_date
from foundation.errors import GatewayUnavailable, HoldfastError
from foundation.money import Money
from foundation.paging import MAX_SIZE, PageRequest
from foundation.unit_of_work import UnitOfWork, Units
from ledger import operations
from ledger.permissions import LedgerPermission
from ledger.queries import PaymentFilters, get_payment, list_lines
from ledger.queries import list_payments as read_payments
from registry.queries.users import get_user
from web.access import needs
from web.filters import label
from web.forms import add_error, page_request
from web.ledger import blueprint
from web.ledger.forms import CancelPaymentForm, ConfirmTransferForm, PaymentFilterForm
from web.sealed_lists import ListFile, sealed_list
from web.services import services
from workflows.settle_payment import confirm_transfer, settle_payment


@blueprint.get("/payments")
@needs(LedgerPermission.READ_PAYMENTS, menu=_l("Payments"), rank=64)
def list_payments(unit: UnitOfWork) -> ResponseReturnValue:
    form = PaymentFilterForm()
    page = read_payments(unit, page_request(), form.filters())
    return render_template("ledger/payment_list.html", page=page, form=form)


@sealed_list(
    blueprint,
    "/payments/export",
    LedgerPermission.READ_PAYMENTS,
    back="ledger.list_payments",
    title=_l("Payments"),
)
def export_payments(unit: UnitOfWork) -> ListFile:
    filters, sort = PaymentFilterForm().filters(), page_request().sort
    return ListFile("payments", _columns(), lambda: map(_cells, _every_row(unit, filters, sort)))


@blueprint.get("/payments/<int:payment_id>")
@needs(LedgerPermission.READ_PAYMENTS)
def show_payment(unit: UnitOfWork, payment_id: int) -> ResponseReturnValue:
    return _page(unit, payment_id, ConfirmTransferForm())


@blueprint.post("/payments/<int:payment_id>/confirm")
@needs(LedgerPermission.CONFIRM_PAYMENT, own_units=True)
def confirm_payment(units: Units, actor: Actor, payment_id: int) -> ResponseReturnValue:
    form = ConfirmTransferForm()
    if form.validate():
        try:
            confirm_transfer(units, actor, payment_id, form.amount.data or Money.zero())
            flash(_("The transfer is confirmed and booked."), "success")
            return _show(payment_id)
        except HoldfastError as error:
            add_error(form, error)
    with units.begin(actor, read_only=True) as unit:
        return _page(unit, payment_id, form), 422


@blueprint.post("/payments/<int:payment_id>/ask")
@needs(LedgerPermission.CONFIRM_PAYMENT, own_units=True)
def ask_provider(units: Units, actor: Actor, payment_id: int) -> ResponseReturnValue:
    with units.begin(actor, read_only=True) as unit:
        payment = get_payment(unit, payment_id)
        name, reference = payment.method.value, payment.provider_reference
    gateway = services().payments.get(name)
    if gateway is None or reference is None:
        raise GatewayUnavailable()
    found = settle_payment(units, actor, gateway, reference)
    flash(label(found.outcome), "info")
    return _show(payment_id)


@blueprint.get("/payments/<int:payment_id>/cancel")
@needs(LedgerPermission.CANCEL_PAYMENT)
def show_cancel_payment(unit: UnitOfWork, payment_id: int) -> ResponseReturnValue:
    payment = get_payment(unit, payment_id)
    return render_template("ledger/payment_cancel.html", payment=payment, form=CancelPaymentForm())


@blueprint.post("/payments/<int:payment_id>/cancel")
@needs(LedgerPermission.CANCEL_PAYMENT)
def cancel_payment(unit: UnitOfWork, payment_id: int) -> ResponseReturnValue:
    form = CancelPaymentForm()
    if not form.validate():
        payment = get_payment(unit, payment_id)
        return render_template("ledger/payment_cancel.html", payment=payment, form=form), 422
    operations.cancel_payment(unit, payment_id, form.reason.data)
    flash(_("We wait for this payment no longer. Should its money arrive after all, it is still booked."), "success")
    return _show(payment_id)


def _page(unit: UnitOfWork, payment_id: int, confirm_form: ConfirmTransferForm) -> str:
    payment = get_payment(unit, payment_id)
    return render_template(
        "ledger/payment_show.html",
        payment=payment,
        recorded_by=get_user(unit, payment.recorded_by).name if payment.recorded_by else None,
        confirmed_by=get_user(unit, payment.confirmed_by).name if payment.confirmed_by else None,
        lines=list_lines(unit, payment.journal_id) if payment.journal_id else [],
        confirm_form=confirm_form,
    )


def _show(payment_id: int) -> ResponseReturnValue:
    return redirect(url_for("ledger.show_payment", payment_id=payment_id))


def _every_row(unit: UnitOfWork, filters: PaymentFilters, sort: str) -> Iterator[Row[Any]]:
    """Yield every page's rows, for an export of exactly what is shown."""
    number, pages = 1, 1
    while number <= pages:
        page = read_payments(unit, PageRequest(number, MAX_SIZE, sort), filters)
        yield from page.rows
        number, pages = number + 1, page.page_count


def _columns() -> list[str]:
    words = (_("Reference"), _("Purpose"), _("Payer"), _("Paid by"), _("Amount"), _("Currency"), _("Fee"))
    return [*words, _("State"), _("Begun on"), _("Received on"), _("What does not fit")]


def _cells(row: Row[Any]) -> list[object]:
    amount, fee = Money(row.amount_minor, row.currency), Money(row.fee_minor, row.currency)
    words = (row.reference, label(row.purpose), row.payer_name, label(row.method), amount.major, row.currency)
    settled_on = local_date(row.settled_at) if row.settled_at else None
    return [*words, fee.major, label(row.status), local_date(row.created_at), settled_on, row.flag]
