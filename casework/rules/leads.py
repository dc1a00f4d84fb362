"""The procedure from a flag to a decision, as a table of transitions with its guards.

Source: docs/methods.md, Procedure and deadlines.
"""

from collections.abc import Sequence

from casework.errors import (
    CauseMissing,
    DataCheckWithoutConsent,
    FindingMissing,
    ReasonMissing,
    SamePersonChecksAgain,
    SamePersonDecides,
    StepRefused,
    TooManyCauses,
)
from casework.rules.words import LeadState, LeadStep
from registry.rules.causes import MAX_CAUSES, Cause

TRANSITIONS: dict[tuple[LeadState, LeadStep], LeadState] = {
    (LeadState.OPEN, LeadStep.START): LeadState.VERIFYING,
    (LeadState.OPEN, LeadStep.WITHDRAW): LeadState.WITHDRAWN,
    (LeadState.VERIFYING, LeadStep.VERIFY): LeadState.VERIFIED,
    (LeadState.VERIFYING, LeadStep.WITHDRAW): LeadState.WITHDRAWN,
    (LeadState.VERIFIED, LeadStep.CONFIRM): LeadState.CONFIRMED,
    (LeadState.VERIFIED, LeadStep.REFUSE): LeadState.NOT_CONFIRMED,
    (LeadState.VERIFIED, LeadStep.WITHDRAW): LeadState.WITHDRAWN,
    (LeadState.VERIFIED, LeadStep.OBJECT): LeadState.VERIFYING,
    (LeadState.NOT_CONFIRMED, LeadStep.OBJECT): LeadState.VERIFYING,
}
OPEN_STATES = (LeadState.OPEN, LeadState.VERIFYING, LeadState.VERIFIED)
QUIET_STATES = (LeadState.NOT_CONFIRMED, LeadState.WITHDRAWN)
"""Endings that people chose and that a grading may not undo while the colour is no worse."""
QUIET_DAYS = 90


def next_state(state: LeadState, step: LeadStep) -> LeadState:
    """Return the state that a step leads to. Raises StepRefused when the table has no such transition."""
    found = TRANSITIONS.get((state, step))
    if found is None:
        raise StepRefused(state=state.label)
    return found


def steps_from(state: LeadState) -> tuple[LeadStep, ...]:
    """Return the steps that are possible in `state`, in the order of the procedure."""
    return tuple(step for step in LeadStep if (state, step) in TRANSITIONS)


def check_verifier(person_id: int, barred_id: int | None) -> None:
    """Refuse the person against whose check the household objected. Raises SamePersonChecksAgain."""
    if person_id == barred_id:
        raise SamePersonChecksAgain()


def check_finding(finding: str, is_data_checked: bool, has_consent: bool) -> None:
    """Require a finding, and the household's authorisation for a check with other departments.

    Raises: FindingMissing, DataCheckWithoutConsent.
    """
    if not finding.strip():
        raise FindingMissing(field="finding")
    if is_data_checked and not has_consent:
        raise DataCheckWithoutConsent()


def check_decision(
    decider_id: int, verifier_id: int | None, is_confirmed: bool, reason: str, causes: Sequence[Cause]
) -> None:
    """Require another person than the one who checked, causes for a confirmation, a reason for a refusal.

    Raises: SamePersonDecides, CauseMissing, TooManyCauses, ReasonMissing.
    """
    if decider_id == verifier_id:
        raise SamePersonDecides()
    if is_confirmed:
        check_causes(causes)
    elif not reason.strip():
        raise ReasonMissing(field="reason")


def check_causes(causes: Sequence[Cause]) -> None:
    """Require one to five causes; the first is the main one. Raises CauseMissing, TooManyCauses."""
    if not causes:
        raise CauseMissing(field="causes")
    if len(set(causes)) > MAX_CAUSES:
        raise TooManyCauses(field="causes", most=MAX_CAUSES)
