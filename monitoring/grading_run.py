"""Runs a whole round: the parts side by side on a connection each, or county by county over snapshots; the finish."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from foundation.actor import Actor
from foundation.unit_of_work import Units
from monitoring.operations.parts import grade_part, select_over_snapshot, take_grades
from monitoring.operations.rounds import finish_round, remove_abandoned_rounds, remove_round, start_round
from monitoring.rules.facts import Part, RoundFinished
from monitoring.rules.words import Engine, RoundExtent
from monitoring.snapshot_run import Snapshot, SnapshotStore, take_snapshot

WORKERS = 2


def grade(
    units: Units,
    actor: Actor,
    *,
    ruleset: str = "default",
    as_of: date | None = None,
    scope_path: str = "",
    engine: Engine = Engine.POSTGRES,
    extent: RoundExtent = RoundExtent.FULL,
    workers: int = WORKERS,
    snapshots: SnapshotStore | None = None,
    on_start: Callable[[int], None] | None = None,
) -> RoundFinished:
    """Grade a region's households and make the grades hold.

    It opens its own units of work, so it is called at a boundary only: by a command or a job. Two connections, one a
    core, are faster than one; what they write is seen when the round is finished, all at once. When a part fails, the
    round is removed and the error goes on; what a process that died left behind is removed a day later.

    Args:
        ruleset, as_of, scope_path, engine, extent: see `start_round`.
        workers: connections that grade side by side.
        snapshots: what the columnar engine grades over; they are brought up to date first.
        on_start: told the round's id as soon as the round can be watched.
    Raises: what `start_round` and `finish_round` raise.
    Writes: grading_round, rule_set, grade, grade_change, standing.
    """
    counties: tuple[Snapshot, ...] = ()
    if engine is Engine.DUCKDB:
        if snapshots is None:
            raise TypeError("the columnar engine needs the store of snapshots")
        counties = take_snapshot(units, actor, snapshots, scope_path=scope_path).counties
    with units.begin(actor) as unit:
        remove_abandoned_rounds(unit)
        started = start_round(
            unit,
            ruleset=ruleset,
            as_of=as_of,
            scope_path=scope_path,
            engine=engine,
            extent=extent,
            counties=len(counties),
        )
    if on_start is not None:
        on_start(started.round_id)
    try:
        for county in counties:
            _grade_county(units, actor, started.round_id, county)
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda part: _grade_part(units, actor, started.round_id, part), started.parts))
        with units.begin(actor) as unit:
            return finish_round(unit, started.round_id)
    except Exception:
        with units.begin(actor) as unit:
            remove_round(unit, started.round_id)
        raise


def _grade_part(units: Units, actor: Actor, round_id: int, part: Part) -> None:
    with units.begin(actor) as unit:
        grade_part(unit, round_id, part.first_id, part.last_id)


def _grade_county(units: Units, actor: Actor, round_id: int, county: Snapshot) -> None:
    """Select a county's grades over its snapshot, outside any unit, and take them into the round."""
    with units.begin(actor) as unit:
        statement = select_over_snapshot(unit, round_id)
    target = county.folder / f"grades-{round_id}.csv"
    try:
        files = {name: [file] for name, file in county.files.items()}
        county.engine.write(statement.sql, statement.params, files, target)
        with units.begin(actor) as unit:
            take_grades(unit, round_id, target)
    finally:
        target.unlink(missing_ok=True)
