"""Goods of local producers: what may be listed, and by which steps.

Source: docs/methods.md, Market platform (supplier and product rules of the 832 platform), case K-39.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from foundation.errors import Conflict
from foundation.money import Money
from foundation.wording import Worded, mark
from marketplace.errors import BadListing, CannotDo, MandateMissing, OutsideCountyList
from marketplace.rules.words import GOODS_UNITS, ListingAct, ListingState, SellerRole, UnitWord

MOST_STOCK = 10_000_000
LARGEST_PRICE_MINOR = 10**9


class Qualification(Worded):
    """How far a listing has come."""

    REFUSED = "refused", mark("Cannot be listed")
    WAITING = "waiting", mark("Waiting for the county's recommendation")
    QUALIFIED = "qualified", mark("All three steps are done")


@dataclass(frozen=True, slots=True)
class Qualified:
    """The outcome of the three steps, with the refusal when there is one."""

    outcome: Qualification
    refusal: Conflict | None = None


@dataclass(frozen=True, slots=True)
class NewListing:
    """What a producer enters.

    Args:
        price: of one unit.
        stock: whole units that can be delivered now.
        mandate: for a trader, who gave the mandate and when.
        season_from, season_until: when the goods are fresh; None for the whole year.
        organisation_id: who sells; None is the actor's own.
    """

    title_en: str
    title_zh: str
    description: str
    unit: UnitWord
    price: Money
    stock: int
    role: SellerRole = SellerRole.PRODUCER
    mandate: str = ""
    season_from: date | None = None
    season_until: date | None = None
    organisation_id: int | None = None


TRANSITIONS: dict[tuple[ListingState, ListingAct], ListingState] = {
    (ListingState.DRAFT, ListingAct.SUBMIT): ListingState.WAITING,
    (ListingState.WITHDRAWN, ListingAct.SUBMIT): ListingState.WAITING,
    # Other goods under the same listing need a new recommendation.
    (ListingState.PUBLISHED, ListingAct.SUBMIT): ListingState.WAITING,
    (ListingState.DRAFT, ListingAct.PUBLISH): ListingState.PUBLISHED,
    (ListingState.WAITING, ListingAct.PUBLISH): ListingState.PUBLISHED,
    (ListingState.WITHDRAWN, ListingAct.PUBLISH): ListingState.PUBLISHED,
    (ListingState.WAITING, ListingAct.SEND_BACK): ListingState.DRAFT,
    (ListingState.DRAFT, ListingAct.WITHDRAW): ListingState.WITHDRAWN,
    (ListingState.WAITING, ListingAct.WITHDRAW): ListingState.WITHDRAWN,
    (ListingState.PUBLISHED, ListingAct.WITHDRAW): ListingState.WITHDRAWN,
}

RECOMMENDED = ("title_en", "title_zh", "description", "unit", "role", "mandate")
"""What the county looked at: a change of any of these needs a new recommendation. Price, stock and season do not."""


def next_state(state: ListingState, act: ListingAct) -> ListingState:
    """Return the state after an act. Raises CannotDo when the table has none."""
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise CannotDo(state=state) from None


def qualify_listing(
    seller_path: str, counties: Iterable[str], role: SellerRole, mandate: str, *, is_recommended: bool
) -> Qualified:
    """Return how far a listing has come: refused, waiting for its county, or qualified.

    Args:
        seller_path: where the seller is registered.
        counties: region paths of the counties whose producers may sell today.
        is_recommended: the county has recommended exactly these goods.
    """
    if not any(seller_path.startswith(county) for county in counties):
        return Qualified(Qualification.REFUSED, OutsideCountyList())
    if role is SellerRole.TRADER and not mandate.strip():
        return Qualified(Qualification.REFUSED, MandateMissing())
    return Qualified(Qualification.QUALIFIED if is_recommended else Qualification.WAITING)


def check_listing(new: NewListing) -> None:
    """Raise BadListing unless the goods are described well enough to be listed."""
    if not new.title_en or not new.title_zh:
        missing = "title_en" if not new.title_en else "title_zh"
        raise BadListing(mark("Name the goods in both languages."), field=missing)
    if new.unit not in GOODS_UNITS:
        raise BadListing(mark("Goods are not counted in this unit."), field="unit")
    if new.price.currency != "CNY" or not 0 < new.price.minor <= LARGEST_PRICE_MINOR:
        raise BadListing(mark("Give a price above zero, in yuan."), field="price")
    if not 0 <= new.stock <= MOST_STOCK:
        raise BadListing(mark("Give a stock from 0 to %(most)s."), field="stock", most=MOST_STOCK)
    if (new.season_from is None) != (new.season_until is None):
        missing = "season_from" if new.season_from is None else "season_until"
        raise BadListing(mark("Give the season's first and last day, or neither."), field=missing)
    if new.season_from and new.season_until and new.season_until < new.season_from:
        raise BadListing(mark("The season ends before it begins."), field="season_until")
