"""The enterprise's home: what waits for an answer, how its help stands, what it gave."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from marketplace.permissions import MarketplacePermission
from marketplace.queries.donations import list_donations
from marketplace.queries.offers import OfferFilters, list_offers, sum_offers
from marketplace.queries.requests import RequestFilters, list_requests
from marketplace.rules.words import RequestState
from web.access import needs
from web.forms import page_request
from web.marketplace import blueprint

WAITING_SHOWN = 5
GIFTS_SHOWN = 3


@blueprint.get("/our-offers")
@needs(MarketplacePermission.OWN_OFFER_POST, menu=_l("Our offers"), rank=10)
def show_enterprise_home(unit: UnitOfWork) -> ResponseReturnValue:
    waiting = RequestFilters(state=RequestState.REQUESTED)
    return render_template(
        "marketplace/enterprise_home.html",
        figures=sum_offers(unit),
        waiting=list_requests(unit, waiting, PageRequest(size=WAITING_SHOWN)),
        page=list_offers(unit, OfferFilters(), page_request()),
        gifts=list_donations(unit, PageRequest(size=GIFTS_SHOWN)),
    )
