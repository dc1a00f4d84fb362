"""The producer's own goods: the home page, adding, changing, sending to the county, taking off the market."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from marketplace.operations import listings
from marketplace.permissions import MarketplacePermission
from marketplace.queries.listings import get_listing, list_listings
from marketplace.rules.words import ListingState
from web.access import needs
from web.filters import label
from web.forms import add_error, page_request
from web.marketplace import blueprint
from web.marketplace.market_forms import ListingFilterForm, ListingForm, listing_values


@blueprint.get("/our-goods")
@needs(MarketplacePermission.OWN_LISTING_MANAGE, menu=_l("Our goods"), rank=10)
def show_producer_home(unit: UnitOfWork) -> ResponseReturnValue:
    form = ListingFilterForm()
    page = list_listings(unit, form.filters(), page_request())
    return render_template("marketplace/producer_home.html", page=page, form=form)


@blueprint.get("/our-goods/<int:listing_id>")
@needs(MarketplacePermission.OWN_LISTING_MANAGE)
def show_own_listing(unit: UnitOfWork, listing_id: int) -> ResponseReturnValue:
    return render_template("marketplace/listing_own.html", listing=get_listing(unit, listing_id))


@blueprint.get("/our-goods/new")
@needs(MarketplacePermission.OWN_LISTING_MANAGE)
def show_create_listing(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("marketplace/listing_form.html", form=ListingForm(), listing=None)


@blueprint.post("/our-goods/new")
@needs(MarketplacePermission.OWN_LISTING_MANAGE)
def create_listing(unit: UnitOfWork) -> ResponseReturnValue:
    form = ListingForm()
    if form.validate():
        try:
            saved = listings.create_listing(unit, form.new_listing())
            flash(_("The draft is saved. Look at it once more, then send it to the county."), "success")
            return _show(saved.listing_id)
        except HoldfastError as error:
            add_error(form, error)
    return render_template("marketplace/listing_form.html", form=form, listing=None), 422


@blueprint.get("/our-goods/<int:listing_id>/change")
@needs(MarketplacePermission.OWN_LISTING_MANAGE)
def show_change_listing(unit: UnitOfWork, listing_id: int) -> ResponseReturnValue:
    listing = get_listing(unit, listing_id)
    form = ListingForm(data=listing_values(listing))
    return render_template("marketplace/listing_form.html", form=form, listing=listing)


@blueprint.post("/our-goods/<int:listing_id>/change")
@needs(MarketplacePermission.OWN_LISTING_MANAGE)
def change_listing(unit: UnitOfWork, listing_id: int) -> ResponseReturnValue:
    listing = get_listing(unit, listing_id)
    form = ListingForm()
    if form.validate():
        try:
            saved = listings.change_listing(unit, listing_id, form.new_listing())
            flash(_("The change is saved. State: %(state)s.", state=label(saved.state)), "success")
            return _show(listing_id)
        except HoldfastError as error:
            add_error(form, error)
    return render_template("marketplace/listing_form.html", form=form, listing=listing), 422


@blueprint.post("/our-goods/<int:listing_id>/submit")
@needs(MarketplacePermission.OWN_LISTING_MANAGE)
def submit_listing(unit: UnitOfWork, listing_id: int) -> ResponseReturnValue:
    moved = listings.submit_listing(unit, listing_id)
    is_on_market = moved.state is ListingState.PUBLISHED
    flash(_("The goods are on the market.") if is_on_market else _("The goods are with your county now."), "success")
    return _show(listing_id)


@blueprint.post("/our-goods/<int:listing_id>/withdraw")
@needs(MarketplacePermission.OWN_LISTING_MANAGE)
def withdraw_listing(unit: UnitOfWork, listing_id: int) -> ResponseReturnValue:
    listings.withdraw_listing(unit, listing_id)
    flash(_("The goods are off the market. You can put them back at any time."), "success")
    return _show(listing_id)


def _show(listing_id: int) -> ResponseReturnValue:
    return redirect(url_for("marketplace.show_own_listing", listing_id=listing_id))
