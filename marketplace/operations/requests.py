"""Asking for help on an offer, answering, delivering, taking back.

Both ways lock in the same order: the request, then its offer, so that they never wait for each other.
"""

from datetime import date

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from foundation.clock import local_date
from foundation.unit_of_work import UnitOfWork
from marketplace.errors import (
    AlreadyRequested,
    BadQuantity,
    DoesNotFit,
    NotEnoughLeft,
    OfferNotOpen,
    ReasonMissing,
    RequestNotFound,
    SecondPersonNeeded,
)
from marketplace.models import AssistanceOffer, AssistanceRequest
from marketplace.queries.offers import get_offered, is_open_on
from marketplace.queries.requests import lock_request
from marketplace.rules.facts import AssistanceRequested, RequestMoved
from marketplace.rules.matching import match_offer
from marketplace.rules.offers import OfferTerms, is_open, parse_conditions
from marketplace.rules.requests import OPEN_STATES, check_delivery, next_state, stock_change
from marketplace.rules.words import RequestAct, RequestState
from registry.models import Household
from registry.queries.consents import require_consent
from registry.queries.households import get_household
from registry.rules.causes import Cause
from registry.rules.needs import HouseholdNeeds
from registry.rules.words import ConsentPurpose

NEXT_ID = text("select nextval(pg_get_serial_sequence('assistance_request', 'id'))")


def request_help(
    unit: UnitOfWork,
    needs: HouseholdNeeds,
    offer_id: int,
    quantity: int,
    *,
    note: str = "",
    case_id: int | None = None,
) -> AssistanceRequested:
    """Ask for units of an offer in a household's name and hold them until the organisation answers.

    Args:
        needs: what the offer is matched against.
        note: what the organisation should know; it reads this.
    Raises: HouseholdNotFound, ConsentMissing, OfferNotFound, OfferNotOpen, DoesNotFit, BadQuantity, AlreadyRequested,
        NotEnoughLeft when others were faster.
    Writes: assistance_request, assistance_offer.reserved, audit.
    """
    if quantity < 1:
        raise BadQuantity(field="quantity")
    household = get_household(unit, needs.household_id)
    require_consent(unit, household.id, ConsentPurpose.SHARE_WITH_HELPER)
    offer = get_offered(unit, offer_id, household.region_path)
    if not is_open(offer.state, offer.valid_from, offer.valid_until, unit.today):
        raise OfferNotOpen()
    if not match_offer(_terms_of(offer), needs).fits:
        raise DoesNotFit()
    with unit.session.begin_nested():  # a refusal leaves nothing behind, whatever the caller makes of it
        request_id, number = _insert_request(unit, household, offer.id, quantity, note, case_id)
        _hold(unit, offer.id, quantity)
    unit.note(
        "request_help",
        "assistance_request",
        request_id,
        region_path=household.region_path,
        number=number,
        offer_id=offer.id,
        quantity=quantity,
    )
    return AssistanceRequested(request_id, number, offer.id, household.id, quantity)


def link_measure(unit: UnitOfWork, request_id: int, measure_id: int) -> None:
    """Say which measure of the household's plan a request stands for.

    Raises: RequestNotFound. Writes: assistance_request.
    """
    lock_request(unit, request_id).measure_id = measure_id
    unit.session.flush()


def accept_request(unit: UnitOfWork, request_id: int) -> RequestMoved:
    """Promise the help that was asked for.

    Raises: RequestNotFound, CannotDo, SecondPersonNeeded; ConsentMissing when the household took its consent back.
    Writes: assistance_request, assistance_offer, audit.
    """
    request = _lock_to_answer(unit, request_id)
    require_consent(unit, request.household_id, ConsentPurpose.SHARE_WITH_HELPER)
    return _answer(unit, request, RequestAct.ACCEPT, "")


def decline_request(unit: UnitOfWork, request_id: int, reason: str) -> RequestMoved:
    """Decline a request, with the reason the household is told; the units become free again.

    Raises: RequestNotFound, CannotDo, SecondPersonNeeded, ReasonMissing.
    Writes: assistance_request, assistance_offer, audit.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    return _answer(unit, _lock_to_answer(unit, request_id), RequestAct.DECLINE, reason.strip())


def record_delivery(unit: UnitOfWork, request_id: int, delivered_on: date) -> RequestMoved:
    """Record that promised help reached the household.

    Raises: RequestNotFound, CannotDo, NotDeliveredYet. Writes: assistance_request, audit.
    """
    request = _lock_to_answer(unit, request_id)
    check_delivery(local_date(request.requested_at), delivered_on, unit.today)
    request.state, before = next_state(request.state, RequestAct.DELIVER), request.state
    request.delivered_on = delivered_on
    return _moved(unit, request, before, RequestAct.DELIVER)


def withdraw_request(unit: UnitOfWork, request_id: int, reason: str = "") -> RequestMoved:
    """Take a request back in the household's name, before the help is there; the units become free again.

    Raises: RequestNotFound, CannotDo. Writes: assistance_request, assistance_offer, audit.
    """
    request = lock_request(unit, request_id)
    request.state, before = next_state(request.state, RequestAct.WITHDRAW), request.state
    request.reason = reason.strip()
    return _moved(unit, request, before, RequestAct.WITHDRAW)


def _terms_of(offer: AssistanceOffer) -> OfferTerms:
    causes = frozenset(Cause(cause) for cause in offer.causes)
    return OfferTerms(causes, offer.region_path, parse_conditions(offer.conditions))


def _insert_request(
    unit: UnitOfWork, household: Household, offer_id: int, quantity: int, note: str, case_id: int | None
) -> tuple[int, str]:
    request_id = unit.session.scalars(NEXT_ID).one()
    number = f"R-{unit.today.year}-{request_id:06d}"
    statement = insert(AssistanceRequest).values(
        id=request_id,
        number=number,
        offer_id=offer_id,
        household_id=household.id,
        region_path=household.region_path,
        case_id=case_id,
        quantity=quantity,
        note=note.strip(),
        state=RequestState.REQUESTED,
        requested_at=unit.now,
        requested_by_id=unit.actor.user_id,
    )
    statement = statement.on_conflict_do_nothing(
        index_elements=["household_id", "offer_id"], index_where=text("state in ('requested', 'accepted')")
    )
    if unit.session.scalar(statement.returning(AssistanceRequest.id)) is None:
        held = select(AssistanceRequest.number).where(
            AssistanceRequest.household_id == household.id,
            AssistanceRequest.offer_id == offer_id,
            AssistanceRequest.state.in_(OPEN_STATES),
        )
        raise AlreadyRequested(number=unit.session.scalar(held) or "")
    return request_id, number


def _hold(unit: UnitOfWork, offer_id: int, quantity: int) -> None:
    """One conditional update: whoever comes second waits for the first and then sees what is left."""
    held = AssistanceOffer.reserved + AssistanceOffer.taken
    statement = (
        update(AssistanceOffer)
        .where(AssistanceOffer.id == offer_id, is_open_on(unit.today), AssistanceOffer.quantity >= held + quantity)
        .values(reserved=AssistanceOffer.reserved + quantity)
        .returning(AssistanceOffer.id)
        .execution_options(synchronize_session=False)
    )
    if unit.session.scalar(statement) is not None:
        return
    offer = unit.session.get_one(AssistanceOffer, offer_id, populate_existing=True)
    if not is_open(offer.state, offer.valid_from, offer.valid_until, unit.today):
        raise OfferNotOpen()
    raise NotEnoughLeft(field="quantity", left=offer.left, wanted=quantity)


def _lock_to_answer(unit: UnitOfWork, request_id: int) -> AssistanceRequest:
    """Return a request for one of the actor's own organisation's offers, held."""
    request = lock_request(unit, request_id)
    if not unit.actor.is_system and unit.actor.organisation_id is None:
        raise RequestNotFound()
    if request.requested_by_id is not None and request.requested_by_id == unit.actor.user_id:
        raise SecondPersonNeeded()
    return request


def _answer(unit: UnitOfWork, request: AssistanceRequest, act: RequestAct, reason: str) -> RequestMoved:
    request.state, before = next_state(request.state, act), request.state
    request.answered_at, request.answered_by_id = unit.now, unit.actor.user_id
    request.reason = reason
    return _moved(unit, request, before, act)


def _moved(unit: UnitOfWork, request: AssistanceRequest, before: RequestState, act: RequestAct) -> RequestMoved:
    unit.session.flush()
    reserved, taken = stock_change(before, request.state, request.quantity)
    if reserved or taken:
        unit.session.execute(
            update(AssistanceOffer)
            .where(AssistanceOffer.id == request.offer_id)
            .values(reserved=AssistanceOffer.reserved + reserved, taken=AssistanceOffer.taken + taken)
            .execution_options(synchronize_session=False)
        )
    unit.note(
        f"{act.value}_assistance_request",
        "assistance_request",
        request.id,
        region_path=request.region_path,
        number=request.number,
        reason=request.reason,
    )
    return RequestMoved(request.id, request.number, request.household_id, request.measure_id, request.state)
