"""Offers of help: the list that staff browse, one offer, posting, changing, opening, pausing, closing."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.errors import HoldfastError
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from marketplace.operations import offers
from marketplace.permissions import MarketplacePermission
from marketplace.queries.offers import OfferRow, get_offer, iterate_offers
from marketplace.queries.offers import list_offers as read_offers
from marketplace.queries.organisations import list_offer_regions
from marketplace.queries.requests import RequestFilters, list_requests
from marketplace.rules.offers import open_acts
from registry.rules.causes import Cause
from web.access import needs
from web.exports import csv_response
from web.filters import label
from web.forms import add_error, enum_choices, page_request
from web.languages import current_language
from web.marketplace import blueprint
from web.marketplace.forms import EVERYWHERE, OfferFilterForm, OfferForm, offer_values

REQUESTS_SHOWN = 20


@blueprint.get("/offers")
@needs(MarketplacePermission.OFFER_BROWSE, menu=_l("Offers of help"), rank=57)
def list_offers(unit: UnitOfWork) -> ResponseReturnValue:
    form = OfferFilterForm()
    if request.args.get("format") == "csv":
        rows = iterate_offers(unit, form.filters())
        return csv_response("offers", _columns(), (_cells(row) for row in rows))
    page = read_offers(unit, form.filters(), page_request())
    return render_template("marketplace/offer_list.html", page=page, form=form)


@blueprint.get("/offers/<int:offer_id>")
@needs(MarketplacePermission.OFFER_READ)
def show_offer(unit: UnitOfWork, offer_id: int) -> ResponseReturnValue:
    offer = get_offer(unit, offer_id)
    return render_template(
        "marketplace/offer_show.html",
        offer=offer,
        acts=open_acts(offer.state),
        requests=list_requests(unit, RequestFilters(offer_id=offer_id), PageRequest(size=REQUESTS_SHOWN)),
    )


@blueprint.get("/offers/new")
@needs(MarketplacePermission.OWN_OFFER_POST)
def show_post_offer(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("marketplace/offer_form.html", form=_form(unit), offer=None)


@blueprint.post("/offers/new")
@needs(MarketplacePermission.OWN_OFFER_POST)
def post_offer(unit: UnitOfWork) -> ResponseReturnValue:
    form = _form(unit)
    if form.validate():
        try:
            posted = offers.post_offer(unit, form.new_offer())
            flash(_("The draft is saved. Look at it once more, then publish it."), "success")
            return _show(posted.offer_id)
        except HoldfastError as error:
            add_error(form, error)
    return render_template("marketplace/offer_form.html", form=form, offer=None), 422


@blueprint.get("/offers/<int:offer_id>/change")
@needs(MarketplacePermission.OWN_OFFER_POST)
def show_change_offer(unit: UnitOfWork, offer_id: int) -> ResponseReturnValue:
    offer = get_offer(unit, offer_id)
    return render_template("marketplace/offer_form.html", form=_form(unit, offer), offer=offer)


@blueprint.post("/offers/<int:offer_id>/change")
@needs(MarketplacePermission.OWN_OFFER_POST)
def change_offer(unit: UnitOfWork, offer_id: int) -> ResponseReturnValue:
    offer = get_offer(unit, offer_id)
    form = _form(unit, offer)
    if form.validate():
        try:
            offers.change_offer(unit, offer_id, form.new_offer())
            flash(_("The change is saved."), "success")
            return _show(offer_id)
        except HoldfastError as error:
            add_error(form, error)
    return render_template("marketplace/offer_form.html", form=form, offer=offer), 422


@blueprint.post("/offers/<int:offer_id>/publish")
@needs(MarketplacePermission.OWN_OFFER_POST)
def publish_offer(unit: UnitOfWork, offer_id: int) -> ResponseReturnValue:
    offers.publish_offer(unit, offer_id)
    flash(_("The offer is open. Caseworkers see it with every household that it fits."), "success")
    return _show(offer_id)


@blueprint.post("/offers/<int:offer_id>/pause")
@needs(MarketplacePermission.OWN_OFFER_POST)
def pause_offer(unit: UnitOfWork, offer_id: int) -> ResponseReturnValue:
    offers.pause_offer(unit, offer_id)
    flash(_("Nobody can ask for this offer for now. What you promised stays promised."), "success")
    return _show(offer_id)


@blueprint.get("/offers/<int:offer_id>/close")
@needs(MarketplacePermission.OWN_OFFER_POST)
def show_close_offer(unit: UnitOfWork, offer_id: int) -> ResponseReturnValue:
    return render_template("marketplace/offer_close.html", offer=get_offer(unit, offer_id))


@blueprint.post("/offers/<int:offer_id>/close")
@needs(MarketplacePermission.OWN_OFFER_POST)
def close_offer(unit: UnitOfWork, offer_id: int) -> ResponseReturnValue:
    offers.close_offer(unit, offer_id)
    flash(_("The offer is closed. Requests that wait can still be answered."), "success")
    return _show(offer_id)


def _show(offer_id: int) -> ResponseReturnValue:
    return redirect(url_for("marketplace.show_offer", offer_id=offer_id))


def _form(unit: UnitOfWork, offer: OfferRow | None = None) -> OfferForm:
    regions = list_offer_regions(unit)
    seat = next((region.path for region in regions if region.level == "county"), EVERYWHERE)
    form = OfferForm(data=offer_values(offer) if offer else {"valid_from": unit.today, "region": seat})
    form.causes.choices = enum_choices(Cause)
    form.region.choices = [(EVERYWHERE, _("The whole country")), *((region.path, region.name) for region in regions)]
    return form


def _columns() -> list[str]:
    words = (_("Organisation"), _("Title"), _("Kind"), _("Unit"), _("Offered"), _("Left"), _("Promised"))
    return [*words, _("Delivered"), _("Last day"), _("State")]


def _cells(row: OfferRow) -> list[object]:
    title = row.title_en if current_language() == "en" else row.title_zh
    words = (row.organisation, title, label(row.kind), label(row.unit), row.quantity, row.left, row.promised)
    return [*words, row.delivered, row.valid_until, label(row.state)]
