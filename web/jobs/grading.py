"""Grading that an act asked for."""

import procrastinate

from web.jobs.worker import worker
from web.services import Services
from workflows.grade_registry import grade_registry


def add_handlers(queue: procrastinate.App, here: Services) -> None:
    """Bind the handler that grades one region, one round at a time."""

    @queue.task(name="grade_registry", lock="grade_registry")
    def grade_region(scope_path: str = "", ruleset: str = "default") -> None:
        grade_registry(here.units, worker(), scope_path=scope_path, ruleset=ruleset)
