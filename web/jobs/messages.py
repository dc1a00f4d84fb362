"""Figures that are pushed every morning."""

import procrastinate

from reports.pushed_figures.rows import read_topic
from web.jobs.worker import worker
from web.letters import compose_digest
from web.services import Services
from workflows.push_figures import push_figures

BEFORE_WORK = "30 22 * * *"
"""Half past six in the morning in China; the queue's clock is UTC."""


def add_handlers(queue: procrastinate.App, here: Services) -> None:
    """Bind the handler that serves the subscriptions of the day."""

    @queue.periodic(cron=BEFORE_WORK)
    @queue.task(name="push_figures", lock="push_figures", queueing_lock="push_figures", pass_context=False)
    def push(timestamp: int = 0) -> None:
        push_figures(here.units, worker(), read_topic, compose_digest(here.settings.base_url))
