"""A linkage run from its request to its end. The run itself is `registry.linkage_run`; here is what it writes down."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select

from foundation.errors import Forbidden
from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.models import LinkPair, LinkRecord, LinkRun
from registry.queries.linkage.runs import find_active_run, get_run
from registry.rules.linkage.errors import LinkRunActive
from registry.rules.linkage.facts import LinkRunEnded, LinkRunRequested
from registry.rules.linkage.model import shipped_model
from registry.rules.linkage.stopping import Stop
from registry.rules.linkage.words import LinkRunKind, LinkRunState, LinkStep

JOB = "link_people"
ONE_AT_A_TIME = "linkage"
ENDED = frozenset({LinkRunState.FINISHED, LinkRunState.STOPPED})


@dataclass(frozen=True, slots=True)
class LinkTask:
    """What a run has to do, as its row says."""

    run_id: int
    kind: LinkRunKind
    scope_path: str
    since: datetime | None
    most_per_person: int


def request_run(
    unit: UnitOfWork,
    kind: LinkRunKind,
    scope_path: str,
    *,
    since: datetime | None = None,
    import_run_id: int | None = None,
    source_name: str | None = None,
    most_per_person: int | None = None,
    is_deferred: bool = True,
) -> LinkRunRequested:
    """Ask for a run; the worker takes it up in turn.

    Args:
        scope_path: the region whose register is looked at, in the actor's areas; empty for everywhere.
        since: for runs of changes and imports: only households changed from then on are held against the others.
        most_per_person: more likely duplicates of one record than this stop the run; the model's own without it.
        is_deferred: let the worker do it; otherwise the caller runs it.
    Raises: Forbidden outside the actor's areas; LinkRunActive when the region is being looked at already.
    Writes: link_run, audit, an effect. Cost: 2.
    """
    if not covers(unit.actor, scope_path):
        raise Forbidden()
    if kind is LinkRunKind.REGISTER and find_active_run(unit, scope_path) is not None:
        raise LinkRunActive()
    model = shipped_model()
    run = LinkRun(
        kind=kind,
        state=LinkRunState.WAITING,
        scope_path=scope_path,
        since=since,
        import_run_id=import_run_id,
        source_name=source_name,
        settings={
            "version": model.version,
            "likely": model.likely,
            "possible": model.possible,
            "most_per_person": most_per_person or model.most_per_person,
        },
        started_at=unit.now,
        started_by_id=unit.actor.user_id,
        started_by=unit.actor.name[:120],
    )
    unit.session.add(run)
    unit.session.flush()
    unit.note("request_linkage", "link_run", run.id, region_path=scope_path or None, kind=kind.value)
    if is_deferred:
        unit.defer(JOB, lock=ONE_AT_A_TIME, run_id=run.id)
    return LinkRunRequested(run.id)


def take_run(unit: UnitOfWork, run_id: int) -> LinkTask | None:
    """Begin a run, or begin one again that broke off; None when it has ended already.

    Raises: LinkRunNotFound. Writes: link_run. Cost: 2.
    """
    run = get_run(unit, run_id, for_update=True)
    if run.state in ENDED:
        return None
    run.state, run.step, run.started_at, run.finished_at = LinkRunState.RUNNING, LinkStep.READING, unit.now, None
    return LinkTask(run.id, run.kind, run.scope_path, run.since, int(run.settings["most_per_person"]))


def mark_step(unit: UnitOfWork, run_id: int, step: LinkStep, **counts: int) -> None:
    """Say how far a run is. Writes: link_run. Cost: 2."""
    run = get_run(unit, run_id)
    run.step = step
    run.counts = {**run.counts, **counts}


def stop_run(unit: UnitOfWork, run_id: int, stop: Stop) -> LinkRunEnded:
    """End a run by its circuit breaker: what it found is not written down. Writes: link_run, audit. Cost: 3."""
    run = get_run(unit, run_id, for_update=True)
    run.stopped = {"reason": stop.reason.value, "params": stop.params, "person_id": stop.key}
    return end_run(unit, run, LinkRunState.STOPPED)


def fail_run(unit: UnitOfWork, run_id: int) -> None:
    """Say that a run broke off. Writes: link_run. Cost: 2."""
    run = get_run(unit, run_id, for_update=True)
    if run.state not in ENDED:
        run.state, run.step, run.finished_at = LinkRunState.FAILED, None, unit.now


def end_run(unit: UnitOfWork, run: LinkRun, state: LinkRunState) -> LinkRunEnded:
    """Close a run, and let go of the rows of its file that no pair needs. Writes: link_run, link_record, audit."""
    run.state, run.step, run.finished_at = state, None, unit.now
    if run.kind is LinkRunKind.FILE:
        in_pair = exists(select(LinkPair.id).where(LinkPair.record_id == LinkRecord.id))
        unit.session.execute(delete(LinkRecord).where(LinkRecord.run_id == run.id, ~in_pair))
    unit.note("link_people", "link_run", run.id, region_path=run.scope_path or None, state=state.value, **run.counts)
    unit.session.flush()
    known = {name: int(run.counts.get(name, 0)) for name in COUNTED}
    return LinkRunEnded(run.id, state, **known)


COUNTED = ("left", "right", "likely", "possible", "new", "kept", "cleared")
