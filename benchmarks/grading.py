"""Grading: the whole register set by set, against the same rules row by row through the ORM.

    python -m benchmarks.grading --households 100000

It generates a register in an embedded PostgreSQL, grades all of it several times, and in between a sample of it through
the ORM, with the same rows written. Both are told to the household; the ORM's time for the whole register is the
sample's, extrapolated. Grades of the sample are compared. Trust the ratios, not the seconds.
"""

import argparse
import json
import os
import resource
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, selectinload, sessionmaker

from benchmarks.registry_generator import AS_OF, generate_registry, open_database
from foundation.actor import system_actor
from foundation.clock import SystemClock
from foundation.unit_of_work import UnitOfWork, Units
from monitoring.grading_run import grade
from monitoring.models import Grade, GradeChange
from monitoring.operations.rounds import start_round
from monitoring.queries.homes import make_home
from monitoring.queries.rulesets import get_rules_of_round
from monitoring.rules.explain import definitions
from monitoring.rules.home import Home, Line, Member, Shock
from monitoring.rules.reference import Verdict, grade_home
from monitoring.rules.ruleset import RuleSet
from monitoring.rules.words import RoundExtent
from registry.models import Household, Income, LifeEvent, Person, Spending, Standing
from registry.rules.words import URGENCY, Colour

BENCH = system_actor("benchmark")
EAGER_BATCH = 500
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
MOVED = 100  # one household in a hundred changes before the incremental pass


def full_pass(units: Units) -> None:
    """Grade every household; colours, reasons, evidence, changes and standings are written."""
    grade(units, BENCH, as_of=AS_OF)


def incremental_pass(units: Units) -> None:
    """Grade the households that changed since the last pass."""
    grade(units, BENCH, as_of=AS_OF, extent=RoundExtent.CHANGED)


def move_some(engine: Engine, changed_at: datetime) -> None:
    """Change the water of one household in a hundred."""
    with engine.begin() as connection:
        connection.execute(
            text("update household set is_water_safe = not is_water_safe, changed_at = :at where id % :n = 1"),
            {"at": changed_at, "n": MOVED},
        )


def forget(engine: Engine) -> None:
    """Remove every grade, so that a pass is a first one."""
    with engine.begin() as connection:
        connection.execute(text("truncate grade, grade_change, standing, grading_round restart identity cascade"))


def grade_through_orm(units: Units, ids: Sequence[int], batch: int) -> None:
    """Grade households through the ORM in batches of entities, write the same rows, and roll everything back."""
    session = units.open_session()
    try:
        unit = UnitOfWork(session, BENCH, units.clock.now())
        round_id = start_round(unit, as_of=AS_OF).round_id
        rules = get_rules_of_round(unit, round_id)
        session.expunge_all()
        for start in range(0, len(ids), batch):
            grade_entities(unit, rules, round_id, ids[start : start + batch])
            session.flush()
            session.expunge_all()
    finally:
        session.rollback()
        session.close()


def grade_entities(unit: UnitOfWork, rules: RuleSet, round_id: int, ids: Sequence[int]) -> None:
    frozen = definitions(rules)
    for household, home in load_homes(unit.session, ids):
        verdict = grade_home(rules, AS_OF, home)
        write_entities(unit, household, verdict, round_id, frozen)


def load_homes(session: Session, ids: Sequence[int]) -> Iterator[tuple[Household, Home]]:
    """Load households with all that belongs to them as entities, eagerly: one statement a table and batch."""
    households = session.scalars(
        select(Household)
        .options(selectinload(Household.people), selectinload(Household.standing))
        .where(Household.id.in_(ids))
        .order_by(Household.id)
    ).all()
    lines: dict[type, dict[int, list]] = {table: {key: [] for key in ids} for table in (Income, Spending, LifeEvent)}
    for table, found in lines.items():
        for entity in session.scalars(select(table).where(table.household_id.in_(ids))):
            found[entity.household_id].append(entity)
    for household in households:
        yield household, home_of(household, *(found[household.id] for found in lines.values()))


def home_of(household: Household, income: list[Income], spending: list[Spending], shocks: list[LifeEvent]) -> Home:
    return make_home(
        household,
        household.standing.case_state if household.standing else None,
        [member_of(person) for person in household.people],
        [Line(line.received_on, line.source, line.amount_minor) for line in income],
        [Line(line.spent_on, line.kind, line.amount_minor) for line in spending],
        [Shock(shock.happened_on, shock.kind, shock.cost_minor) for shock in shocks],
    )


def member_of(person: Person) -> Member:
    return Member(
        person.born_on,
        person.school_status,
        person.health,
        person.disability_grade,
        person.labour_status,
        person.medical_scheme,
        person.has_critical_illness_cover,
        person.joined_on,
        person.left_on,
    )


def write_entities(
    unit: UnitOfWork, household: Household, verdict: Verdict, round_id: int, frozen: dict[str, dict[str, object]]
) -> None:
    """Add the grade, the change and the standing, as the set-based pass does."""
    place = {"household_id": household.id, "region_path": household.region_path}
    reasons = list(verdict.reasons)
    evidence = dict(verdict.evidence) if verdict.evidence else None
    unit.session.add(
        Grade(
            **place,
            round_id=round_id,
            colour=verdict.colour,
            score=verdict.score,
            is_stale=verdict.is_stale,
            reasons=reasons,
            unknowns=list(verdict.unknowns),
            evidence=evidence,
        )
    )
    before = household.standing.colour if household.standing else None
    if verdict.colour != before and not (before is None and verdict.colour is Colour.GREEN):
        unit.session.add(
            GradeChange(
                **place,
                round_id=round_id,
                from_colour=before,
                to_colour=verdict.colour,
                score=verdict.score,
                reasons=reasons,
                evidence=evidence or {},
                fired=[frozen[reason] for reason in reasons],
            )
        )
    standing = household.standing or Standing(**place, colour_since_on=AS_OF)
    standing.colour, standing.urgency, standing.score = verdict.colour, URGENCY[verdict.colour], verdict.score
    standing.reasons, standing.round_id, standing.graded_at = reasons, round_id, unit.now
    unit.session.add(standing)


def disagreements(units: Units, ids: Sequence[int]) -> int:
    """Count the households of the sample whose stored grade is not the one the entities give."""
    with units.begin(BENCH, read_only=True) as unit:
        last = unit.session.scalar(select(Grade.round_id).order_by(Grade.round_id.desc()).limit(1))
        assert last is not None
        rules = get_rules_of_round(unit, last)
        wrong = 0
        for household, home in load_homes(unit.session, ids):
            stored = unit.session.get_one(Grade, (last, household.id))
            verdict = grade_home(rules, AS_OF, home)
            wrong += (stored.colour, stored.score, tuple(stored.reasons), tuple(stored.unknowns)) != (
                verdict.colour, verdict.score, verdict.reasons, verdict.unknowns,
            )  # fmt: skip
        return wrong


def peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class Turns:
    """The seconds of each way, turn by turn, by the clock and by the processors.

    The best of each counts: noise of the machine only ever adds. On a machine that others use, the clock favours the
    way that needs one core over the one that needs two; processor seconds do not.

    Args:
        folder: the embedded server's; its processes are counted with our own.
    """

    def __init__(self, folder: Path) -> None:
        self.server = int((folder / "postmaster.pid").read_text().split()[0])
        self.seconds: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def timed(self, way: str) -> Iterator[None]:
        clock, processors = perf_counter(), self.processor_seconds()
        yield
        self.seconds[way].append(perf_counter() - clock)
        self.seconds[f"{way} cpu"].append(self.processor_seconds() - processors)

    def best(self, way: str) -> float:
        return min(self.seconds[way])

    def processor_seconds(self) -> float:
        """Return what this process, the server and its connections, ended ones too, have used so far."""
        listed = Path(f"/proc/{self.server}/task/{self.server}/children").read_text().split()
        children = sum(sum(ticks_of(child)[:2]) for child in listed)
        return process_time() + (sum(ticks_of(str(self.server))) + children) / os.sysconf("SC_CLK_TCK")


def ticks_of(process: str) -> list[int]:
    """Return a process's own and its ended children's user and system time, in clock ticks."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has just ended, and its parent counts it
        return [0, 0, 0, 0]
    return [int(field) for field in fields[11:15]]


def measure(engine: Engine, folder: Path, households: int, sample: int, turns: int) -> dict[str, float]:
    """Take every figure, the ways in turn."""
    units = Units(sessionmaker(engine, expire_on_commit=False), SystemClock())
    ids = list(range(1, households, max(households // sample, 1)))[:sample]
    few = ids[: max(len(ids) // 10, 1)]
    taken, memory, wrong = Turns(folder), 0, 0
    for _ in range(turns):
        set_based_turn(engine, units, taken)
        memory = memory or peak_mib()
        wrong += disagreements(units, ids)
        forget(engine)
        with taken.timed("eager"):
            grade_through_orm(units, ids, EAGER_BATCH)
        with taken.timed("lazy"):
            grade_through_orm(units, few, 1)
    eager, lazy = taken.best("eager") / len(ids) * households, taken.best("lazy") / len(few) * households
    return {
        "households": households,
        "sample": len(ids),
        "turns": turns,
        "full_first_seconds": taken.best("first"),
        "full_again_seconds": taken.best("again"),
        "incremental_1_percent_seconds": taken.best("incremental"),
        "orm_eager_seconds_extrapolated": eager,
        "orm_lazy_seconds_extrapolated": lazy,
        "orm_eager_ratio": eager / taken.best("first"),
        "orm_eager_ratio_repeated": eager / taken.best("again"),
        "orm_lazy_ratio": lazy / taken.best("first"),
        "full_first_cpu_seconds": taken.best("first cpu"),
        "orm_eager_cpu_ratio": taken.best("eager cpu") / len(ids) * households / taken.best("first cpu"),
        "orm_eager_cpu_ratio_repeated": taken.best("eager cpu") / len(ids) * households / taken.best("again cpu"),
        "orm_lazy_cpu_ratio": taken.best("lazy cpu") / len(few) * households / taken.best("first cpu"),
        "incremental_ratio": taken.best("incremental") / taken.best("again"),
        "python_peak_mib": memory,
        "disagreements_in_sample": wrong,
    }


def set_based_turn(engine: Engine, units: Units, taken: Turns) -> None:
    """Take a first pass, one that changes nothing, and one over the few that changed."""
    forget(engine)
    with taken.timed("first"):
        full_pass(units)
    with taken.timed("again"):
        full_pass(units)
    move_some(engine, units.clock.now())
    with taken.timed("incremental"):
        incremental_pass(units)
    move_some(engine, LONG_AGO)
    full_pass(units)


def tell(figures: dict[str, float]) -> None:
    """Print the figures with the ones to reach."""
    sample = int(figures["sample"])
    lines = (
        ("households", "households", ",.0f", ""),
        ("full pass, first: everything written", "full_first_seconds", ".2f", "s"),
        ("full pass, repeated: nothing changed", "full_again_seconds", ".2f", "s"),
        ("incremental, 1 % changed", "incremental_1_percent_seconds", ".2f", "s"),
        (f"row by row, ORM eager, from {sample:,}", "orm_eager_seconds_extrapolated", ".1f", "s (extrapolated)"),
        (f"row by row, ORM lazy, from {sample // 10:,}", "orm_lazy_seconds_extrapolated", ".1f", "s (extrapolated)"),
        ("ORM eager ÷ first full pass", "orm_eager_ratio", ".1f", "(reach 30, aim 40)"),
        ("ORM eager ÷ repeated full pass", "orm_eager_ratio_repeated", ".1f", ""),
        ("ORM lazy ÷ first full pass", "orm_lazy_ratio", ".1f", ""),
        ("processor time: first full pass", "full_first_cpu_seconds", ".2f", "s"),
        ("processor time: ORM eager ÷ first", "orm_eager_cpu_ratio", ".1f", ""),
        ("processor time: ORM eager ÷ repeated", "orm_eager_cpu_ratio_repeated", ".1f", ""),
        ("processor time: ORM lazy ÷ first", "orm_lazy_cpu_ratio", ".1f", ""),
        ("incremental ÷ repeated full pass", "incremental_ratio", ".3f", "(reach 0.1 at a million)"),
        ("peak memory of the Python process", "python_peak_mib", ".0f", "MiB (reach 300)"),
        ("sample graded differently by the two ways", "disagreements_in_sample", ".0f", "households"),
    )
    for label, key, form, unit in lines:
        print(f"{label:<45}{figures[key]:>12{form}} {unit}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=4_000, help="households graded through the ORM")
    parser.add_argument("--turns", type=int, default=5, help="how often each way is timed; the best counts")
    parser.add_argument("--folder", type=Path, default=Path("instance/benchmark-postgres"))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with open_database(asked.folder) as engine:
        generate_registry(engine, asked.households)
        figures = measure(engine, asked.folder, asked.households, asked.sample, asked.turns)
    if asked.json:
        print(json.dumps(figures))
    else:
        tell(figures)


if __name__ == "__main__":
    main()
