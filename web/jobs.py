"""The worker's side of the outbox: one handler for each kind of effect.

A handler is a boundary: it opens its own units of work, never around the call to a gateway. It is idempotent, because
the queue promises that an effect is carried out, not that it is carried out once.
"""

from collections.abc import Sequence
from datetime import datetime

import procrastinate

from development.queries.documents import list_story_ids
from foundation.actor import system_actor
from foundation.ports import Letter
from registry.queries.documents import list_changed_ids
from web.services import Services
from workflows.grade_registry import grade_registry
from workflows.index_documents import collect_documents

WORKER = "worker"
BATCH = 500


def make_queue(here: Services) -> procrastinate.App:
    """Return the job queue with every handler bound to `here`."""
    address = here.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    queue = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=4))
    _index_handlers(queue, here)
    _letter_handlers(queue, here)
    _grading_handlers(queue, here)
    return queue


def run_worker(here: Services, *, wait: bool = True) -> None:
    """Carry out effects as they come; with `wait=False` those that are there now."""
    queue = make_queue(here)
    with queue.open():
        queue.run_worker(wait=wait, concurrency=1, install_signal_handlers=wait, delete_jobs="successful")


def reindex(here: Services, kinds: Sequence[str]) -> int:
    """Rebuild the search index from the database; return how many documents it holds."""
    here.search.clear()
    count = 0
    for kind in kinds:
        with here.units.begin(system_actor(WORKER), read_only=True) as unit:
            documents = list(collect_documents(unit, kind))
        for start in range(0, len(documents), BATCH):
            here.search.put(documents[start : start + BATCH])
        count += len(documents)
    return count


def _index_handlers(queue: procrastinate.App, here: Services) -> None:
    @queue.task(name="index_document", queue="index", retry=5)
    def index_document(kind: str, key: int) -> None:
        with here.units.begin(system_actor(WORKER), read_only=True) as unit:
            documents = list(collect_documents(unit, kind, [key]))
        if documents:
            here.search.put(documents)
        else:
            here.search.remove(kind, [key])

    @queue.task(name="index_households", queue="index", retry=5)
    def index_households(since: str) -> None:
        with here.units.begin(system_actor(WORKER), read_only=True) as unit:
            keys = list_changed_ids(unit, datetime.fromisoformat(since))
        for start in range(0, len(keys), BATCH):
            with here.units.begin(system_actor(WORKER), read_only=True) as unit:
                documents = list(collect_documents(unit, "household", keys[start : start + BATCH]))
            here.search.put(documents)

    @queue.task(name="index_stories", queue="index", retry=5)
    def index_stories(household_id: int) -> None:
        with here.units.begin(system_actor(WORKER), read_only=True) as unit:
            keys = list_story_ids(unit, household_id)
            documents = list(collect_documents(unit, "page", keys))
        here.search.remove("page", keys)
        here.search.put(documents)


def _letter_handlers(queue: procrastinate.App, here: Services) -> None:
    @queue.task(name="send_letter", retry=5)
    def send_letter(to: str, subject: str, text: str) -> None:
        here.mail.send(Letter(to, subject, text))


def _grading_handlers(queue: procrastinate.App, here: Services) -> None:
    @queue.task(name="grade_registry", lock="grade_registry")
    def grade_region(scope_path: str = "", ruleset: str = "default") -> None:
        grade_registry(here.units, system_actor(WORKER), scope_path=scope_path, ruleset=ruleset)
