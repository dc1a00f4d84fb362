"""Submissions follow the decisions about their imports."""

import procrastinate

from registry.operations.collection.following import follow_imports
from web.jobs.worker import worker
from web.services import Services

EVERY_FEW_MINUTES = "*/5 * * * *"


def add_handlers(queue: procrastinate.App, here: Services) -> None:
    """Bind the handler that brings submissions up to their imports."""

    @queue.periodic(cron=EVERY_FEW_MINUTES)
    @queue.task(name="follow_imports", lock="follow_imports", queueing_lock="follow_imports", pass_context=False)
    def follow(timestamp: int = 0) -> None:
        with here.units.begin(worker()) as unit:
            follow_imports(unit)
