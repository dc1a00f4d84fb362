"""The worker's side of the outbox: one handler for each kind of effect, a module for each subject.

A handler is a boundary: it opens its own units of work, never around the call to a gateway. It is idempotent, because
the queue promises that an effect is carried out, not that it is carried out once.
"""

import procrastinate

from web.jobs import collection, grading, imports, indexing, letters, linkage, messages, privacy, quality, statistics
from web.jobs.indexing import reindex
from web.services import Services

__all__ = ["make_queue", "reindex", "run_worker"]

SUBJECTS = (collection, grading, imports, indexing, letters, linkage, messages, privacy, quality, statistics)
"""Each has `add_handlers(queue, here)`."""


def make_queue(here: Services) -> procrastinate.App:
    """Return the job queue with every handler bound to `here`."""
    address = here.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    queue = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=4))
    for subject in SUBJECTS:
        subject.add_handlers(queue, here)
    return queue


def run_worker(here: Services, *, wait: bool = True) -> None:
    """Carry out effects as they come; with `wait=False` those that are there now."""
    queue = make_queue(here)
    with queue.open():
        queue.run_worker(wait=wait, concurrency=1, install_signal_handlers=wait, delete_jobs="successful")
