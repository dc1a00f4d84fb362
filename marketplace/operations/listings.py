"""Listing goods: a producer describes and submits them, its county recommends, then they are on the market."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.dialects.postgresql import insert

from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from marketplace.errors import BadCounty, CannotDo, CountyListed, NotASeller, ReasonMissing
from marketplace.models import Listing, MarketCounty
from marketplace.operations.indexing import index_later
from marketplace.queries.listings import county_paths, lock_listing
from marketplace.rules.facts import CountyAdmitted, ListingMoved, ListingSaved
from marketplace.rules.listings import (
    RECOMMENDED,
    NewListing,
    Qualification,
    check_listing,
    next_state,
    qualify_listing,
)
from marketplace.rules.words import ListingAct, ListingState
from registry.models import Organisation
from registry.queries.regions import find_region_by_path
from registry.rules.words import OrganisationKind, RegionLevel


def create_listing(unit: UnitOfWork, new: NewListing) -> ListingSaved:
    """Write goods down as a draft, which the seller and its county see.

    Raises: NotASeller, BadListing. Writes: listing, audit.
    """
    seller = _seller(unit, new)
    check_listing(new)
    listing = Listing(
        organisation_id=seller.id,
        region_path=seller.region_path,
        state=ListingState.DRAFT,
        created_at=unit.now,
        **_values(new),
    )
    unit.session.add(listing)
    unit.session.flush()
    _note(unit, "create_listing", listing)
    return ListingSaved(listing.id, listing.state, needs_recommendation=True)


def change_listing(unit: UnitOfWork, listing_id: int, new: NewListing) -> ListingSaved:
    """Change own goods. Other goods than those the county looked at need a new recommendation.

    Raises: ListingNotFound, BadListing; OutsideCountyList, MandateMissing when they could no longer be listed.
    Writes: listing, audit, effect.
    """
    listing = lock_listing(unit, listing_id)
    check_listing(new)
    values = _values(new)
    is_other = any(getattr(listing, name) != values[name] for name in RECOMMENDED)
    counties = county_paths(unit)
    for name, value in values.items():
        setattr(listing, name, value)
    if is_other:
        listing.recommended_at, listing.recommended_by_id = None, None
        if listing.state in (ListingState.PUBLISHED, ListingState.WAITING):
            _submit(listing, counties)
    unit.session.flush()
    _note(unit, "change_listing", listing)
    index_later(unit, "listing", listing.id)
    return ListingSaved(listing.id, listing.state, needs_recommendation=listing.recommended_at is None)


def submit_listing(unit: UnitOfWork, listing_id: int) -> ListingMoved:
    """Send own goods to the county; those it has recommended already go straight back on the market.

    Raises: ListingNotFound, CannotDo, OutsideCountyList, MandateMissing. Writes: listing, audit, effect.
    """
    listing = lock_listing(unit, listing_id)
    if listing.state in (ListingState.PUBLISHED, ListingState.WAITING):
        raise CannotDo(state=listing.state)
    _submit(listing, county_paths(unit))
    listing.county_note = ""
    return _moved(unit, listing, "submit_listing")


def withdraw_listing(unit: UnitOfWork, listing_id: int) -> ListingMoved:
    """Take own goods off the market.

    Raises: ListingNotFound, CannotDo. Writes: listing, audit, effect.
    """
    listing = lock_listing(unit, listing_id)
    listing.state = next_state(listing.state, ListingAct.WITHDRAW)
    return _moved(unit, listing, "withdraw_listing")


def recommend_listing(unit: UnitOfWork, listing_id: int) -> ListingMoved:
    """Recommend goods of the actor's area in the county's name, which puts them on the market.

    Raises: ListingNotFound, CannotDo, OutsideCountyList, MandateMissing. Writes: listing, audit, effect.
    """
    listing = lock_listing(unit, listing_id)
    if listing.state is not ListingState.WAITING:
        raise CannotDo(state=listing.state)
    counties = county_paths(unit)
    listing.recommended_at, listing.recommended_by_id = unit.now, unit.actor.user_id
    listing.county_note = ""
    _submit(listing, counties)
    return _moved(unit, listing, "recommend_listing")


def send_listing_back(unit: UnitOfWork, listing_id: int, reason: str) -> ListingMoved:
    """Send goods back to their seller with what has to be mended.

    Raises: ListingNotFound, CannotDo, ReasonMissing. Writes: listing, audit, effect.
    """
    if not reason.strip():
        raise ReasonMissing(mark("Say what the seller has to mend."), field="reason")
    listing = lock_listing(unit, listing_id)
    listing.state = next_state(listing.state, ListingAct.SEND_BACK)
    listing.county_note = reason.strip()
    return _moved(unit, listing, "send_listing_back")


def admit_county(
    unit: UnitOfWork, region_path: str, valid_from: date, source: str, valid_until: date | None = None
) -> CountyAdmitted:
    """Put a county on the list of those whose producers may sell here.

    Args:
        source: the list or decision that names it.
    Raises: BadCounty, CountyListed. Writes: market_county, audit.
    """
    region = find_region_by_path(unit, region_path)
    if region is None or region.level is not RegionLevel.COUNTY:
        raise BadCounty(mark("Choose a county."), field="region_path")
    if not source.strip():
        raise BadCounty(mark("Name the list or decision that the county stands on."), field="source")
    if valid_until is not None and valid_until < valid_from:
        raise BadCounty(mark("The last day lies before the first."), field="valid_until")
    county_id = unit.session.scalar(
        insert(MarketCounty)
        .values(
            region_path=region.path,
            valid_from=valid_from,
            valid_until=valid_until,
            source=source.strip(),
            admitted_at=unit.now,
            admitted_by_id=unit.actor.user_id,
        )
        .on_conflict_do_nothing(index_elements=["region_path"])
        .returning(MarketCounty.id)
    )
    if county_id is None:
        raise CountyListed(field="region_path")
    unit.note("admit_county", "market_county", county_id, region_path=region.path, source=source.strip())
    return CountyAdmitted(county_id, region.path)


def _submit(listing: Listing, counties: Sequence[str]) -> None:
    qualified = qualify_listing(
        listing.region_path,
        counties,
        listing.role,
        listing.mandate,
        is_recommended=listing.recommended_at is not None,
    )
    if qualified.refusal is not None:
        raise qualified.refusal
    if qualified.outcome is Qualification.QUALIFIED:
        listing.state = next_state(listing.state, ListingAct.PUBLISH)
    elif listing.state is not ListingState.WAITING:
        listing.state = next_state(listing.state, ListingAct.SUBMIT)


def _moved(unit: UnitOfWork, listing: Listing, act: str) -> ListingMoved:
    unit.session.flush()
    _note(unit, act, listing)
    index_later(unit, "listing", listing.id)
    return ListingMoved(listing.id, listing.state)


def _seller(unit: UnitOfWork, new: NewListing) -> Organisation:
    organisation_id = new.organisation_id if unit.actor.is_system else unit.actor.organisation_id
    organisation = None if organisation_id is None else unit.session.get(Organisation, organisation_id)
    if organisation is None or organisation.kind is not OrganisationKind.PRODUCER or not organisation.is_active:
        raise NotASeller()
    return organisation


def _values(new: NewListing) -> dict[str, object]:
    return {
        "title_en": new.title_en,
        "title_zh": new.title_zh,
        "description": new.description,
        "unit": new.unit,
        "price_minor": new.price.minor,
        "currency": new.price.currency,
        "stock": new.stock,
        "season_from": new.season_from,
        "season_until": new.season_until,
        "role": new.role,
        "mandate": new.mandate.strip(),
    }


def _note(unit: UnitOfWork, act: str, listing: Listing) -> None:
    unit.note(
        act, "listing", listing.id, region_path=listing.region_path, title=listing.title_zh, note=listing.county_note
    )
