"""Every night: lists come down, and what was kept long enough goes."""

import procrastinate

from registry.operations.postings import end_postings
from registry.operations.retention import run_retention
from web.jobs.worker import worker
from web.services import Services

AT_MIDNIGHT = "5 16 * * *"
"""Five past midnight in China; the queue's clock is UTC."""


def add_handlers(queue: procrastinate.App, here: Services) -> None:
    """Bind the nightly handlers."""

    @queue.periodic(cron=AT_MIDNIGHT)
    @queue.task(name="end_postings", queueing_lock="end_postings")
    def end(timestamp: int = 0) -> None:
        with here.units.begin(worker()) as unit:
            end_postings(unit)

    @queue.periodic(cron=AT_MIDNIGHT)
    @queue.task(name="run_retention", queueing_lock="run_retention")
    def erase(timestamp: int = 0) -> None:
        with here.units.begin(worker()) as unit:
            run_retention(unit)
