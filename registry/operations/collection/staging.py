"""Submissions become an import: one preview, one decision, one history for everything that enters the register."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from foundation.unit_of_work import UnitOfWork
from registry.models import FormVersion, Submission
from registry.operations.collection.following import follow_imports
from registry.operations.imports import ImportFile, stage_import
from registry.queries.collection.sides import Case, open_cases
from registry.queries.collection.submissions import seen_submissions
from registry.queries.fields import list_all_definitions
from registry.rules.collection.disputes import settle
from registry.rules.collection.facts import SubmissionsStaged
from registry.rules.collection.landing import Landing, make_landing
from registry.rules.collection.records import Place
from registry.rules.collection.words import PENDING
from registry.rules.collection.words import SubmissionState as S
from registry.rules.imports.profile import Profile
from registry.rules.imports.profile_reading import read_profile
from registry.rules.words_imports import OnDuplicate

MOST_AT_ONCE = 500
"""Submissions of one import: what a person can look through, and what is staged while they wait."""


def stage_submissions(unit: UnitOfWork, ids: Sequence[int] | None = None) -> SubmissionsStaged:
    """Stage submissions that wait as one import, to be looked at and taken in like any other.

    All that waits for a household goes together. A household of which two sides differ stays for a decision, one that
    stands in an undecided import stays until that is decided.

    Args:
        ids: which ones; None for all that wait, the oldest first, at most 500.
    Returns: no import when nothing could go.
    Writes: import_run, staged_record, import_issue, submission, audit.
    Cost: about 60 statements, whatever the number of submissions.
    """
    follow_imports(unit)
    chosen = _choose(unit, ids)
    cases = open_cases(unit, {one.household_code for one in chosen if one.household_code})
    ready = {code: case for code, case in cases.items() if _is_ready(case)}
    brought = {code: _merge(case) for code, case in ready.items()}
    brought = {code: edits for code, edits in brought.items() if edits}
    disputed = sum(len(case.submissions) for case in cases.values() if case.undecided)
    if not brought:
        unit.session.flush()
        return SubmissionsStaged(None, 0, disputed, _held(chosen))
    going = [one for code in brought for one in ready[code].submissions]
    definitions = list_all_definitions(unit)
    title = _title(going)
    landing = make_landing(title, brought, {definition.key for definition in definitions})
    run_id = _stage(unit, read_profile(title, landing.document, definitions), landing)
    for one in going:
        one.state, one.import_run_id, one.rows = S.STAGED, run_id, dict(landing.rows[one.household_code])
    unit.session.flush()
    unit.note("stage_submissions", "import_run", run_id, submissions=[one.id for one in going])
    return SubmissionsStaged(run_id, len(going), disputed, _held(chosen))


def _choose(unit: UnitOfWork, ids: Sequence[int] | None) -> Sequence[Submission]:
    statement = (
        select(Submission)
        .where(Submission.state.in_(PENDING), seen_submissions(unit.actor))
        .options(joinedload(Submission.version).joinedload(FormVersion.form))
        .order_by(Submission.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(of=Submission)
    )
    if ids is not None:
        statement = statement.where(Submission.id.in_(ids))
    return unit.session.scalars(statement).all()


def _held(chosen: Sequence[Submission]) -> int:
    return sum(one.state is S.WAITING for one in chosen)


def _is_ready(case: Case) -> bool:
    """Tell whether nothing stands against staging a household; where sides differ, its submissions wait for a word."""
    if case.undecided:
        for one in case.submissions:
            one.state = S.CONFLICT
        return False
    return case.in_import is None


def _merge(case: Case) -> dict[Place, str]:
    """Return what all submissions of a household bring together."""
    merged: dict[Place, str] = {}
    for edits in settle(case.sides, case.won).values():
        merged |= edits
    return merged


def _title(submissions: Sequence[Submission]) -> str:
    names = dict.fromkeys(one.version.form.name for one in submissions)
    return ", ".join(names)[:120]


def _stage(unit: UnitOfWork, profile: Profile, landing: Landing) -> int:
    with tempfile.TemporaryDirectory(prefix="holdfast-submissions-") as folder:
        files = []
        for name, content in landing.files.items():
            path = Path(folder) / name
            path.write_bytes(content)
            files.append(ImportFile(path, name))
        return stage_import(unit, profile, files, on_duplicate=OnDuplicate.UPDATE).run_id
