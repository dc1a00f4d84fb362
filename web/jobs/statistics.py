"""Rounds of statistics that somebody asked to be frozen."""

import procrastinate

from registry.rules.statistics.errors import RoundNotFound, RoundSettled
from reports.bulletin.figures import count_figures
from web.jobs.worker import worker
from web.services import Services
from workflows.freeze_statistics import freeze_statistics


def add_handlers(queue: procrastinate.App, here: Services) -> None:
    """Bind the handler that freezes one round, one after another."""

    @queue.task(name="freeze_statistics", lock="freeze_statistics")
    def freeze(round_id: int) -> None:
        try:
            freeze_statistics(here.units, worker(), round_id, count_figures)
        except (RoundSettled, RoundNotFound):
            return  # carried out before, or given up
