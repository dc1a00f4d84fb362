"""Imports that the worker carries out, and what it tidies up after them."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import procrastinate

from registry.operations.imports import discard_stale_imports, resume_imports
from web.jobs.worker import worker
from web.services import Services
from workflows.work_on_import import commit_requested, remove_leftovers, stage_upload

EVERY_TWO_MINUTES = "*/2 * * * *"
AT_NIGHT = "40 18 * * *"
"""Twenty to three in China; the queue's clock is UTC."""


def add_handlers(queue: procrastinate.App, here: Services) -> None:
    """Bind the handlers of imports."""
    _add_work(queue, here)
    _add_tidying(queue, here)


def _add_work(queue: procrastinate.App, here: Services) -> None:
    @queue.task(name="stage_import")
    def stage(run_id: int) -> None:
        stage_upload(here.units, here.files, worker(), run_id)

    @queue.task(name="commit_import")
    def commit(run_id: int) -> None:
        commit_requested(here.units, worker(), run_id)

    @queue.periodic(cron=EVERY_TWO_MINUTES)
    @queue.task(name="resume_imports", queueing_lock="resume_imports")
    def resume(timestamp: int = 0) -> None:
        with here.units.begin(worker()) as unit:
            resume_imports(unit)


def _add_tidying(queue: procrastinate.App, here: Services) -> None:
    @queue.task(name="forget_files", retry=5)
    def forget_files(keys: Sequence[str]) -> None:
        for key in keys:
            here.files.delete(key)

    @queue.periodic(cron=AT_NIGHT)
    @queue.task(name="discard_stale_imports", queueing_lock="discard_stale_imports")
    def discard_stale(timestamp: int = 0) -> None:
        with here.units.begin(worker()) as unit:
            discard_stale_imports(unit)
        remove_leftovers(Path(tempfile.gettempdir()), here.units.clock.now().timestamp())
