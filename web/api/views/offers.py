"""Offers of help."""

from collections.abc import Sequence
from typing import Any

from foundation.unit_of_work import UnitOfWork
from marketplace.queries.offers import OfferFilters, get_offer
from marketplace.queries.offers import list_offers as read_offers
from registry.rules.api_tokens import ApiScope
from web.api import blueprint, examples
from web.api.access import token_needs
from web.api.paging import counted, page_of
from web.api.schemas import OfferOut


@blueprint.route("/offers")
@token_needs(ApiScope.OFFERS)
@blueprint.etag
@blueprint.response(200, OfferOut(many=True), example=[examples.OFFER])
@blueprint.paginate()
def list_offers(unit: UnitOfWork, pagination_parameters: Any) -> Sequence[Any]:
    """List the offers of help in the token's reach: an enterprise's own, an office's those of its area."""
    return counted(read_offers(unit, OfferFilters(), page_of(pagination_parameters)), pagination_parameters)


@blueprint.route("/offers/<int:offer_id>")
@token_needs(ApiScope.OFFERS)
@blueprint.etag
@blueprint.response(200, OfferOut, example=examples.OFFER)
def show_offer(unit: UnitOfWork, offer_id: int) -> Any:
    """Show one offer of help."""
    return get_offer(unit, offer_id)
