"""A household gets help from an enterprise: the request becomes a measure of its plan and follows the answer.

The request is written before the measure, as it is answered before the measure follows, so both stories lock alike.
"""

from dataclasses import dataclass

from casework.errors import CaseNotFound
from casework.operations.measures import add_measure, follow_source
from casework.queries.cases import get_case, list_causes
from casework.rules.facts import MeasureAdded
from casework.rules.measures import answers_to
from casework.rules.words import MeasureKind, MeasureSource, MeasureState
from foundation.unit_of_work import UnitOfWork
from marketplace.operations.requests import link_measure, request_help, withdraw_request
from marketplace.queries.offers import get_offered
from marketplace.rules.facts import AssistanceRequested, RequestMoved
from marketplace.rules.words import OfferKind
from registry.queries.needs import get_needs
from registry.rules.causes import Cause

MEASURES: dict[OfferKind, tuple[MeasureKind, ...]] = {
    OfferKind.MONEY: (MeasureKind.SOCIETY, MeasureKind.FINANCE),
    OfferKind.GOODS: (MeasureKind.SOCIETY, MeasureKind.INDUSTRY, MeasureKind.HOUSING, MeasureKind.WATER),
    OfferKind.JOBS: (MeasureKind.EMPLOYMENT,),
    OfferKind.TRAINING: (MeasureKind.EMPLOYMENT, MeasureKind.INDUSTRY),
    OfferKind.TECHNOLOGY: (MeasureKind.INDUSTRY,),
}
"""Which groups of measures each kind of help can stand in; the first that answers the cause is taken."""


@dataclass(frozen=True, slots=True)
class HelpPlanned:
    """The request, and the measure of the plan that stands for it."""

    request: AssistanceRequested
    measure: MeasureAdded


def draw_on_offer(
    unit: UnitOfWork, household_id: int, case_id: int, offer_id: int, quantity: int = 1, note: str = ""
) -> HelpPlanned:
    """Ask for an offer that fits a case's causes and put it into the plan.

    Args:
        note: what the enterprise should know; it reads this.
    Raises: CaseNotFound, and what `request_help` and `add_measure` raise.
    Writes: assistance_request, assistance_offer, plan_measure, audit.
    """
    if get_case(unit, case_id).household_id != household_id:
        raise CaseNotFound()
    causes = [row.cause for row in list_causes(unit, case_id)]
    needs = get_needs(unit, household_id, causes)
    asked = request_help(unit, needs, offer_id, quantity, note=note, case_id=case_id)
    offer = get_offered(unit, offer_id, needs.region_path)
    cause = next((cause for cause in causes if cause.value in offer.causes), None)
    measure = add_measure(
        unit,
        case_id,
        kind=measure_kind(offer.kind, cause),
        title=f"{offer.title_zh} · {offer.title_en}"[:200],
        cause=cause,
        source_kind=MeasureSource.ASSISTANCE_REQUEST,
        source_id=asked.request_id,
        due_on=offer.valid_until,
    )
    link_measure(unit, asked.request_id, measure.measure_id)
    return HelpPlanned(asked, measure)


def withdraw_from_offer(unit: UnitOfWork, request_id: int, reason: str = "") -> RequestMoved:
    """Take a request back; the measure is dropped. Raises what `withdraw_request` raises."""
    moved = withdraw_request(unit, request_id, reason)
    follow_source(unit, MeasureSource.ASSISTANCE_REQUEST, request_id, MeasureState.DROPPED, outcome=reason)
    return moved


def measure_kind(kind: OfferKind, cause: Cause | None) -> MeasureKind:
    """Return the group of measures that an offer stands in when it answers a cause."""
    fitting = answers_to(cause, None) if cause else frozenset()
    return next((group for group in MEASURES[kind] if group in fitting), MEASURES[kind][0])
