"""What the worker does for an import: stage the files that the web received, and take large runs in.

Both may be killed at any moment: the transaction is gone then, the files are still there, and the next worker begins
again and ends with the same.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from foundation.actor import Actor
from foundation.errors import HoldfastError
from foundation.ports import FileStore
from foundation.unit_of_work import Units
from registry.models import ImportRun
from registry.operations.imports import ImportFile, StepReached, commit_import, find_known_profile
from registry.operations.imports.staging import stage_run
from registry.operations.imports.uploads import open_file
from registry.operations.imports.working import (
    WorkOrder,
    acting_for,
    begin_staging,
    fail_work,
    hold_run,
    write_progress,
)
from registry.rules.imports.errors import ImportBroken, ImportNotStaged
from registry.rules.imports.facts import ImportCommitted, ImportStaged
from registry.rules.words_imports import ImportState

T = TypeVar("T")
FOLDER_PREFIX = "holdfast-import-"
SECONDS_APART = 1.0
LEFTOVER_SECONDS = 24 * 3600


class ProgressWriter:
    """Writes down how far a run is, at most once a second, in units of its own beside the long one."""

    def __init__(self, units: Units, worker: Actor, run_id: int) -> None:
        self._units, self._worker, self._run_id = units, worker, run_id
        self._step: object = None
        self._at = 0.0

    def __call__(self, reached: StepReached) -> None:
        now = time.monotonic()
        if reached.step is self._step and now - self._at < SECONDS_APART:
            return
        self._step, self._at = reached.step, now
        with self._units.begin(self._worker) as unit:
            write_progress(unit, self._run_id, reached)


def stage_upload(units: Units, files: FileStore, worker: Actor, run_id: int) -> ImportStaged | None:
    """Stage the files of a run that waits; None when it does not wait any more or another worker is at it.

    It opens its own units of work, so only a job calls it.
    Writes: import_run with its records, issues and progress; what went wrong is written to the run, never raised,
        unless nobody foresaw it.
    """

    def work() -> ImportStaged | None:
        with units.begin(worker) as unit:
            order = begin_staging(unit, run_id)
        return None if order is None else _stage(units, files, worker, order)

    return _telling_failures(units, worker, run_id, work)


def _stage(units: Units, store: FileStore, worker: Actor, order: WorkOrder) -> ImportStaged | None:
    progress = ProgressWriter(units, worker, order.run_id)
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as name:
        files = []
        for number, (file_name, keys) in enumerate(order.files):
            path = Path(name) / str(number)
            open_file(keys, order.key, store.read, path)
            files.append(ImportFile(path, file_name))
        try:
            with units.begin(order.actor) as unit:
                run = unit.session.get(ImportRun, order.run_id)
                if run is None or not hold_run(unit, order.run_id):
                    return None
                profile = find_known_profile(unit, order.profile, order.profile_version)
                return stage_run(unit, run, profile, files, progress)
        except ImportNotStaged:  # somebody discarded it meanwhile
            return None


def commit_requested(units: Units, worker: Actor, run_id: int) -> ImportCommitted | None:
    """Take in a run whose commit was handed to the worker; None when that was done already or is being done.

    It opens its own units of work, so only a job calls it. A run that cannot be taken in waits for a decision again
    and says why.
    """

    def work() -> ImportCommitted | None:
        with units.begin(worker) as unit:
            run = unit.session.get(ImportRun, run_id)
            if run is None or run.state is not ImportState.COMMITTING or not hold_run(unit, run_id):
                return None
            order = run.counts["order"]
            actor = acting_for(unit, order["user_id"])
        with units.begin(actor) as unit:
            if not hold_run(unit, run_id):
                return None
            progress = ProgressWriter(units, worker, run_id)
            return commit_import(unit, run_id, allow_partial=order["allow_partial"], progress=progress)

    return _telling_failures(units, worker, run_id, work)


def _telling_failures(units: Units, worker: Actor, run_id: int, work: Callable[[], T]) -> T | None:
    """Write what went wrong to the run; raise what nobody foresaw, so that it stands in the worker's log too."""
    try:
        return work()
    except HoldfastError as error:
        with units.begin(worker) as unit:
            fail_work(unit, run_id, error)
    except Exception:
        with units.begin(worker) as unit:
            fail_work(unit, run_id, ImportBroken())
        raise
    return None


def remove_leftovers(folder: Path, now: float) -> int:
    """Remove what a killed worker left unencrypted in the folder of temporary files; return how many folders.

    Args:
        now: seconds since the epoch; folders younger than a day may be in use.
    """
    count = 0
    for path in folder.glob(f"{FOLDER_PREFIX}*"):
        if path.is_dir() and now - path.stat().st_mtime > LEFTOVER_SECONDS:
            shutil.rmtree(path, ignore_errors=True)
            count += 1
    return count
