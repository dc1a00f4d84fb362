"""Files checked and staged: the register stays as it is."""

from collections.abc import Callable, Sequence
from typing import Any

from psycopg import Connection as Driver
from sqlalchemy import Connection, text

from foundation.unit_of_work import UnitOfWork
from registry.models import ImportRun
from registry.operations.imports.checking_entries import check_entries
from registry.operations.imports.checking_households import Checks, area_parameters, check_households
from registry.operations.imports.checking_people import check_people
from registry.operations.imports.classifying import classify, count_contradictions
from registry.operations.imports.doubting import stop_doubtful_runs
from registry.operations.imports.file_loading import FileLoader
from registry.operations.imports.issue_log import IssueLog
from registry.operations.imports.masking import mask_secret_changes
from registry.operations.imports.register_mark import register_mark
from registry.operations.imports.row_chunks import ImportFile
from registry.operations.imports.staging_tables import analyse_staging_tables, create_staging_tables
from registry.rules.imports.facts import Counts, ImportStaged
from registry.rules.imports.issues import IssueCode
from registry.rules.imports.profile import Profile
from registry.rules.words_imports import ImportState, ImportStep, OnDuplicate

Progress = Callable[[ImportStep, str], None]
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
        progress: told of each step and of the file it is about.
    Writes: import_run, staged_record, import_issue; nothing of the register.
    Cost: a COPY a sheet, two more for each 2,000 rows with issues, and about 40 statements, whatever the number of
        rows. Memory does not grow with CSV files; a sheet of a workbook is loaded whole, up to 2.6 million cells.
    """
    told = progress or (lambda _step, _name: None)
    run = _open_run(unit, profile, on_duplicate)
    connection = unit.session.connection()
    driver: Driver[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    create_staging_tables(connection)
    with driver.cursor() as cursor:
        log = IssueLog(connection, cursor, run.id)
        loader = FileLoader(profile, log, cursor, unit.today)
        described = []
        for file in files:
            told(ImportStep.READING, file.name)
            described.append(loader.load(file))
        analyse_staging_tables(connection)
        told(ImportStep.CHECKING, "")
        checks = _check(unit, connection, driver, log, on_duplicate)
        told(ImportStep.KEEPING, "")
        counts = classify(checks)
        mask_secret_changes(driver, run.id)
        log.close()
    run.files = described
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
    _close_run(unit, connection, run, staged, log)
    return staged


def _open_run(unit: UnitOfWork, profile: Profile, on_duplicate: OnDuplicate) -> ImportRun:
    run = ImportRun(
        profile=profile.name,
        files=[],
        state=ImportState.STAGING,
        on_duplicate=on_duplicate,
        started_at=unit.now,
        started_by_id=unit.actor.user_id,
        started_by=unit.actor.name[:120],
    )
    unit.session.add(run)
    unit.session.flush()
    return run


def _check(
    unit: UnitOfWork, connection: Connection, driver: "Driver[Any]", log: IssueLog, on_duplicate: OnDuplicate
) -> Checks:
    common = {"run_id": log.run_id, "today": unit.today, **area_parameters(unit.actor)}
    checks = Checks(connection, log, on_duplicate, common, unit.actor)
    check_households(checks)
    check_people(checks, driver)
    check_entries(checks)
    stop_doubtful_runs(checks)
    return checks


def _close_run(unit: UnitOfWork, connection: Connection, run: ImportRun, staged: ImportStaged, log: IssueLog) -> None:
    lowest, highest = connection.execute(text(_REGIONS)).one()
    run.region_path = _common_region([lowest, highest] if lowest else list(unit.actor.areas))
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


def _common_region(paths: Sequence[str]) -> str | None:
    """Return the smallest region that holds all paths, None when there is none below the whole register."""
    common: list[str] = []
    for level in zip(*(path.split(".") for path in paths), strict=False):
        if len(set(level)) > 1 or not level[0]:
            break
        common.append(level[0])
    return "".join(f"{code}." for code in common) or None
