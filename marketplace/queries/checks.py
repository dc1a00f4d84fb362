"""Whether the stock of offers is straight: what `holdfast check` asks. Nothing found means all is well."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from foundation.unit_of_work import UnitOfWork
from marketplace.models import AssistanceOffer, AssistanceRequest
from marketplace.rules.words import RequestState


@dataclass(frozen=True, slots=True)
class DriftedOffer:
    """An offer whose counters are not the sums of its requests."""

    offer_id: int
    reserved: int
    reserved_by_requests: int
    taken: int
    taken_by_requests: int


def drifted_offers(unit: UnitOfWork) -> list[DriftedOffer]:
    """Return the offers whose counters differ from their requests, whoever asks; ids and counts only. Cost: 1."""

    def units_in(*states: RequestState) -> Any:
        return func.coalesce(func.sum(AssistanceRequest.quantity).filter(AssistanceRequest.state.in_(states)), 0)

    reserved = units_in(RequestState.REQUESTED)
    taken = units_in(RequestState.ACCEPTED, RequestState.DELIVERED)
    statement = (
        select(AssistanceOffer.id, AssistanceOffer.reserved, reserved, AssistanceOffer.taken, taken)
        .outerjoin(AssistanceRequest, AssistanceRequest.offer_id == AssistanceOffer.id)
        .group_by(AssistanceOffer.id)
        .having((AssistanceOffer.reserved != reserved) | (AssistanceOffer.taken != taken))
        .order_by(AssistanceOffer.id)
    )
    return [DriftedOffer(*map(int, row)) for row in unit.session.execute(statement)]
