"""Files checked and staged: the register stays as it is."""

from collections.abc import Sequence
from typing import Any

from psycopg import Connection as Driver
from sqlalchemy import Connection, select, text

from foundation.unit_of_work import UnitOfWork
from registry.models import ImportRun
from registry.operations.imports.checking_entries import check_entries
from registry.operations.imports.checking_further import check_further
from registry.operations.imports.checking_households import (
    Checks,
    area_parameters,
    check_households,
    settle_households,
)
from registry.operations.imports.checking_people import check_people
from registry.operations.imports.classifying import classify, count_contradictions
from registry.operations.imports.doubting import stop_doubtful_runs
from registry.operations.imports.file_loading import FileLoader
from registry.operations.imports.issue_log import IssueLog
from registry.operations.imports.masking import mask_secret_changes
from registry.operations.imports.progress import Gauge, Progress
from registry.operations.imports.register_mark import register_mark
from registry.operations.imports.row_chunks import ImportFile
from registry.operations.imports.staging_tables import analyse_staging_tables, create_staging_tables
from registry.queries.profiles import list_definitions_of
from registry.rules.imports.errors import ImportNotStaged
from registry.rules.imports.facts import Counts, ImportStaged
from registry.rules.imports.issues import IssueCode
from registry.rules.imports.places import common_region
from registry.rules.imports.profile import Profile
from registry.rules.words_imports import ImportState, ImportStep, OnDuplicate, StagedEntity

_REGIONS = """
select min(path collate "C"), max(path collate "C") from (
    select region_path as path from stage_household where not is_refused
    union all select region_path from stage_map where is_mine and refusal is null) place
"""


def stage_import(
    unit: UnitOfWork,
    profile: Profile,
    files: Sequence[ImportFile],
    *,
    on_duplicate: OnDuplicate,
    progress: Progress | None = None,
) -> ImportStaged:
    """Read files under a profile, check every cell, record and household, and stage the outcome for a decision.

    Args:
        progress: told of each step and how far it is.
    Writes: import_run, staged_record, import_issue; nothing of the register.
    Cost: a COPY a sheet, two more for each 2,000 rows with issues, and about 50 statements, whatever the number of
        rows. Memory does not grow with CSV and Parquet files; a sheet of a workbook is loaded whole, up to 2.6 million
        cells.
    """
    run = ImportRun(
        profile=profile.name,
        profile_version=profile.version,
        files=[],
        state=ImportState.STAGING,
        on_duplicate=on_duplicate,
        started_at=unit.now,
        started_by_id=unit.actor.user_id,
        started_by=unit.actor.name[:120],
    )
    unit.session.add(run)
    unit.session.flush()
    return stage_run(unit, run, profile, files, progress)


def stage_run(
    unit: UnitOfWork, run: ImportRun, profile: Profile, files: Sequence[ImportFile], progress: Progress | None = None
) -> ImportStaged:
    """Stage the files of a run that is open already; see `stage_import`.

    The run's own row is written at the very end, so that others can follow its progress meanwhile.
    Raises: ImportNotStaged when somebody decided the run in between.
    """
    gauge = Gauge(progress, sum(file.path.stat().st_size for file in files))
    connection = unit.session.connection()
    driver: Driver[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    create_staging_tables(connection)
    with driver.cursor() as cursor:
        log = IssueLog(connection, cursor, run.id)
        loader = FileLoader(profile, log, cursor, unit.today, gauge)
        described = [loader.load(file) for file in files]
        analyse_staging_tables(connection)
        checks = _checks(unit, connection, log, run.on_duplicate, profile)
        _check(checks, driver, gauge)
        gauge.tell(ImportStep.KEEPING)
        counts = classify(checks)
        mask_secret_changes(driver, run.id)
        log.close()
        gauge.tell(ImportStep.KEEPING, 1.0)
    staged = ImportStaged(
        run.id,
        counts,
        loader.rows,
        loader.blank_rows,
        log.errors,
        log.warnings,
        count_contradictions(connection, run.id),
        bool(log.counts[IssueCode.TOO_MANY_DOUBTFUL]),
    )
    _require_waiting(unit, run)
    run.files = described
    _close_run(unit, connection, run, staged, log)
    return staged


def _checks(
    unit: UnitOfWork, connection: Connection, log: IssueLog, on_duplicate: OnDuplicate, profile: Profile
) -> Checks:
    common = {"run_id": log.run_id, "today": unit.today, **area_parameters(unit.actor)}
    further = list_definitions_of(unit, profile.further_keys)
    return Checks(connection, log, on_duplicate, common, unit.actor, further)


def _check(checks: Checks, driver: "Driver[Any]", gauge: Gauge) -> None:
    gauge.tell(ImportStep.CHECKING)
    check_households(checks)
    check_further(checks, StagedEntity.HOUSEHOLD)
    settle_households(checks)
    gauge.tell(ImportStep.CHECKING, 0.2)
    check_further(checks, StagedEntity.PERSON)
    check_people(checks, driver)
    gauge.tell(ImportStep.CHECKING, 0.6)
    check_entries(checks)
    stop_doubtful_runs(checks)


def _require_waiting(unit: UnitOfWork, run: ImportRun) -> None:
    """Hold the run's row, and notice that it was discarded while its files were read."""
    held = select(ImportRun.state).where(ImportRun.id == run.id).with_for_update()
    if unit.session.scalar(held) is not ImportState.STAGING:
        raise ImportNotStaged()


def _close_run(unit: UnitOfWork, connection: Connection, run: ImportRun, staged: ImportStaged, log: IssueLog) -> None:
    lowest, highest = connection.execute(text(_REGIONS)).one()
    run.region_path = common_region([lowest, highest] if lowest else list(unit.actor.areas))
    run.counts = {
        "records": _plain(staged.counts),
        "rows": staged.rows,
        "blank_rows": staged.blank_rows,
        "errors": staged.errors,
        "warnings": staged.warnings,
        "contradictions": staged.contradictions,
        "is_stopped": staged.is_stopped,
        "issues": {code.value: count for code, count in log.counts.items() if count},
    }
    run.register_mark = register_mark(connection, run.id)
    run.state = ImportState.STAGED
    unit.session.flush()
    unit.note(
        "stage_import",
        "import_run",
        run.id,
        region_path=run.region_path,
        profile=run.profile,
        files=[{"name": file["name"], "sha256": file["sha256"]} for file in run.files],
        records=run.counts["records"],
    )


def _plain(counts: Counts) -> dict[str, dict[str, int]]:
    return {entity.value: {o.value: n for o, n in outcomes.items()} for entity, outcomes in counts.items()}
