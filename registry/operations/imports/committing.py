"""Staged records become part of the register: set by set, all in one unit or nothing."""

from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.models import ImportRun, ImportUpload
from registry.operations.imports.progress import Gauge, Progress
from registry.operations.imports.register_mark import lock_households, register_mark
from registry.operations.imports.writing import write_records
from registry.queries.imports import get_run
from registry.rules.imports.errors import (
    ImportHasRefusals,
    ImportNotStaged,
    ImportOutdated,
    ImportOutsideArea,
    ImportStopped,
)
from registry.rules.imports.facts import ImportCommitted, ImportDiscarded
from registry.rules.words_imports import COMMITTABLE, UNDECIDED, ImportState, ImportStep, StagedOutcome

MANY_RECORDS = 1_000
ONE_AT_A_TIME = 0x696D706F
TAKEN = (StagedOutcome.NEW, StagedOutcome.CHANGED)
_KEPT = "select count(*) from staged_record where run_id = :run_id and outcome in ('new', 'changed')"
# A run that was staged a moment ago is unknown to the planner, which would take its millions of records for a handful.
_ANALYSE = "analyze staged_record (run_id, entity, outcome, household_code, record_id)"
_PLACES = """
select s.values ->> 'region_path' from staged_record s
where s.run_id = :run_id and s.entity = 'household' and s.outcome in ('new', 'changed')
union
select h.region_path from staged_record s join household h on h.id = s.household_id
where s.run_id = :run_id and s.outcome in ('new', 'changed')
"""


def commit_import(
    unit: UnitOfWork, run_id: int, *, allow_partial: bool, progress: Progress | None = None
) -> ImportCommitted:
    """Write a staged run into the register.

    Args:
        allow_partial: take what is right although other records of the run were refused.
        progress: told how far the writing is.
    Raises: ImportRunNotFound; ImportNotStaged; ImportStopped; ImportHasRefusals unless `allow_partial`;
        ImportOutsideArea when a household lies outside the actor's areas; ImportOutdated when the register changed
        after the check.
    Writes: household, person, income, spending, life_event, observation, standing, import_trace, import_contradiction;
        staged_record is emptied; defers the search index.
    Cost: about 45 statements, whatever the number of records. Imports are committed one at a time.
    """
    run = get_run(unit, run_id, for_update=True)
    if run.state not in COMMITTABLE:
        raise ImportNotStaged()
    require_decidable(run, allow_partial=allow_partial)
    gauge = Gauge(progress)
    gauge.tell(ImportStep.WRITING)
    connection = unit.session.connection()
    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    connection.execute(text(_ANALYSE))
    _require_whole(connection, run)
    _require_area(unit, connection, run_id)
    _require_same_register(connection, run)
    try:
        committed = write_records(unit, connection, run, gauge)
    except IntegrityError as error:
        raise ImportOutdated() from error
    if committed.written >= MANY_RECORDS:
        # Grading runs right after an import: without fresh figures the planner takes the full register for empty.
        connection.execute(text("analyze household, person, income, spending, life_event, standing"))
    _close(unit, connection, run, ImportState.COMMITTED)
    run.counts = {**_without_order(run), "written": {e.value: dict(o) for e, o in committed.counts.items()}}
    unit.note(
        "commit_import",
        "import_run",
        run_id,
        region_path=run.region_path,
        written=run.counts["written"],
        households=committed.households,
        is_partial=bool(run.counts["errors"]),
    )
    return committed


def require_decidable(run: ImportRun, *, allow_partial: bool) -> None:
    """Refuse to take in what is doubtful as a whole, or wrong in part unless the rest is wanted.

    Raises: ImportStopped, ImportHasRefusals.
    """
    if run.counts.get("is_stopped"):
        raise ImportStopped()
    if run.counts["errors"] and not allow_partial:
        raise ImportHasRefusals(count=run.counts["errors"])


def discard_import(unit: UnitOfWork, run_id: int) -> ImportDiscarded:
    """Throw a run's staged records away; its issues stay for reading.

    Raises: ImportRunNotFound; ImportNotStaged when it was decided already. Writes: import_run, staged_record.
    """
    run = get_run(unit, run_id, for_update=True)
    if run.state not in UNDECIDED:
        raise ImportNotStaged()
    _close(unit, unit.session.connection(), run, ImportState.DISCARDED)
    unit.note("discard_import", "import_run", run_id, region_path=run.region_path)
    return ImportDiscarded(run_id)


def _close(unit: UnitOfWork, connection: Connection, run: ImportRun, state: ImportState) -> None:
    """End a run. Its copies of personal data have served their purpose and go, the staged one and the files."""
    connection.execute(text("delete from staged_record where run_id = :run_id"), {"run_id": run.id})
    connection.execute(text("delete from import_progress where run_id = :run_id"), {"run_id": run.id})
    upload = unit.session.get(ImportUpload, run.id)
    if upload is not None:
        unit.defer("forget_files", keys=[key for keys in upload.parts for key in keys])
        unit.session.delete(upload)
    run.state = state
    run.finished_at = unit.now
    run.decided_by = unit.actor.name[:120]
    unit.session.flush()


def _without_order(run: ImportRun) -> dict[str, Any]:
    return {key: value for key, value in run.counts.items() if key != "order"}


def _require_area(unit: UnitOfWork, connection: Connection, run_id: int) -> None:
    places: list[Any] = connection.execute(text(_PLACES), {"run_id": run_id}).scalars().all()  # type: ignore[assignment]
    if not all(covers(unit.actor, place) for place in places):
        raise ImportOutsideArea()


def _require_whole(connection: Connection, run: ImportRun) -> None:
    """Notice staged records that a crash of the server has taken away."""
    kept = connection.execute(text(_KEPT), {"run_id": run.id}).scalar_one()
    wanted = sum(
        count for outcomes in run.counts["records"].values() for name, count in outcomes.items() if name in TAKEN
    )
    if kept != wanted:
        raise ImportOutdated()


def _require_same_register(connection: Connection, run: ImportRun) -> None:
    lock_households(connection, run.id)
    if register_mark(connection, run.id) != run.register_mark:
        raise ImportOutdated()
