"""Requests for help: the list, one request, the enterprise's answer and delivery, taking one back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.clock import local_date
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from marketplace.permissions import MarketplacePermission
from marketplace.queries.requests import RequestRow, get_request, iterate_requests
from marketplace.queries.requests import list_requests as read_requests
from web.access import needs
from web.filters import label
from web.forms import Form, add_error, page_request
from web.languages import current_language
from web.marketplace import blueprint
from web.marketplace.forms import DeclineForm, DeliverForm, RequestFilterForm, WithdrawForm
from web.sealed_lists import ListFile, sealed_list
from workflows.answer_assistance_request import answer_assistance_request, record_help_delivered
from workflows.draw_on_offer import withdraw_from_offer


@blueprint.get("/requests")
@needs(MarketplacePermission.REQUEST_READ, menu=_l("Requests for help"), rank=58)
def list_requests(unit: UnitOfWork) -> ResponseReturnValue:
    form = RequestFilterForm()
    page = read_requests(unit, form.filters(), page_request())
    return render_template("marketplace/request_list.html", page=page, form=form)


@sealed_list(
    blueprint,
    "/requests/export",
    MarketplacePermission.REQUEST_READ,
    back="marketplace.list_requests",
    title=_l("Requests for help"),
)
def export_requests(unit: UnitOfWork) -> ListFile:
    filters = RequestFilterForm().filters()
    return ListFile("requests", _columns(), lambda: map(_cells, iterate_requests(unit, filters)))


@blueprint.get("/requests/<int:request_id>")
@needs(MarketplacePermission.REQUEST_READ)
def show_request(unit: UnitOfWork, request_id: int) -> ResponseReturnValue:
    return _page(unit, request_id)


@blueprint.post("/requests/<int:request_id>/accept")
@needs(MarketplacePermission.REQUEST_ANSWER)
def accept_request(unit: UnitOfWork, request_id: int) -> ResponseReturnValue:
    moved = answer_assistance_request(unit, request_id, is_accepted=True)
    flash(_("%(number)s is promised. Record the delivery here once the help is there.", number=moved.number), "success")
    return _back(request_id)


@blueprint.post("/requests/<int:request_id>/decline")
@needs(MarketplacePermission.REQUEST_ANSWER)
def decline_request(unit: UnitOfWork, request_id: int) -> ResponseReturnValue:
    form = DeclineForm()
    if not form.validate():
        return _page(unit, request_id, decline_form=form), 422
    moved = answer_assistance_request(unit, request_id, is_accepted=False, reason=form.reason.data)
    flash(_("%(number)s is declined; the household reads your reason.", number=moved.number), "success")
    return _back(request_id)


@blueprint.post("/requests/<int:request_id>/deliver")
@needs(MarketplacePermission.REQUEST_ANSWER)
def record_delivery(unit: UnitOfWork, request_id: int) -> ResponseReturnValue:
    form = DeliverForm()
    if form.validate():
        try:
            moved = record_help_delivered(unit, request_id, form.delivered_on.data)
            flash(_("%(number)s is delivered. Thank you.", number=moved.number), "success")
            return _back(request_id)
        except HoldfastError as error:
            add_error(form, error)
    return _page(unit, request_id, deliver_form=form), 422


@blueprint.post("/requests/<int:request_id>/withdraw")
@needs(MarketplacePermission.REQUEST_MAKE)
def withdraw_request(unit: UnitOfWork, request_id: int) -> ResponseReturnValue:
    form = WithdrawForm()
    if not form.validate():
        return _page(unit, request_id, withdraw_form=form), 422
    moved = withdraw_from_offer(unit, request_id, form.reason.data or "")
    flash(_("%(number)s is taken back and dropped from the plan.", number=moved.number), "success")
    return _back(request_id)


def _page(unit: UnitOfWork, request_id: int, **given: Form) -> str:
    """Show a request; a form that was refused takes the place of its empty one."""
    empty = {
        "decline_form": DeclineForm(formdata=None),
        "deliver_form": DeliverForm(formdata=None, delivered_on=unit.today),
        "withdraw_form": WithdrawForm(formdata=None),
    }
    row = get_request(unit, request_id)
    return render_template("marketplace/request_show.html", row=row, **(empty | given))


def _back(request_id: int) -> ResponseReturnValue:
    return redirect(url_for("marketplace.show_request", request_id=request_id))


def _columns() -> list[str]:
    words = (_("Number"), _("Offer"), _("Organisation"), _("Household"), _("Village"), _("Quantity"), _("Unit"))
    return [*words, _("Asked on"), _("State"), _("Delivered on")]


def _cells(row: RequestRow) -> list[object]:
    title = row.title_en if current_language() == "en" else row.title_zh
    words = (row.number, title, row.organisation, row.household, row.village, row.quantity, label(row.unit))
    return [*words, local_date(row.requested_at), label(row.state), row.delivered_on]
