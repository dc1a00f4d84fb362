"""The market that everybody may read: goods of local producers and open offers of help, no household in sight."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from marketplace.queries.listings import ListingFilters, get_public_listing, list_public_listings
from marketplace.queries.offers import OfferFilters, get_public_offer, list_public_offers
from web.access import public
from web.forms import page_request
from web.marketplace import blueprint
from web.marketplace.market_forms import MarketFilterForm

OFFERS_SHOWN = 12


@blueprint.get("/market")
@public("the market is there for everybody", menu=_l("Local market"), rank=10)
def show_public_market(unit: UnitOfWork) -> ResponseReturnValue:
    form = MarketFilterForm()
    words = (form.q.data or "").strip()
    return render_template(
        "marketplace/market.html",
        page=list_public_listings(unit, ListingFilters(words=words), page_request()),
        offers=list_public_offers(unit, OfferFilters(words=words), PageRequest(size=OFFERS_SHOWN)),
        form=form,
    )


@blueprint.get("/market/offers/<int:offer_id>")
@public("open offers of help are there for everybody")
def show_public_offer(unit: UnitOfWork, offer_id: int) -> ResponseReturnValue:
    return render_template("marketplace/market_offer.html", offer=get_public_offer(unit, offer_id))


@blueprint.get("/market/goods/<int:listing_id>")
@public("goods on the market are there for everybody")
def show_public_listing(unit: UnitOfWork, listing_id: int) -> ResponseReturnValue:
    return render_template("marketplace/market_goods.html", listing=get_public_listing(unit, listing_id))
