"""The decision on a lead and its case are one step: both happen or neither."""

import pytest
from sqlalchemy import func, select

from casework.errors import CauseMissing, SamePersonDecides, StepRefused
from casework.models import CaseFile, Lead
from casework.operations.leads import register_lead, start_check, verify_lead
from casework.queries.cases import find_open_case_id, list_causes
from casework.rules.words import CauseSource, LeadChannel, LeadState
from foundation.actor import system_actor
from foundation.unit_of_work import UnitOfWork, Units
from monitoring.grading_run import grade
from registry.models import Standing
from registry.rules.causes import Cause
from tests.builders.world import World
from tests.rooms.casework_samples import checked_lead
from tests.workflows.test_flag_opens_lead import ROUND, make_unsafe
from workflows.confirm_lead_opens_case import propose_causes, settle_lead
from workflows.flag_opens_lead import flag_opens_lead


def test_confirming_opens_the_case_at_once(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world)
    unit.actor = world.actor(unit, "township_reviewer")
    settled = settle_lead(unit, lead_id, is_confirmed=True, reason="", causes=[Cause.HOUSING, Cause.LOW_INCOME])
    assert settled.decided.state == LeadState.CONFIRMED
    assert settled.case is not None
    assert settled.case.episode == 1
    assert find_open_case_id(unit, settled.case.household_id) == settled.case.case_id
    standing = unit.session.get_one(Standing, settled.case.household_id)
    unit.session.refresh(standing)
    assert standing.case_id == settled.case.case_id
    assert [note.action for note in unit.notes][-2:] == ["decide_lead", "open_case"]


def test_not_confirming_opens_nothing(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world)
    unit.actor = world.actor(unit, "township_reviewer")
    settled = settle_lead(unit, lead_id, is_confirmed=False, reason="The roof was mended.")
    assert settled.case is None
    assert find_open_case_id(unit, settled.decided.household_id) is None


def test_repeating_the_decision_is_refused_and_opens_no_second_case(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world)
    unit.actor = world.actor(unit, "township_reviewer")
    settle_lead(unit, lead_id, is_confirmed=True, reason="", causes=[Cause.HOUSING])
    with pytest.raises(StepRefused):
        settle_lead(unit, lead_id, is_confirmed=True, reason="", causes=[Cause.HOUSING])
    assert unit.session.scalar(select(func.count()).select_from(CaseFile)) == 1


def test_a_decision_that_fails_leaves_nothing_behind(units: Units, world: World) -> None:
    with units.begin(system_actor("test")) as unit:
        lead_id = checked_lead(unit, world)
    with units.begin(system_actor("test")) as unit:
        reviewer, caseworker = world.actor(unit, "township_reviewer"), world.actor(unit, "caseworker")
    with pytest.raises(CauseMissing), units.begin(reviewer) as unit:
        settle_lead(unit, lead_id, is_confirmed=True, reason="", causes=[])
    with pytest.raises(SamePersonDecides), units.begin(caseworker) as unit:
        settle_lead(unit, lead_id, is_confirmed=True, reason="", causes=[Cause.HOUSING])
    with units.begin(reviewer, read_only=True) as unit:
        assert unit.session.get_one(Lead, lead_id).state == LeadState.VERIFIED
        assert unit.session.scalar(select(func.count()).select_from(CaseFile)) == 0


def test_causes_are_proposed_from_the_check_and_the_rules_that_fired(units: Units, world: World) -> None:
    household_id = world.households["A-001"]
    make_unsafe(units, household_id)
    finished = grade(units, ROUND, workers=1)
    with units.begin(ROUND) as unit:
        flag_opens_lead(unit, finished.round_id)
        lead_id = unit.session.scalars(select(Lead.id).where(Lead.household_id == household_id)).one()
        assert propose_causes(unit, lead_id)[0] == Cause.HOUSING
        unit.actor = world.actor(unit, "caseworker")
        start_check(unit, lead_id)
        verify_lead(unit, lead_id, finding="The family has lost heart.", causes=[Cause.LOW_CONFIDENCE])
        assert propose_causes(unit, lead_id)[:2] == (Cause.LOW_CONFIDENCE, Cause.HOUSING)
        unit.actor = world.actor(unit, "township_reviewer")
        settled = settle_lead(unit, lead_id, is_confirmed=True, reason="", causes=propose_causes(unit, lead_id))
        assert settled.case is not None
        sources = {row.cause: row.source for row in list_causes(unit, settled.case.case_id)}
    assert sources[Cause.HOUSING] == CauseSource.RULE
    assert sources[Cause.LOW_CONFIDENCE] == CauseSource.PERSON


def test_a_lead_from_a_visit_takes_the_causes_of_the_present_grade(units: Units, world: World) -> None:
    household_id = world.households["A-001"]
    make_unsafe(units, household_id)
    grade(units, ROUND, workers=1)
    with units.begin(ROUND) as unit:
        unit.actor = world.actor(unit, "caseworker")
        fact = register_lead(unit, household_id, channel=LeadChannel.VISIT, note="The roof leaks.")
        assert fact.lead_id is not None
        assert Cause.HOUSING in propose_causes(unit, fact.lead_id)
