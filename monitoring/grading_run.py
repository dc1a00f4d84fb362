"""Runs a whole round: the parts side by side on a connection each, then the finish."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from foundation.actor import Actor
from foundation.unit_of_work import Units
from monitoring.operations.parts import grade_part
from monitoring.operations.rounds import finish_round, remove_abandoned_rounds, remove_round, start_round
from monitoring.rules.facts import Part, RoundFinished
from monitoring.rules.words import Engine, RoundExtent

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
    on_start: Callable[[int], None] | None = None,
) -> RoundFinished:
    """Grade a region's households and make the grades hold.

    It opens its own units of work, so it is called at a boundary only: by a command or a job. Two connections, one a
    core, are faster than one; what they write is seen when the round is finished, all at once. When a part fails, the
    round is removed and the error goes on; what a process that died left behind is removed a day later.

    Args:
        ruleset, as_of, scope_path, engine, extent: see `start_round`.
        workers: connections that grade side by side.
        on_start: told the round's id as soon as the round can be watched.
    Raises: what `start_round` and `finish_round` raise.
    Writes: grading_round, rule_set, grade, grade_change, standing.
    """
    with units.begin(actor) as unit:
        remove_abandoned_rounds(unit)
        started = start_round(unit, ruleset=ruleset, as_of=as_of, scope_path=scope_path, engine=engine, extent=extent)
    if on_start is not None:
        on_start(started.round_id)
    try:
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
