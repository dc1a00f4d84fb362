"""The states of a case as a table of transitions."""

from casework.errors import StepRefused
from casework.rules.words import CaseState, CaseStep

TRANSITIONS: dict[tuple[CaseState, CaseStep], CaseState] = {
    (CaseState.OPEN, CaseStep.AGREE): CaseState.PLAN_AGREED,
    (CaseState.OPEN, CaseStep.CLOSE): CaseState.CLOSED,
    (CaseState.PLAN_AGREED, CaseStep.CLOSE): CaseState.CLOSED,
}


def next_state(state: CaseState, step: CaseStep) -> CaseState:
    """Return the state that a step leads to. Raises StepRefused when the table has no such transition."""
    found = TRANSITIONS.get((state, step))
    if found is None:
        raise StepRefused(state=state.label)
    return found


def case_number(year: int, serial: int) -> str:
    """Return the reference that people use for a case, such as `C-2026-000123`."""
    return f"C-{year}-{serial:06d}"
