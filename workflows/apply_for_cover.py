"""A household gets commercial insurance: its application becomes a measure of its plan and follows the insurer's word.

The premium is split between its payers when the application is made; the plan never waits for a subsidy.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from casework.errors import CaseNotFound
from casework.operations.measures import add_measure, follow_source
from casework.queries.cases import get_case, list_causes
from casework.rules.facts import MeasureAdded
from casework.rules.words import MeasureKind, MeasureSource, MeasureState
from foundation.unit_of_work import UnitOfWork
from insurance.operations.cover import accept_application, apply, decline_application, withdraw_application
from insurance.queries.products import get_offered_product
from insurance.rules.facts import CoverApplied, CoverMoved
from registry.queries.needs import get_needs


@dataclass(frozen=True, slots=True)
class CoverPlanned:
    """The application, and the measure of the plan that stands for it."""

    cover: CoverApplied
    measure: MeasureAdded


def apply_for_cover(
    unit: UnitOfWork,
    *,
    household_id: int,
    case_id: int,
    product_id: int,
    units: Decimal,
    household_consented_at: datetime | None = None,
) -> CoverPlanned:
    """Apply for cover that fits a case's causes and put it into the plan.

    Args:
        household_consented_at: when the household said yes to this application; None leaves a draft.
    Raises: CaseNotFound, and what `apply` and `add_measure` raise.
    Writes: cover_application, application_share, plan_measure, audit.
    """
    case = get_case(unit, case_id)
    if case.household_id != household_id:
        raise CaseNotFound()
    causes = [row.cause for row in list_causes(unit, case_id)]
    needs = get_needs(unit, household_id, causes)
    cover = apply(unit, needs, product_id, units, case_id=case_id, household_consented_at=household_consented_at)
    product = get_offered_product(unit, product_id, needs.region_path)
    measure = add_measure(
        unit,
        case_id,
        kind=MeasureKind.SAFETY_NET,
        title=f"{product.name_zh} · {product.name_en}"[:200],
        cause=next((cause for cause in causes if cause.value in product.causes), None),
        source_kind=MeasureSource.COVER_APPLICATION,
        source_id=cover.application_id,
    )
    return CoverPlanned(cover, measure)


def accept_cover(unit: UnitOfWork, application_id: int) -> CoverMoved:
    """Insure the household; the measure is under way from now on. Raises what `accept_application` raises."""
    moved = accept_application(unit, application_id)
    follow_source(unit, MeasureSource.COVER_APPLICATION, application_id, MeasureState.UNDER_WAY)
    return moved


def decline_cover(unit: UnitOfWork, application_id: int, reason: str) -> CoverMoved:
    """Decline an application; the measure is dropped with the reason. Raises what `decline_application` raises."""
    moved = decline_application(unit, application_id, reason)
    follow_source(unit, MeasureSource.COVER_APPLICATION, application_id, MeasureState.DROPPED, outcome=reason)
    return moved


def withdraw_cover(unit: UnitOfWork, application_id: int, reason: str = "") -> CoverMoved:
    """Take an application back; the measure is dropped. Raises what `withdraw_application` raises."""
    moved = withdraw_application(unit, application_id, reason)
    follow_source(unit, MeasureSource.COVER_APPLICATION, application_id, MeasureState.DROPPED, outcome=reason)
    return moved
