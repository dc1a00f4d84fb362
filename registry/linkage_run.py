"""Runs a whole linkage: reads the people, lets the linker hold them against one another, writes down what it found."""

from collections.abc import Iterator
from itertools import islice

from foundation.actor import Actor
from foundation.ports import LinkSession, RecordLinker, ScoredPair
from foundation.unit_of_work import UnitOfWork, Units
from registry.operations.linkage.findings import in_order, write_findings
from registry.operations.linkage.runs import LinkTask, fail_run, mark_step, stop_run, take_run
from registry.queries.linkage.people import stream_people, stream_records
from registry.rules.linkage.choosing import keep_best
from registry.rules.linkage.facts import LinkRunEnded
from registry.rules.linkage.model import LinkModel, shipped_model
from registry.rules.linkage.planning import link_plan
from registry.rules.linkage.stopping import find_stop
from registry.rules.linkage.traits import PersonRecord, traits_of
from registry.rules.linkage.words import LinkRunKind, LinkStep

BATCH = 20_000


def link_people(units: Units, actor: Actor, linker: RecordLinker, run_id: int) -> LinkRunEnded | None:
    """Carry out a run that was requested; None when it has ended before.

    It opens its own units of work, so it is called at a boundary only: by a command or a job. People are read in one
    read-only unit, of one moment; they are held against one another outside any unit; what was found is written in one.
    A run that breaks off says so and can be run again.

    Raises: LinkRunNotFound, and whatever broke the run off.
    Writes: link_run, link_pair, link_record, audit.
    Cost: 2 streamed statements, 2 deciphered numbers a person, and about 15 statements more.
    Source: docs/methods.md, Record linkage.
    """
    with units.begin(actor) as unit:
        task = take_run(unit, run_id)
    if task is None:
        return None
    try:
        return _carry_out(units, actor, linker, task)
    except BaseException:
        with units.begin(actor) as unit:
            fail_run(unit, run_id)
        raise


def _carry_out(units: Units, actor: Actor, linker: RecordLinker, task: LinkTask) -> LinkRunEnded:
    model = shipped_model()
    is_within = task.kind is LinkRunKind.REGISTER
    with linker.open(link_plan(model, is_within=is_within, is_narrowed=not is_within)) as session:
        with units.begin(actor, read_only=True) as unit:
            _load(unit, session, task)
        left, right = session.sizes
        with units.begin(actor) as unit:
            mark_step(unit, task.run_id, LinkStep.SCORING, left=left, right=right)
        prior = _prior(model, task.kind, left, right)
        pairs = list(session.score(prior, model.possible)) if left else []
    return _write_down(units, actor, model, task, prior, pairs, (left, right))


def _load(unit: UnitOfWork, session: LinkSession, task: LinkTask) -> None:
    if task.kind is LinkRunKind.FILE:
        first = stream_records(unit, task.run_id)
    else:
        first = stream_people(unit, task.scope_path, since=task.since)
    for rows in _batches(first):
        session.add_left(rows)
    if task.kind is not LinkRunKind.REGISTER and session.sizes[0]:
        for rows in _batches(stream_people(unit, task.scope_path)):
            session.add_right(rows)


def _batches(records: Iterator[PersonRecord]) -> Iterator[list[tuple[object, ...]]]:
    people: Iterator[tuple[object, ...]] = traits_of(records)
    while rows := list(islice(people, BATCH)):
        yield rows


def _prior(model: LinkModel, kind: LinkRunKind, left: int, right: int) -> float:
    """Return the prior: between a file and the register, or within the register, of which a part may be looked at."""
    if kind is LinkRunKind.FILE:
        return model.prior(left, right)
    return model.prior(max(left, right), None)


def _write_down(
    units: Units,
    actor: Actor,
    model: LinkModel,
    task: LinkTask,
    prior: float,
    pairs: list[ScoredPair],
    sizes: tuple[int, int],
) -> LinkRunEnded:
    stop = find_stop(
        model,
        pairs,
        sizes[0],
        most_per_person=task.most_per_person,
        counts_share=task.kind is not LinkRunKind.FILE,
    )
    kept = keep_best(pairs) if task.kind is LinkRunKind.FILE else in_order(pairs)
    with units.begin(actor) as unit:
        if stop is not None:
            return stop_run(unit, task.run_id, stop)
        return write_findings(unit, task.run_id, model, prior, kept, sizes)
