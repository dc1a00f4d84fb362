"""Leads and cases move only as the tables say, and the same person never checks and decides."""

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.errors import (
    CauseMissing,
    DataCheckWithoutConsent,
    FindingMissing,
    PersonRequired,
    ReasonMissing,
    SamePersonChecksAgain,
    SamePersonDecides,
    StepRefused,
    TooManyCauses,
)
from casework.rules import cases, leads
from casework.rules.clocks import CLOCKS, first_visit_due_on, lead_due_at, next_visit_due_on, plan_due_on
from casework.rules.people import acting_person
from casework.rules.words import CaseState, CaseStep, LeadState, LeadStep
from foundation.actor import VISITOR, Actor, system_actor
from registry.rules.causes import Cause
from registry.rules.words import Colour

LEAD_MATRIX = {
    "open": {"start": "verifying", "withdraw": "withdrawn"},
    "verifying": {"verify": "verified", "withdraw": "withdrawn"},
    "verified": {"confirm": "confirmed", "refuse": "not_confirmed", "withdraw": "withdrawn", "object": "verifying"},
    "confirmed": {},
    "not_confirmed": {"object": "verifying"},
    "withdrawn": {},
}
CASE_MATRIX = {
    "open": {"agree": "plan_agreed", "close": "closed"},
    "plan_agreed": {"close": "closed"},
    "closed": {},
}


@pytest.mark.parametrize("state", LeadState)
@pytest.mark.parametrize("step", LeadStep)
def test_a_lead_moves_only_as_the_procedure_says(state: LeadState, step: LeadStep) -> None:
    expected = LEAD_MATRIX[state].get(step)
    if expected is None:
        with pytest.raises(StepRefused):
            leads.next_state(state, step)
    else:
        assert leads.next_state(state, step) == expected
        assert step in leads.steps_from(state)


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("step", CaseStep)
def test_a_case_moves_only_as_its_table_says(state: CaseState, step: CaseStep) -> None:
    expected = CASE_MATRIX[state].get(step)
    if expected is None:
        with pytest.raises(StepRefused):
            cases.next_state(state, step)
    else:
        assert cases.next_state(state, step) == expected


def test_every_open_state_can_still_be_decided_and_every_ending_is_an_ending() -> None:
    assert set(leads.OPEN_STATES) == {state for state in LeadState if LeadStep.WITHDRAW in leads.steps_from(state)}
    assert leads.steps_from(LeadState.CONFIRMED) == ()
    assert leads.steps_from(LeadState.WITHDRAWN) == ()


def test_who_checked_does_not_decide() -> None:
    with pytest.raises(SamePersonDecides):
        leads.check_decision(7, 7, is_confirmed=True, reason="", causes=[Cause.ILLNESS])
    leads.check_decision(8, 7, is_confirmed=True, reason="", causes=[Cause.ILLNESS])


def test_a_confirmation_names_one_to_five_causes() -> None:
    with pytest.raises(CauseMissing):
        leads.check_decision(8, 7, is_confirmed=True, reason="", causes=[])
    with pytest.raises(TooManyCauses):
        leads.check_decision(8, 7, is_confirmed=True, reason="", causes=list(Cause)[:6])
    leads.check_decision(8, 7, is_confirmed=True, reason="", causes=list(Cause)[:5])


def test_a_refusal_has_a_reason_and_needs_no_cause() -> None:
    with pytest.raises(ReasonMissing):
        leads.check_decision(8, 7, is_confirmed=False, reason="  ", causes=[])
    leads.check_decision(8, 7, is_confirmed=False, reason="The income was entered twice.", causes=[])


def test_a_check_has_a_finding_and_asks_other_departments_only_with_consent() -> None:
    with pytest.raises(FindingMissing):
        leads.check_finding(" ", is_data_checked=False, has_consent=True)
    with pytest.raises(DataCheckWithoutConsent):
        leads.check_finding("Roof open to the sky.", is_data_checked=True, has_consent=False)
    leads.check_finding("Roof open to the sky.", is_data_checked=False, has_consent=False)
    leads.check_finding("Roof open to the sky.", is_data_checked=True, has_consent=True)


def test_after_an_objection_another_person_checks() -> None:
    with pytest.raises(SamePersonChecksAgain):
        leads.check_verifier(7, 7)
    leads.check_verifier(8, 7)
    leads.check_verifier(7, None)


@pytest.mark.parametrize("actor", [system_actor("round"), VISITOR])
def test_a_program_and_a_visitor_are_nobody_to_decide(actor: Actor) -> None:
    with pytest.raises(PersonRequired):
        acting_person(actor)


def test_the_reddest_are_met_first() -> None:
    opened = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
    assert lead_due_at(Colour.RED, opened) - opened == timedelta(hours=24)
    assert lead_due_at(Colour.ORANGE, opened) - opened == timedelta(days=3)
    assert lead_due_at(Colour.YELLOW, opened) - opened == timedelta(days=7)
    assert set(CLOCKS) == set(Colour)


def test_plans_and_visits_follow_the_colour() -> None:
    today = date(2026, 6, 15)
    assert plan_due_on(Colour.RED, today) == date(2026, 6, 18)
    assert plan_due_on(Colour.ORANGE, today) == date(2026, 6, 25)
    assert first_visit_due_on(Colour.RED, today) == date(2026, 6, 16)
    assert next_visit_due_on(Colour.RED, today) == date(2026, 6, 22)
    assert next_visit_due_on(Colour.YELLOW, today) == date(2026, 7, 15)
    assert next_visit_due_on(Colour.BLUE, today) > next_visit_due_on(Colour.YELLOW, today)


def test_a_case_has_a_number_that_can_be_read_aloud() -> None:
    assert cases.case_number(2026, 123) == "C-2026-000123"
