"""The search index follows the database."""

from collections.abc import Sequence

import procrastinate

from development.queries.documents import list_story_ids
from web.jobs.worker import worker
from web.services import Services
from workflows.index_documents import collect_documents

BATCH = 500


def add_handlers(queue: procrastinate.App, here: Services) -> None:
    """Bind the handlers of the search index."""

    @queue.task(name="index_document", queue="index", retry=5)
    def index_document(kind: str, key: int) -> None:
        with here.units.begin(worker(), read_only=True) as unit:
            documents = list(collect_documents(unit, kind, [key]))
        if documents:
            here.search.put(documents)
        else:
            here.search.remove(kind, [key])

    @queue.task(name="index_stories", queue="index", retry=5)
    def index_stories(household_id: int) -> None:
        with here.units.begin(worker(), read_only=True) as unit:
            keys = list_story_ids(unit, household_id)
            documents = list(collect_documents(unit, "page", keys))
        here.search.remove("page", keys)
        here.search.put(documents)


def reindex(here: Services, kinds: Sequence[str]) -> int:
    """Rebuild the search index from the database; return how many documents it holds."""
    here.search.clear()
    count = 0
    for kind in kinds:
        with here.units.begin(worker(), read_only=True) as unit:
            documents = list(collect_documents(unit, kind))
        for start in range(0, len(documents), BATCH):
            here.search.put(documents[start : start + BATCH])
        count += len(documents)
    return count
