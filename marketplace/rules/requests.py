"""How a request for help moves, and what it holds of the offer's stock meanwhile."""

from datetime import date

from marketplace.errors import CannotDo, NotDeliveredYet
from marketplace.rules.words import RequestAct, RequestState

TRANSITIONS: dict[tuple[RequestState, RequestAct], RequestState] = {
    (RequestState.REQUESTED, RequestAct.ACCEPT): RequestState.ACCEPTED,
    (RequestState.REQUESTED, RequestAct.DECLINE): RequestState.DECLINED,
    (RequestState.REQUESTED, RequestAct.WITHDRAW): RequestState.WITHDRAWN,
    (RequestState.ACCEPTED, RequestAct.DELIVER): RequestState.DELIVERED,
    # A household may change its mind until the help is there; an enterprise keeps what it promised.
    (RequestState.ACCEPTED, RequestAct.WITHDRAW): RequestState.WITHDRAWN,
}

OPEN_STATES = (RequestState.REQUESTED, RequestState.ACCEPTED)

# What one unit of a request holds in a state: (reserved, taken).
HOLDS: dict[RequestState, tuple[int, int]] = {
    RequestState.REQUESTED: (1, 0),
    RequestState.ACCEPTED: (0, 1),
    RequestState.DELIVERED: (0, 1),
    RequestState.DECLINED: (0, 0),
    RequestState.WITHDRAWN: (0, 0),
}


def next_state(state: RequestState, act: RequestAct) -> RequestState:
    """Return the state after an act. Raises CannotDo when the table has none."""
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise CannotDo(state=state) from None


def open_acts(state: RequestState) -> tuple[RequestAct, ...]:
    """Return what can be done in a state."""
    return tuple(act for (held, act) in TRANSITIONS if held is state)


def stock_change(before: RequestState, after: RequestState, quantity: int) -> tuple[int, int]:
    """Return by how much a step changes an offer's reserved and taken units."""
    reserved, taken = ((then - now) * quantity for then, now in zip(HOLDS[after], HOLDS[before], strict=True))
    return reserved, taken


def check_delivery(requested_on: date, delivered_on: date, today: date) -> None:
    """Raise NotDeliveredYet unless the delivery lies between the request and today."""
    if not requested_on <= delivered_on <= today:
        raise NotDeliveredYet(field="delivered_on")
