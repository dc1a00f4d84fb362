"""Visits to a household."""

from datetime import date, datetime

from sqlalchemy import select

from casework.errors import NextVisitTooEarly, StepRefused, VisitInFuture, VisitNoteMissing
from casework.models import Visit
from casework.queries.cases import get_case
from casework.rules.clocks import next_visit_due_on as due_by_colour
from casework.rules.facts import VisitRecorded
from casework.rules.people import acting_person
from casework.rules.words import CaseState
from foundation.clock import local_date
from foundation.unit_of_work import UnitOfWork
from registry.models import Standing
from registry.operations.standing import set_next_visit, touch_household
from registry.rules.words import Colour


def record_visit(
    unit: UnitOfWork,
    case_id: int,
    *,
    visited_at: datetime,
    note: str,
    next_step: str = "",
    next_visit_due_on: date | None = None,
) -> VisitRecorded:
    """Write down a visit, and when the next one is due; the household is graded again in the next round.

    Args:
        next_visit_due_on: None takes the interval of the household's colour.
    Raises: CaseNotFound, StepRefused when the case is closed, PersonRequired, VisitNoteMissing, VisitInFuture,
        NextVisitTooEarly. Writes: visit, standing, household, audit.
    """
    person = acting_person(unit.actor)
    case = get_case(unit, case_id)
    if case.state == CaseState.CLOSED:
        raise StepRefused(state=case.state.label)
    colour = unit.session.scalar(select(Standing.colour).where(Standing.household_id == case.household_id))
    visited_on = local_date(visited_at)
    due_on = next_visit_due_on or due_by_colour(colour or Colour.UNKNOWN, visited_on)
    check_visit(unit, visited_at, note, due_on)
    visit = Visit(
        case_id=case.id,
        household_id=case.household_id,
        region_path=case.region_path,
        visitor_id=person,
        visited_at=visited_at,
        recorded_at=unit.now,
        note=note.strip(),
        next_step=next_step.strip(),
        next_visit_due_on=due_on,
    )
    unit.session.add(visit)
    unit.session.flush()
    set_next_visit(unit, case.household_id, due_on)
    touch_household(unit, case.household_id)
    unit.note("record_visit", "visit", visit.id, region_path=case.region_path, case=case.number, due_on=due_on)
    return VisitRecorded(visit.id, case.id, case.household_id)


def check_visit(unit: UnitOfWork, visited_at: datetime, note: str, due_on: date) -> None:
    """Refuse what cannot be: no words, a visit in the future, a next visit before this one."""
    if not note.strip():
        raise VisitNoteMissing(field="note")
    if visited_at > unit.now:
        raise VisitInFuture(field="visited_at")
    if due_on <= local_date(visited_at):
        raise NextVisitTooEarly(field="next_visit_due_on")
