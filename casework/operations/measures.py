"""Measures of a plan: added, carried on, dropped."""

from datetime import date

from casework.errors import BudgetNegative, StepRefused, TitleMissing
from casework.models import PlanMeasure
from casework.queries.cases import get_case, get_measure, list_measures_of_source
from casework.rules.facts import MeasureAdded, MeasureChanged
from casework.rules.measures import TRANSITIONS, check_change
from casework.rules.words import CaseState, MeasureKind, MeasureSource, MeasureState
from foundation.money import Money
from foundation.unit_of_work import UnitOfWork
from registry.rules.causes import Cause


def add_measure(
    unit: UnitOfWork,
    case_id: int,
    *,
    kind: MeasureKind,
    title: str,
    cause: Cause | None = None,
    source_kind: MeasureSource = MeasureSource.OWN,
    source_id: int | None = None,
    responsible_id: int | None = None,
    due_on: date | None = None,
    budget: Money | None = None,
) -> MeasureAdded:
    """Add a measure to a case's plan, as a proposal.

    Args:
        cause: which of the causes it answers; None for a measure for the household as a whole.
        source_kind, source_id: the row of another room that it draws on; an own measure has none.
        responsible_id: who sees to it; None, the actor.
    Raises: CaseNotFound, StepRefused when the case is closed, TitleMissing, BudgetNegative.
    Writes: plan_measure, audit.
    """
    case = get_case(unit, case_id, lock=True)
    if case.state == CaseState.CLOSED:
        raise StepRefused(state=case.state.label)
    if not title.strip():
        raise TitleMissing(field="title")
    if budget is not None and budget.minor < 0:
        raise BudgetNegative(field="budget")
    measure = PlanMeasure(
        case_id=case.id,
        household_id=case.household_id,
        region_path=case.region_path,
        kind=kind,
        cause=cause,
        title=title.strip(),
        source_kind=source_kind,
        source_id=source_id,
        state=MeasureState.PROPOSED,
        responsible_id=responsible_id or unit.actor.user_id,
        due_on=due_on,
        budget_minor=None if budget is None else budget.minor,
        currency="CNY" if budget is None else budget.currency,
        added_at=unit.now,
        added_by_id=unit.actor.user_id,
        changed_at=unit.now,
    )
    unit.session.add(measure)
    unit.session.flush()
    unit.note(
        "add_measure", "plan_measure", measure.id, region_path=case.region_path, case=case.number, kind=kind.value
    )
    return MeasureAdded(measure.id, case.id, case.household_id, case.region_path)


def change_measure_state(
    unit: UnitOfWork, measure_id: int, state: MeasureState, *, outcome: str = ""
) -> MeasureChanged:
    """Carry a measure on, or drop it.

    Raises: MeasureNotFound, StepRefused. Writes: plan_measure, audit.
    """
    measure = get_measure(unit, measure_id, lock=True)
    check_change(measure.state, state)
    return write_state(unit, measure, state, outcome)


def follow_source(
    unit: UnitOfWork, source_kind: MeasureSource, source_id: int, state: MeasureState, *, outcome: str = ""
) -> tuple[MeasureChanged, ...]:
    """Carry the measures on that draw on a row of another room, after that row was answered there.

    Who may answer was decided where the row lives, so the actor need not see the household. Measures that cannot go to
    `state` any more stay as they are. Writes: plan_measure, audit.
    """
    measures = list_measures_of_source(unit, source_kind, source_id)
    return tuple(
        write_state(unit, measure, state, outcome) for measure in measures if (measure.state, state) in TRANSITIONS
    )


def write_state(unit: UnitOfWork, measure: PlanMeasure, state: MeasureState, outcome: str) -> MeasureChanged:
    """Write a measure's new state and say so."""
    was, measure.state, measure.changed_at = measure.state, state, unit.now
    if outcome.strip():
        measure.outcome = outcome.strip()
    unit.note(
        "change_measure_state",
        "plan_measure",
        measure.id,
        region_path=measure.region_path,
        was=was.value,
        state=state.value,
        outcome=outcome,
    )
    return MeasureChanged(measure.id, measure.household_id, state)
