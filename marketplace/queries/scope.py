"""What of the market an actor may see."""

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, true

from foundation.actor import Actor
from foundation.scope import within_areas
from marketplace.models import AssistanceOffer, AssistanceRequest, Donation, Listing
from marketplace.permissions import MarketplacePermission
from marketplace.rules.words import OfferState
from registry.queries.scope import household_scope


def offer_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an offer may be seen.

    An organisation sees its own; staff those that hold somewhere in their areas, once they were published.
    """
    if actor.organisation_id is not None:
        return AssistanceOffer.organisation_id == actor.organisation_id
    path = AssistanceOffer.region_path
    holds_here = [func.starts_with(literal(area), path) for area in actor.areas]
    is_seen = or_(within_areas(path, actor), *holds_here)
    return is_seen if actor.is_system else and_(is_seen, AssistanceOffer.state != OfferState.DRAFT)


def request_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a request may be seen, in a select that joins its offer.

    An organisation sees those for its own offers; staff and households those of the households in their scope.
    """
    if actor.organisation_id is not None:
        return AssistanceOffer.organisation_id == actor.organisation_id
    return household_scope(AssistanceRequest.region_path, AssistanceRequest.household_id, actor)


def listing_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that goods may be seen: a seller's own, or those from the actor's areas."""
    if actor.organisation_id is not None:
        return Listing.organisation_id == actor.organisation_id
    return within_areas(Listing.region_path, actor)


def donation_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a donation may be seen: an organisation's own, or all for the offices that may."""
    if actor.organisation_id is not None:
        return Donation.organisation_id == actor.organisation_id
    return true() if actor.may(MarketplacePermission.DONATION_READ) else false()
