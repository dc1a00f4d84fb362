"""Asking for a correction of one's own file, and answering."""

from foundation.unit_of_work import UnitOfWork
from registry.models import CorrectionRequest
from registry.queries.households import get_household
from registry.queries.privacy import get_correction
from registry.rules.privacy.corrections import (
    CorrectionAbout,
    CorrectionAnswered,
    CorrectionState,
    answer_due_on,
)


def ask_correction(
    unit: UnitOfWork, household_id: int, about: CorrectionAbout, wrong: str, right: str, asked_by: str
) -> int:
    """Write down what a family says is wrong in its file; return the request's id.

    Raises: HouseholdNotFound. Writes: correction_request, audit.
    """
    household = get_household(unit, household_id)
    asked = CorrectionRequest(
        household_id=household.id,
        region_path=household.region_path,
        about=about,
        wrong=wrong,
        right=right,
        state=CorrectionState.ASKED,
        asked_at=unit.now,
        asked_by=asked_by[:120],
        due_on=answer_due_on(unit.today),
    )
    unit.session.add(asked)
    unit.session.flush()
    unit.note("ask_correction", "household", household.id, region_path=household.region_path, about=about.value)
    return asked.id


def answer_correction(unit: UnitOfWork, correction_id: int, state: CorrectionState, answer: str) -> None:
    """Tell the family what was done and why; the change itself is an edit of the file.

    Args:
        state: corrected or refused.
    Raises: CorrectionNotFound, CorrectionAnswered. Writes: correction_request, audit.
    """
    asked = get_correction(unit, correction_id, lock=True)
    if asked.state is not CorrectionState.ASKED:
        raise CorrectionAnswered()
    asked.state = state
    asked.answer = answer
    asked.answered_at = unit.now
    asked.answered_by = unit.actor.name[:120]
    unit.note("answer_correction", "household", asked.household_id, region_path=asked.region_path, state=state.value)
