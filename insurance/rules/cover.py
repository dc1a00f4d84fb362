"""How an application for cover moves.

Who has paid which share stands beside the state, never in it: a late subsidy does not hold cover back.
"""

from insurance.errors import CannotDo
from insurance.rules.words import CoverAct, CoverState

TRANSITIONS: dict[tuple[CoverState, CoverAct], CoverState] = {
    (CoverState.DRAFTED, CoverAct.SUBMIT): CoverState.SUBMITTED,
    (CoverState.DRAFTED, CoverAct.WITHDRAW): CoverState.WITHDRAWN,
    (CoverState.SUBMITTED, CoverAct.ACCEPT): CoverState.ACCEPTED,
    (CoverState.SUBMITTED, CoverAct.DECLINE): CoverState.DECLINED,
    (CoverState.SUBMITTED, CoverAct.WITHDRAW): CoverState.WITHDRAWN,
}

OPEN_STATES = (CoverState.DRAFTED, CoverState.SUBMITTED)


def next_state(state: CoverState, act: CoverAct) -> CoverState:
    """Return the state after an act. Raises CannotDo when the table has none."""
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise CannotDo() from None


def open_acts(state: CoverState) -> tuple[CoverAct, ...]:
    """Return what can be done in a state."""
    return tuple(act for (held, act) in TRANSITIONS if held is state)
