"""Record linkage: runs that were asked for, imports, the nightly look, and flags whose cause may be gone."""

import procrastinate

from registry.linkage_run import link_people
from registry.operations.linkage.rechecking import recheck_pairs
from registry.operations.linkage.runs import JOB
from registry.operations.linkage.upkeep import request_import_runs, request_nightly_run
from web.jobs.worker import worker
from web.services import Services

EVERY_FIVE_MINUTES = "*/5 * * * *"
EVERY_HOUR = "23 * * * *"
AT_NIGHT = "30 19 * * *"  # 3:30 in China


def add_handlers(queue: procrastinate.App, here: Services) -> None:
    """Bind the handlers of record linkage; runs are carried out one at a time."""

    @queue.task(name=JOB)
    def link(run_id: int) -> None:
        link_people(here.units, worker(), here.linker, run_id)

    @queue.periodic(cron=EVERY_FIVE_MINUTES)
    @queue.task(name="link_imports", queueing_lock="link_imports")
    def link_imports(timestamp: int = 0) -> None:
        with here.units.begin(worker()) as unit:
            request_import_runs(unit)

    @queue.periodic(cron=AT_NIGHT)
    @queue.task(name="link_changes", queueing_lock="link_changes")
    def link_changes(timestamp: int = 0) -> None:
        with here.units.begin(worker()) as unit:
            request_nightly_run(unit)

    @queue.periodic(cron=EVERY_HOUR)
    @queue.task(name="recheck_links", queueing_lock="recheck_links")
    def recheck(timestamp: int = 0) -> None:
        with here.units.begin(worker()) as unit:
            recheck_pairs(unit)
