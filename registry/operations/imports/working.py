"""Runs that the worker carries out: sent in, staged, taken in, with a state that can be asked for and begun again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from foundation.actor import Actor
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.models import ImportIssue, ImportProgress, ImportRun, ImportUpload, StagedRecord
from registry.operations.imports.committing import discard_import, require_decidable
from registry.operations.imports.progress import StepReached
from registry.operations.imports.uploads import SealedFile
from registry.queries.imports import get_run
from registry.queries.users import find_signed_in_user
from registry.rules.imports.errors import ImportNotStaged, ImportOwnerGone, UploadGone
from registry.rules.imports.places import common_region
from registry.rules.imports.profile import Profile
from registry.rules.words_imports import UNDECIDED, UNDECIDED_DAYS, WAITING, ImportState, ImportStep, OnDuplicate

STAGE, COMMIT = "stage_import", "commit_import"
WORK_LOCK = 0x696D7072
AFTER = timedelta(minutes=2)
"""A run that has waited so long without anybody working on it is handed to the worker again."""
_HOLD = "select pg_try_advisory_xact_lock(:lock, cast(:run_id as integer))"
_IS_QUEUED = """
select exists (select from procrastinate_jobs
               where task_name = :task and status = 'todo' and (args ->> 'run_id')::bigint = :run_id)
"""


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """What the worker needs to stage a run.

    Args:
        actor: who sent the files; the run sees what they may see.
        files: name → file-store keys of its parts, in the order in which they were sent.
        key: opens the parts.
    """

    run_id: int
    actor: Actor
    profile: str
    profile_version: int | None
    files: Sequence[tuple[str, Sequence[str]]]
    key: str


def receive_upload(
    unit: UnitOfWork, profile: Profile, files: Sequence[SealedFile], key: str, *, on_duplicate: OnDuplicate
) -> int:
    """Open a run for files that were sent over the web; return its id.

    Writes: import_run, import_upload, audit; defers the staging.
    """
    run = ImportRun(
        profile=profile.name,
        profile_version=profile.version,
        files=[{"name": file.name, "size": file.size, "sha256": file.sha256, "sheets": []} for file in files],
        region_path=common_region(unit.actor.areas),
        state=ImportState.UPLOADED,
        on_duplicate=on_duplicate,
        started_at=unit.now,
        started_by_id=unit.actor.user_id,
        started_by=unit.actor.name[:120],
    )
    unit.session.add(run)
    unit.session.flush()
    unit.session.add(ImportUpload(run_id=run.id, sealed_key=key, parts=[list(file.keys) for file in files]))
    unit.session.flush()
    digests = [{"name": file.name, "sha256": file.sha256} for file in files]
    unit.note("upload_import", "import_run", run.id, region_path=run.region_path, profile=run.profile, files=digests)
    unit.defer(STAGE, run_id=run.id)
    return run.id


def begin_staging(unit: UnitOfWork, run_id: int) -> WorkOrder | None:
    """Take a waiting run on; None when it is not waiting any more.

    Raises: ImportOwnerGone when who sent the files may not import any more; UploadGone.
    Writes: import_run, import_progress.
    """
    run = unit.session.get(ImportRun, run_id, with_for_update=True, populate_existing=True)
    if run is None or run.state not in WAITING:
        return None
    upload = unit.session.get(ImportUpload, run_id)
    if upload is None:
        raise UploadGone()
    run.state = ImportState.STAGING
    write_progress(unit, run_id, StepReached(ImportStep.READING))
    return WorkOrder(
        run_id,
        acting_for(unit, run.started_by_id),
        run.profile,
        run.profile_version,
        [(file["name"], keys) for file, keys in zip(run.files, upload.parts, strict=True)],
        upload.sealed_key,
    )


def acting_for(unit: UnitOfWork, user_id: int | None) -> Actor:
    """Return the actor of a user who asked for work, as they may act today. Raises: ImportOwnerGone."""
    found = find_signed_in_user(unit, user_id) if user_id is not None else None
    if found is None:
        raise ImportOwnerGone()
    return found.actor


def hold_run(unit: UnitOfWork, run_id: int) -> bool:
    """Keep every other worker off a run until the unit ends; false when one is at it already."""
    params = {"lock": WORK_LOCK, "run_id": run_id}
    return bool(unit.session.connection().execute(text(_HOLD), params).scalar_one())


def write_progress(unit: UnitOfWork, run_id: int, reached: StepReached) -> None:
    """Write down how far a run is. Writes: import_progress. Cost: 1 statement."""
    values: Mapping[str, Any] = {
        "step": reached.step.value,
        "subject": reached.subject[:200],
        "rows": reached.rows,
        "percent": reached.percent,
        "at": unit.now,
    }
    statement = insert(ImportProgress).values(run_id=run_id, **values)
    unit.session.execute(statement.on_conflict_do_update(index_elements=["run_id"], set_=dict(values)))


def fail_work(unit: UnitOfWork, run_id: int, error: HoldfastError) -> None:
    """Write down why a run could not be staged, or not be taken in; the latter waits for a decision again.

    Writes: import_run.
    """
    run = unit.session.get(ImportRun, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        return
    states = {
        ImportState.UPLOADED: ImportState.FAILED,
        ImportState.STAGING: ImportState.FAILED,
        ImportState.COMMITTING: ImportState.STAGED,
    }
    if run.state in states:
        run.state = states[run.state]
        run.failure = {"message": error.message, "params": {key: str(value) for key, value in error.params.items()}}


def request_commit(unit: UnitOfWork, run_id: int, *, allow_partial: bool) -> None:
    """Hand the commit of a large run to the worker, after the checks that need no long look.

    Raises: ImportRunNotFound, ImportNotStaged, ImportStopped, ImportHasRefusals. Writes: import_run; defers.
    """
    run = get_run(unit, run_id, for_update=True)
    if run.state is not ImportState.STAGED:
        raise ImportNotStaged()
    require_decidable(run, allow_partial=allow_partial)
    run.state, run.failure = ImportState.COMMITTING, None
    run.counts = {**run.counts, "order": {"user_id": unit.actor.user_id, "allow_partial": allow_partial}}
    write_progress(unit, run_id, StepReached(ImportStep.WRITING))
    unit.defer(COMMIT, run_id=run_id)


def recheck_import(unit: UnitOfWork, run_id: int) -> None:
    """Stage a run's files again, because the register changed or the first time failed.

    Raises: ImportRunNotFound; ImportNotStaged when it is decided or being worked on; UploadGone.
    Writes: import_run, staged_record, import_issue; defers the staging.
    """
    run = get_run(unit, run_id, for_update=True)
    if run.state not in (ImportState.STAGED, ImportState.FAILED):
        raise ImportNotStaged()
    if unit.session.get(ImportUpload, run_id) is None:
        raise UploadGone()
    unit.session.execute(delete(StagedRecord).where(StagedRecord.run_id == run_id))
    unit.session.execute(delete(ImportIssue).where(ImportIssue.run_id == run_id))
    run.state, run.counts, run.failure = ImportState.UPLOADED, {}, None
    unit.note("recheck_import", "import_run", run_id, region_path=run.region_path)
    unit.defer(STAGE, run_id=run_id)


def resume_imports(unit: UnitOfWork) -> list[int]:
    """Hand runs that nobody works on to the worker again, because their worker died; return their ids.

    Writes: nothing; defers. Cost: 1 statement, 2 a run that waits.
    """
    statement = select(ImportRun.id, ImportRun.state).where(
        ImportRun.state.in_([*WAITING, ImportState.COMMITTING]), ImportRun.started_at < unit.now - AFTER
    )
    resumed = []
    for run in unit.session.execute(statement.order_by(ImportRun.id)).all():
        task = COMMIT if run.state is ImportState.COMMITTING else STAGE
        params = {"task": task, "run_id": run.id}
        if unit.session.connection().execute(text(_IS_QUEUED), params).scalar_one() or not hold_run(unit, run.id):
            continue
        unit.defer(task, run_id=run.id)
        resumed.append(run.id)
    return resumed


def discard_stale_imports(unit: UnitOfWork) -> int:
    """Discard runs that nobody decided for a month, with their copies of personal data; return how many.

    Writes: import_run, staged_record. Cost: 1 statement, 5 a run.
    """
    due = unit.now - timedelta(days=UNDECIDED_DAYS)
    stale = select(ImportRun.id).where(ImportRun.state.in_(UNDECIDED), ImportRun.started_at < due)
    runs = [run_id for run_id in unit.session.scalars(stale.order_by(ImportRun.id)).all() if hold_run(unit, run_id)]
    for run_id in runs:
        discard_import(unit, run_id)
    return len(runs)
