"""Whether what waits for a household contradicts itself or the register: marked as soon as it is known."""

from collections.abc import Collection

from foundation.unit_of_work import UnitOfWork
from registry.queries.collection.sides import open_cases
from registry.rules.collection.words import SubmissionState


def mark_conflicts(unit: UnitOfWork, codes: Collection[str]) -> None:
    """Mark every waiting submission of these households as contradicting or not. Writes: submission."""
    unit.session.flush()
    for case in open_cases(unit, {code for code in codes if code}).values():
        state = SubmissionState.CONFLICT if case.undecided else SubmissionState.WAITING
        for submission in case.submissions:
            submission.state = state
    unit.session.flush()
