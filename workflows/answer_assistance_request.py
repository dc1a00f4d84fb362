"""An enterprise answers a request for help, and the measure of the household's plan follows."""

from datetime import date

from casework.operations.measures import follow_source
from casework.rules.words import MeasureSource, MeasureState
from foundation.unit_of_work import UnitOfWork
from marketplace.operations.requests import accept_request, decline_request, record_delivery
from marketplace.rules.facts import RequestMoved

REQUEST = MeasureSource.ASSISTANCE_REQUEST


def answer_assistance_request(
    unit: UnitOfWork, request_id: int, *, is_accepted: bool, reason: str = ""
) -> RequestMoved:
    """Promise the help, or decline it with the reason the household is told.

    Promised help is under way in the plan from now on; a declined request drops its measure.
    Raises: what `accept_request` and `decline_request` raise.
    Writes: assistance_request, assistance_offer, plan_measure, audit.
    """
    if is_accepted:
        moved = accept_request(unit, request_id)
        follow_source(unit, REQUEST, request_id, MeasureState.UNDER_WAY)
    else:
        moved = decline_request(unit, request_id, reason)
        follow_source(unit, REQUEST, request_id, MeasureState.DROPPED, outcome=reason)
    return moved


def record_help_delivered(unit: UnitOfWork, request_id: int, delivered_on: date) -> RequestMoved:
    """Record that promised help reached the household; its measure is done.

    Raises: what `record_delivery` raises. Writes: assistance_request, plan_measure, audit.
    """
    moved = record_delivery(unit, request_id, delivered_on)
    follow_source(unit, REQUEST, request_id, MeasureState.DONE)
    return moved
