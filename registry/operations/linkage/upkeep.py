"""What the worker asks for by itself: the people of each import, and every night those whose households changed."""

from datetime import timedelta

from foundation.unit_of_work import UnitOfWork
from registry.operations.linkage.runs import request_run
from registry.queries.linkage.runs import find_last_look, list_unlinked_imports
from registry.rules.linkage.facts import LinkRunRequested
from registry.rules.linkage.words import LinkRunKind

# A change is stamped when its transaction begins and seen when it ends: a run looks back a little further than the run
# before it began, so that nobody slips in between the two.
OVERLAP = timedelta(hours=1)
FIRST_LOOK_BACK = timedelta(days=1)


def request_import_runs(unit: UnitOfWork) -> list[LinkRunRequested]:
    """Ask for a run over the people of each import that nobody has held against the register yet.

    Writes: link_run, audit, effects. Cost: 1, and 1 for each import.
    """
    return [
        request_run(unit, LinkRunKind.IMPORT, "", since=row.finished_at, import_run_id=row.id)
        for row in list_unlinked_imports(unit)
    ]


def request_nightly_run(unit: UnitOfWork) -> LinkRunRequested:
    """Ask for a run over everybody whose household changed since the last look. Writes: link_run, audit, an effect."""
    last = find_last_look(unit) or unit.now - FIRST_LOOK_BACK
    return request_run(unit, LinkRunKind.CHANGED, "", since=last - OVERLAP)
