"""The county's word on goods of its producers: recommend, or send back with what has to be mended."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.unit_of_work import UnitOfWork
from marketplace.operations.listings import recommend_listing, send_listing_back
from marketplace.permissions import MarketplacePermission
from marketplace.queries.listings import get_listing, list_counties, list_listings
from web.access import needs
from web.forms import page_request
from web.marketplace import blueprint
from web.marketplace.market_forms import ListingFilterForm, SendBackForm


@blueprint.get("/goods")
@needs(MarketplacePermission.LISTING_RECOMMEND, menu=_l("Goods of our producers"), rank=59)
def list_goods(unit: UnitOfWork) -> ResponseReturnValue:
    form = ListingFilterForm()
    page = list_listings(unit, form.filters(), page_request())
    return render_template("marketplace/goods_list.html", page=page, form=form, counties=list_counties(unit))


@blueprint.get("/goods/<int:listing_id>")
@needs(MarketplacePermission.LISTING_RECOMMEND)
def show_goods(unit: UnitOfWork, listing_id: int) -> ResponseReturnValue:
    return _page(unit, listing_id, SendBackForm())


@blueprint.post("/goods/<int:listing_id>/recommend")
@needs(MarketplacePermission.LISTING_RECOMMEND)
def recommend(unit: UnitOfWork, listing_id: int) -> ResponseReturnValue:
    recommend_listing(unit, listing_id)
    flash(_("The county's recommendation is recorded; the goods are on the market."), "success")
    return redirect(url_for("marketplace.list_goods"))


@blueprint.post("/goods/<int:listing_id>/send-back")
@needs(MarketplacePermission.LISTING_RECOMMEND)
def send_back(unit: UnitOfWork, listing_id: int) -> ResponseReturnValue:
    form = SendBackForm()
    if not form.validate():
        return _page(unit, listing_id, form), 422
    send_listing_back(unit, listing_id, form.reason.data)
    flash(_("The producer reads what has to be mended."), "success")
    return redirect(url_for("marketplace.list_goods"))


def _page(unit: UnitOfWork, listing_id: int, form: SendBackForm) -> str:
    return render_template("marketplace/goods_show.html", listing=get_listing(unit, listing_id), form=form)
