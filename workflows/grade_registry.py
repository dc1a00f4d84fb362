"""A round from start to leads: grade the households, then open a lead for each one that a person should look at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from casework.rules.facts import LeadsOpened
from foundation.actor import Actor
from foundation.unit_of_work import Units
from monitoring.grading_run import grade
from monitoring.rules.facts import RoundFinished
from monitoring.rules.words import Engine, RoundExtent
from monitoring.snapshot_run import SnapshotStore
from workflows.flag_opens_lead import flag_opens_lead


@dataclass(frozen=True, slots=True)
class RegistryGraded:
    """What a round found and which leads came of it."""

    round: RoundFinished
    leads: LeadsOpened


def grade_registry(
    units: Units,
    actor: Actor,
    *,
    ruleset: str = "default",
    as_of: date | None = None,
    scope_path: str = "",
    engine: Engine = Engine.POSTGRES,
    extent: RoundExtent = RoundExtent.FULL,
    snapshots: SnapshotStore | None = None,
    on_start: Callable[[int], None] | None = None,
) -> RegistryGraded:
    """Grade a region and open the leads. It opens its own units of work, so only a command or a job calls it.

    Leads are opened in a unit of their own; when that fails, opening them for the round again changes nothing twice.
    Raises: see `monitoring.grading_run.grade`.
    """
    finished = grade(
        units,
        actor,
        ruleset=ruleset,
        as_of=as_of,
        scope_path=scope_path,
        engine=engine,
        extent=extent,
        snapshots=snapshots,
        on_start=on_start,
    )
    with units.begin(actor) as unit:
        return RegistryGraded(finished, flag_opens_lead(unit, finished.round_id))
