"""What people decide about submissions: send back, discard, take up again, and which side holds where two differ."""

from collections.abc import Mapping, Sequence

from foundation.identifiers import mask
from foundation.unit_of_work import UnitOfWork
from registry.models import Submission, SubmissionDecision
from registry.operations.collection.conflicts import mark_conflicts
from registry.operations.collection.following import follow_imports
from registry.queries.collection.sides import Case, open_case
from registry.queries.collection.submissions import get_submission
from registry.rules.collection.disputes import REGISTER, Dispute, settle
from registry.rules.collection.errors import DisputeChanged, DisputeUndecided, SubmissionMoved
from registry.rules.collection.facts import DisputesDecided
from registry.rules.collection.mapping import is_secret
from registry.rules.collection.words import FileState, SideKind, SubmissionState, may_move

S = SubmissionState
OTHER_SIDE_WON = "the other side holds in every field"


def return_submission(unit: UnitOfWork, submission_id: int, reason: str) -> None:
    """Send a submission back to the field; a corrected version replaces it.

    Raises: SubmissionNotFound, SubmissionMoved. Writes: submission, audit.
    """
    _move(unit, submission_id, S.RETURNED, "return_submission", reason)


def discard_submission(unit: UnitOfWork, submission_id: int, reason: str) -> None:
    """Leave a submission out of the register for good; it stays for reading.

    Raises: SubmissionNotFound, SubmissionMoved. Writes: submission, audit.
    """
    _move(unit, submission_id, S.DISCARDED, "discard_submission", reason)


def take_up_submission(unit: UnitOfWork, submission_id: int) -> None:
    """Let a submission wait again that was discarded or sent back.

    Raises: SubmissionNotFound, SubmissionMoved. Writes: submission, audit.
    """
    submission = get_submission(unit, submission_id, for_update=True)
    if submission.state not in (S.RETURNED, S.DISCARDED):
        raise SubmissionMoved(state=submission.state)
    is_whole = all(file.state is not FileState.AWAITED for file in submission.files)
    _enter(unit, submission, S.WAITING if is_whole else S.INCOMPLETE, "take_up_submission", "")
    mark_conflicts(unit, [submission.household_code])


def decide_disputes(unit: UnitOfWork, submission_id: int, choices: Mapping[str, str]) -> DisputesDecided:
    """Say which side holds for each field of which the sides of a submission's household differ.

    Args:
        choices: digest of a dispute → `register`, or the id of a submission as text.
    Raises: SubmissionNotFound; SubmissionMoved; DisputeChanged when something else is in dispute by now;
        DisputeUndecided when a field is left open.
    Writes: submission_decision, submission, audit.
    """
    submission = get_submission(unit, submission_id, for_update=True)
    if submission.state is not S.CONFLICT:
        raise SubmissionMoved(state=submission.state)
    case = open_case(unit, submission.household_code)
    open_disputes = {dispute.digest: dispute for dispute in case.undecided}
    if not set(choices) <= set(open_disputes):
        raise DisputeChanged()
    left = [digest for digest, one in open_disputes.items() if choices.get(digest) not in one.values]
    if left:
        raise DisputeUndecided(count=len(left))
    for digest, dispute in open_disputes.items():
        case.won[dispute.place] = choices[digest]
        unit.session.add(_decision(unit, submission, dispute, choices[digest]))
    discarded = _close(unit, case)
    chosen = [choices[digest] for digest in open_disputes]
    decided = DisputesDecided(chosen.count(REGISTER), len(chosen) - chosen.count(REGISTER), tuple(discarded))
    unit.note(
        "decide_disputes",
        "submission",
        submission.id,
        region_path=submission.region_path,
        household=submission.household_code,
        won={"/".join(open_disputes[digest].place): side for digest, side in choices.items()},
        discarded=discarded,
    )
    return decided


def _close(unit: UnitOfWork, case: Case) -> Sequence[int]:
    """Let the submissions of a settled case wait again; those that bring nothing any more are done with."""
    brings = settle(case.sides, case.won)
    discarded = []
    for one in case.submissions:
        if brings[str(one.id)]:
            one.state = S.WAITING
        else:
            one.state, one.reason = S.DISCARDED, OTHER_SIDE_WON
            discarded.append(one.id)
        one.decided_at, one.decided_by_id, one.decided_by = unit.now, unit.actor.user_id, unit.actor.name[:120]
    unit.session.flush()
    return discarded


def _decision(unit: UnitOfWork, submission: Submission, dispute: Dispute, won: str) -> SubmissionDecision:
    place = dispute.place
    is_masked = is_secret(place.field)
    return SubmissionDecision(
        submission_id=submission.id,
        household_id=submission.household_id,
        region_path=submission.region_path,
        household_code=submission.household_code,
        entity=place.entity,
        record=place.record[:120],
        field=place.field[:60],
        digest=dispute.digest,
        said={side: mask(value) if is_masked else value[:400] for side, value in dispute.values.items()},
        won=SideKind.REGISTER if won == REGISTER else SideKind.SUBMISSION,
        won_submission_id=None if won == REGISTER else int(won),
        decided_at=unit.now,
        decided_by_id=unit.actor.user_id,
        decided_by=unit.actor.name[:120],
    )


def _move(unit: UnitOfWork, submission_id: int, state: S, action: str, reason: str) -> None:
    follow_imports(unit)
    submission = get_submission(unit, submission_id, for_update=True)
    if not may_move(submission.state, state):
        raise SubmissionMoved(state=submission.state)
    _enter(unit, submission, state, action, reason)
    mark_conflicts(unit, [submission.household_code])


def _enter(unit: UnitOfWork, submission: Submission, state: S, action: str, reason: str) -> None:
    submission.state, submission.reason = state, reason[:400]
    submission.decided_at, submission.decided_by_id = unit.now, unit.actor.user_id
    submission.decided_by = unit.actor.name[:120]
    unit.note(action, "submission", submission.id, region_path=submission.region_path, reason=reason)
