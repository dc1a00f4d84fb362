"""Opening a case, agreeing its plan, closing it."""

from collections.abc import Sequence

from sqlalchemy import func, select, text

from casework.errors import CaseAlreadyOpen, PlanEmpty, PlanIncomplete, StepRefused
from casework.models import Assignment, CaseCause, CaseFile, Lead, PlanMeasure
from casework.queries.cases import find_open_case_id, get_case, list_causes
from casework.queries.leads import get_lead
from casework.rules.cases import case_number, next_state
from casework.rules.clocks import plan_due_on
from casework.rules.facts import CaseClosed, CaseOpened, PlanAgreed
from casework.rules.leads import check_causes
from casework.rules.measures import missing_measures
from casework.rules.people import acting_person
from casework.rules.words import CaseState, CaseStep, CauseSource, CloseReason, LeadState, MeasureState
from foundation.unit_of_work import UnitOfWork
from registry.operations.standing import assign_caseworkers, set_case, start_standing
from registry.rules.causes import Cause

NEXT_CASE_ID = text("select nextval(pg_get_serial_sequence('case_file', 'id'))")


def open_case(unit: UnitOfWork, lead_id: int, causes: Sequence[Cause]) -> CaseOpened:
    """Open a case on a confirmed lead: a new episode, waiting for a caseworker.

    Args:
        causes: one to five, the main one first.
    Raises: LeadNotFound, StepRefused when the lead is not confirmed, CauseMissing, TooManyCauses, CaseAlreadyOpen.
    Writes: case_file, case_cause, standing, audit.
    """
    lead = get_lead(unit, lead_id, lock=True)
    if lead.state != LeadState.CONFIRMED:
        raise StepRefused(state=lead.state.label)
    check_causes(causes)
    if find_open_case_id(unit, lead.household_id) is not None:
        raise CaseAlreadyOpen()
    case = add_case(unit, lead)
    add_causes(unit, case, lead, causes)
    start_standing(unit, case.household_id, case.region_path)
    set_case(unit, case.household_id, case.id, case.state.value)
    unit.note("open_case", "case_file", case.id, region_path=case.region_path, number=case.number, causes=[*causes])
    return CaseOpened(case.id, case.number, case.household_id, case.region_path, case.episode)


def add_case(unit: UnitOfWork, lead: Lead) -> CaseFile:
    """Add the case's row; its number is made from its id."""
    case_id = unit.session.execute(NEXT_CASE_ID).scalar_one()
    episodes = select(func.count()).where(CaseFile.household_id == lead.household_id)
    case = CaseFile(
        id=case_id,
        household_id=lead.household_id,
        region_path=lead.region_path,
        number=case_number(unit.today.year, case_id),
        episode=unit.session.execute(episodes).scalar_one() + 1,
        lead_id=lead.id,
        state=CaseState.OPEN,
        opened_at=unit.now,
        opened_by_id=unit.actor.user_id,
        plan_due_on=plan_due_on(lead.colour, unit.today),
    )
    unit.session.add(case)
    unit.session.flush()
    return case


def add_causes(unit: UnitOfWork, case: CaseFile, lead: Lead, causes: Sequence[Cause]) -> None:
    """Add the causes, the first as the main one, each with where it comes from."""
    for cause in dict.fromkeys(causes):
        unit.session.add(
            CaseCause(
                case_id=case.id,
                cause=cause,
                household_id=case.household_id,
                region_path=case.region_path,
                is_main=cause == causes[0],
                source=CauseSource.RULE if cause in lead.proposed_causes else CauseSource.PERSON,
            )
        )
    unit.session.flush()


def agree_plan(unit: UnitOfWork, case_id: int, *, has_labour: bool | None = None) -> PlanAgreed:
    """Write down that the household agreed to its plan; what was proposed is agreed with it.

    Args:
        has_labour: whether somebody in the household can work; None, not known.
    Raises: CaseNotFound, StepRefused, PlanEmpty, PlanIncomplete when a cause has no measure, PersonRequired.
    Writes: case_file, plan_measure, standing, audit.
    """
    acting_person(unit.actor)
    case = get_case(unit, case_id, lock=True)
    state = next_state(case.state, CaseStep.AGREE)
    measures = unit.session.scalars(
        select(PlanMeasure).where(PlanMeasure.case_id == case.id, PlanMeasure.state != MeasureState.DROPPED)
    ).all()
    if not measures:
        raise PlanEmpty()
    causes = [row.cause for row in list_causes(unit, case.id)]
    for missing in missing_measures(causes, (measure.kind for measure in measures), has_labour):
        raise PlanIncomplete(cause=missing.cause.label)
    for measure in measures:
        if measure.state == MeasureState.PROPOSED:
            measure.state, measure.changed_at = MeasureState.AGREED, unit.now
    case.state, case.plan_agreed_at = state, unit.now
    set_case(unit, case.household_id, case.id, state.value)
    unit.note("agree_plan", "case_file", case.id, region_path=case.region_path, measures=len(measures))
    return PlanAgreed(case.id, case.household_id, len(measures))


def close_case(unit: UnitOfWork, case_id: int, *, reason: CloseReason, note: str = "") -> CaseClosed:
    """Close a case for a reason that is no elimination of the risk; the data stay.

    Raises: CaseNotFound, StepRefused, PersonRequired. Writes: case_file, assignment, standing, audit.
    """
    person = acting_person(unit.actor)
    case = get_case(unit, case_id, lock=True)
    case.state = next_state(case.state, CaseStep.CLOSE)
    case.closed_at, case.closed_by_id, case.close_reason = unit.now, person, reason
    current = unit.session.scalar(
        select(Assignment).where(Assignment.case_id == case.id, Assignment.ended_on.is_(None)).with_for_update()
    )
    if current is not None:
        current.ended_on = unit.today
    set_case(unit, case.household_id, None, None)
    assign_caseworkers(unit, [(case.household_id, None, None)])
    unit.note("close_case", "case_file", case.id, region_path=case.region_path, reason=reason.value, note=note)
    return CaseClosed(case.id, case.household_id)
