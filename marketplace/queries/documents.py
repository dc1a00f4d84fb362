"""What visitors may search: open offers of help and goods on the market, in both languages."""

from collections.abc import Iterator, Sequence

from foundation.ports import SearchDocument
from foundation.unit_of_work import UnitOfWork
from marketplace.models import AssistanceOffer, Listing
from marketplace.queries.listings import is_on_market, listing_rows
from marketplace.queries.offers import is_open_on, offer_rows
from registry.rules.causes import Cause


def iterate_offer_documents(unit: UnitOfWork, keys: Sequence[int] | None = None) -> Iterator[SearchDocument]:
    """Yield the documents of the offers that are open today, all or those of `keys`. Cost: 1."""
    statement = offer_rows(unit.actor, is_open_on(unit.today)).order_by(AssistanceOffer.id)
    if keys is not None:
        statement = statement.where(AssistanceOffer.id.in_(keys))
    for row in unit.session.execute(statement):
        offer: AssistanceOffer = row.AssistanceOffer
        causes = (Cause(cause).label for cause in offer.causes)
        yield SearchDocument(
            kind="offer",
            key=offer.id,
            title=f"{offer.title_zh} · {offer.title_en}",
            body=_body(offer.title_zh, offer.title_en, offer.description, row.organisation, row.region, *causes),
            region_path=offer.region_path,
            is_public=True,
        )


def iterate_listing_documents(unit: UnitOfWork, keys: Sequence[int] | None = None) -> Iterator[SearchDocument]:
    """Yield the documents of the goods on the market, all or those of `keys`. Cost: 1."""
    statement = listing_rows(is_on_market()).order_by(Listing.id)
    if keys is not None:
        statement = statement.where(Listing.id.in_(keys))
    for row in unit.session.execute(statement):
        listing: Listing = row.Listing
        yield SearchDocument(
            kind="listing",
            key=listing.id,
            title=f"{listing.title_zh} · {listing.title_en}",
            body=_body(listing.title_zh, listing.title_en, listing.description, row.seller, row.place),
            region_path=listing.region_path,
            is_public=True,
        )


def _body(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)
