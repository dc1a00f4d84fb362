"""Submissions follow the imports that they went into: taken in, discarded, or undone later."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from foundation.unit_of_work import UnitOfWork
from registry.errors import AlreadyConsented
from registry.models import FormVersion, Household, ImportRun, Submission
from registry.operations.collection.conflicts import mark_conflicts
from registry.operations.consents import give_consent, withdraw_consent
from registry.queries.collection.sides import read_submission
from registry.queries.collection.submissions import IN_WORK, seen_submissions
from registry.rules.collection.words import SubmissionState as S
from registry.rules.words_imports import ImportState


def follow_imports(unit: UnitOfWork) -> int:
    """Bring the submissions of the actor's area up to what their imports have become; return how many moved.

    Taken in: the submission lies where its household lies, and the household's word on consent is recorded. Discarded
    or undone: it waits again. Repeating it changes nothing.
    Writes: submission, consent, audit. Cost: 1 statement when nothing moved, a few for each that did.
    """
    is_over = (Submission.state == S.STAGED) & ImportRun.state.not_in(IN_WORK)
    is_undone = (Submission.state == S.LANDED) & (ImportRun.state != ImportState.COMMITTED)
    statement = (
        select(Submission, ImportRun.state)
        .join(ImportRun, ImportRun.id == Submission.import_run_id)
        .where(or_(is_over, is_undone), seen_submissions(unit.actor))
        .options(joinedload(Submission.version).joinedload(FormVersion.form))
        .order_by(Submission.id)
        .with_for_update(of=Submission, skip_locked=True)
    )
    moved: list[str] = []
    for submission, state in unit.session.execute(statement).all():
        if state is ImportState.COMMITTED:
            _land(unit, submission)
        else:
            submission.state, submission.import_run_id, submission.rows = S.WAITING, None, {}
        moved.append(submission.household_code)
    mark_conflicts(unit, moved)
    return len(moved)


def _land(unit: UnitOfWork, submission: Submission) -> None:
    submission.state = S.LANDED
    columns = select(Household.id, Household.region_path).where(Household.code == submission.household_code)
    household = unit.session.execute(columns).one_or_none()
    if household is None:
        return
    submission.region_path = household.region_path
    if submission.base_mark is not None:  # one that it brought itself may go again when the import is undone
        submission.household_id = household.id
    unit.session.flush()
    unit.note(
        "land_submission",
        "submission",
        submission.id,
        region_path=household.region_path,
        run=submission.import_run_id,
        household=submission.household_code,
    )
    _record_consents(unit, submission, household.id)


def _record_consents(unit: UnitOfWork, submission: Submission, household_id: int) -> None:
    """Record what the household said at the door: yes gives consent, no takes one back that was given before."""
    records = read_submission(submission)
    for purpose, is_given in records.consents.items():
        if not is_given:
            withdraw_consent(unit, household_id, purpose)
            continue
        try:
            give_consent(unit, household_id, purpose, (records.consent_by or submission.head)[:120])
        except AlreadyConsented:
            continue
