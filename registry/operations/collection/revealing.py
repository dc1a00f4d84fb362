"""Looking at what a submission says of health: only with a reason, and never without a trace."""

from foundation.unit_of_work import UnitOfWork
from registry.queries.collection.submissions import get_submission


def reveal_submission(unit: UnitOfWork, submission_id: int, reason: str) -> None:
    """Write down who looked at the whole of a submission and why.

    Raises: SubmissionNotFound. Writes: audit.
    """
    submission = get_submission(unit, submission_id)
    unit.note("reveal_submission", "submission", submission.id, region_path=submission.region_path, reason=reason)
