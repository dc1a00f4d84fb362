"""Search hits as links: which page shows a document of each kind."""

from typing import Any

from flask import url_for
from flask_babel import gettext

from foundation.ports import SearchHit
from foundation.wording import mark

PLACES = {
    "household": ("registry.show_household", "household_id", mark("Household")),
    "offer": ("marketplace.show_public_offer", "offer_id", mark("Offer of help")),
    "listing": ("marketplace.show_public_listing", "listing_id", mark("Local goods")),
    "page": ("public.show_page_by_id", "page_id", mark("Page")),
}


def hit_url(hit: SearchHit) -> str:
    """Return the address of the page that shows a hit."""
    endpoint, name, _word = PLACES[hit.kind]
    values: dict[str, Any] = {name: hit.key}
    return url_for(endpoint, **values)


def hit_kind(hit: SearchHit) -> str:
    """Return what kind of thing a hit is, in words."""
    return gettext(PLACES[hit.kind][2])
