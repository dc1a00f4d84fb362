"""Posting offers of help, and opening, pausing and closing them."""

from datetime import timedelta

from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from marketplace.errors import BadOffer, BelowPromised, NotAGiver, OfferFixed, TermsFixed
from marketplace.models import AssistanceOffer
from marketplace.operations.indexing import index_later
from marketplace.queries.offers import lock_own_offer
from marketplace.rules.facts import OfferMoved, OfferPosted
from marketplace.rules.offers import CHANGEABLE, NewOffer, check_offer, next_state
from marketplace.rules.words import OfferAct, OfferState
from registry.models import Organisation


def post_offer(unit: UnitOfWork, new: NewOffer) -> OfferPosted:
    """Write an offer down as a draft, which only its own organisation sees.

    Raises: NotAGiver, BadOffer. Writes: assistance_offer, audit.
    """
    giver = _giver(unit, new)
    check_offer(new)
    offer = AssistanceOffer(
        organisation_id=giver.id,
        state=OfferState.DRAFT,
        posted_at=unit.now,
        posted_by_id=unit.actor.user_id,
        **_values(new),
    )
    unit.session.add(offer)
    unit.session.flush()
    _note(unit, "post_offer", offer)
    return OfferPosted(offer.id, offer.state)


def change_offer(unit: UnitOfWork, offer_id: int, new: NewOffer) -> OfferPosted:
    """Change an own draft, or what may change of a paused offer.

    Raises: OfferNotFound, BadOffer, OfferFixed, TermsFixed, BelowPromised. Writes: assistance_offer, audit.
    """
    offer = lock_own_offer(unit, offer_id)
    if offer.state not in CHANGEABLE:
        raise OfferFixed()
    check_offer(new)
    fixed = (offer.kind, offer.unit, offer.unit_value)
    if offer.published_at is not None and fixed != (new.kind, new.unit, new.unit_value):
        raise TermsFixed()
    promised = offer.reserved + offer.taken
    if new.quantity < promised:
        raise BelowPromised(field="quantity", promised=promised)
    for name, value in _values(new).items():
        setattr(offer, name, value)
    unit.session.flush()
    _note(unit, "change_offer", offer)
    return OfferPosted(offer.id, offer.state)


def publish_offer(unit: UnitOfWork, offer_id: int) -> OfferMoved:
    """Open a draft or a paused offer: from now on help can be asked for and everybody can read it.

    Raises: OfferNotFound, CannotDo, BadOffer. Writes: assistance_offer, audit, effect.
    """
    offer = lock_own_offer(unit, offer_id)
    if offer.valid_until is not None and offer.valid_until < unit.today:
        raise BadOffer(mark("The last day has passed. Change it first."), field="valid_until")
    offer.published_at = offer.published_at or unit.now
    moved = _move(unit, offer, OfferAct.PUBLISH)
    if offer.valid_from > unit.today:
        index_later(unit, "offer", offer.id, offer.valid_from)
    if offer.valid_until is not None:
        index_later(unit, "offer", offer.id, offer.valid_until + timedelta(days=1))
    return moved


def pause_offer(unit: UnitOfWork, offer_id: int) -> OfferMoved:
    """Take no more requests for a while; what was asked for and promised stays.

    Raises: OfferNotFound, CannotDo. Writes: assistance_offer, audit, effect.
    """
    return _move(unit, lock_own_offer(unit, offer_id), OfferAct.PAUSE)


def close_offer(unit: UnitOfWork, offer_id: int) -> OfferMoved:
    """End an offer for good; requests that wait can still be answered, and what was promised stays promised.

    Raises: OfferNotFound, CannotDo. Writes: assistance_offer, audit, effect.
    """
    return _move(unit, lock_own_offer(unit, offer_id), OfferAct.CLOSE)


def _move(unit: UnitOfWork, offer: AssistanceOffer, act: OfferAct) -> OfferMoved:
    offer.state = next_state(offer.state, act)
    unit.session.flush()
    _note(unit, f"{act.value}_offer", offer)
    index_later(unit, "offer", offer.id)
    return OfferMoved(offer.id, offer.state)


def _giver(unit: UnitOfWork, new: NewOffer) -> Organisation:
    organisation_id = new.organisation_id if unit.actor.is_system else unit.actor.organisation_id
    organisation = None if organisation_id is None else unit.session.get(Organisation, organisation_id)
    if organisation is None or not organisation.is_active:
        raise NotAGiver()
    return organisation


def _values(new: NewOffer) -> dict[str, object]:
    return {
        "kind": new.kind,
        "title_en": new.title_en,
        "title_zh": new.title_zh,
        "description": new.description,
        "unit": new.unit,
        "unit_value_minor": new.unit_value.minor if new.unit_value else None,
        "currency": new.unit_value.currency if new.unit_value else "CNY",
        "quantity": new.quantity,
        "region_path": new.region_path,
        "causes": sorted(cause.value for cause in new.causes),
        "conditions": new.conditions.to_data(),
        "valid_from": new.valid_from,
        "valid_until": new.valid_until,
    }


def _note(unit: UnitOfWork, act: str, offer: AssistanceOffer) -> None:
    unit.note(
        act,
        "assistance_offer",
        offer.id,
        region_path=offer.region_path or None,
        title=offer.title_zh,
        quantity=offer.quantity,
    )
