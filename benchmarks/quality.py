"""Validation: every rule over the whole register, against a plain scan of the same columns and the plain evaluator.

    python -m benchmarks.quality --households 100000

It generates a register in an embedded PostgreSQL, gives every person an ID number and a telephone, and one household in
twenty a case with causes and measures. The scan reads every column that the rules use and does nothing with it. The
statement finds every violation in one piece; a run does it part by part on two connections and writes the findings. The
plain evaluator checks a sample that is in memory already; its time for the whole register is extrapolated, without the
reading. Trust the ratios.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import sessionmaker

from benchmarks.grading import Turns
from benchmarks.registry_generator import AS_OF, generate_registry, open_database
from foundation.actor import system_actor
from foundation.clock import FixedClock
from foundation.unit_of_work import UnitOfWork, Units
from registry.models import Household, Income, LifeEvent, Person, Spending
from registry.quality import shipped_rules
from registry.queries.money import income_window
from registry.queries.quality.outside import Outside
from registry.queries.quality.runs import count_violations
from registry.rules.quality.records import Home, Line, Town
from registry.rules.quality.reference import violations
from registry.rules.quality.syntax import facts_of
from workflows.validate_registry import know_outside, validate_household, validate_registry

BENCH = system_actor("benchmark")
AT = datetime.combine(AS_OF, time(2), UTC)
SEALED = ("id_number", "phone", "bank_account")
UNREAD = ("shares_id_number", "worker_phone")
NUMBERS = """
update person set id_number = decode(repeat('00', 47), 'hex'), id_number_index = left(md5('id' || id), 22),
    phone_index = left(md5('phone' || id / 2), 22),
    monthly_wage_minor = case when works_away then 150000 + id % 500000 end
"""
CASES = (
    "insert into lead (household_id, region_path, channel, state, colour, opened_at, due_at) "
    "select id, region_path, 'visit', 'confirmed', 'orange', :at, :at from household where id % 20 = 0",
    "insert into case_file (household_id, region_path, number, episode, lead_id, state, opened_at, plan_due_on) "
    "select household_id, region_path, 'C' || id, 1, id, 'open', :at, cast(:at as date) from lead",
    "insert into case_cause (case_id, cause, household_id, region_path, is_main, source) "
    "select id, (array['illness', 'lack_of_labour', 'unstable_work', 'disability', 'schooling'])[1 + id % 5], "
    "household_id, region_path, true, 'person' from case_file",
    "insert into plan_measure "
    "(case_id, household_id, region_path, kind, title, source_kind, state, added_at, changed_at) "
    "select id, household_id, region_path, (array['health', 'industry', 'safety_net'])[1 + id % 3], 'help', 'own', "
    "'agreed', :at, :at from case_file where id % 4 > 0",
)


def prepare(engine: Engine, households: int) -> None:
    """Fill the database."""
    generate_registry(engine, households)
    with engine.begin() as connection:
        connection.execute(text(NUMBERS))
        for statement in CASES:
            connection.execute(text(statement), {"at": AS_OF - timedelta(days=100)})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum full person"))
        connection.execute(text("vacuum analyze"))


def columns_used() -> dict[str, list[str]]:
    """Return the columns of each table that the shipped rules read."""
    sql = " ".join(fact.sql for rule in shipped_rules() for fact in facts_of(rule.when).values())
    tables = {"household": "h", "person": "p"}
    models = {"household": Household, "person": Person}
    used = {
        name: [column.name for column in models[name].__table__.columns if f"{alias}.{column.name}" in sql]
        for name, alias in tables.items()
    }
    return used | {
        "income": ["household_id", "received_on", "source", "amount_minor"],
        "spending": ["household_id", "spent_on", "kind", "amount_minor"],
        "life_event": ["household_id", "happened_on", "kind"],
    }


def scan(unit: UnitOfWork) -> None:
    """Read every column that the rules use, on one core."""
    unit.session.execute(text("set local max_parallel_workers_per_gather = 0; set local jit = off"))
    for table, columns in columns_used().items():
        counts = ", ".join(f"count({column})" for column in columns)
        unit.session.execute(text(f"select {counts} from {table}")).one()


def find_all(unit: UnitOfWork, outside: Outside) -> int:
    """Find every violation in one statement, on one core."""
    unit.session.execute(text("set local max_parallel_workers_per_gather = 0; set local jit = off"))
    return sum(count_violations(unit, shipped_rules(), outside, "", AS_OF).values())


def check_plainly(homes: Sequence[Home], outside: Outside) -> int:
    """Check a sample record by record with the reference evaluator; rules that ask about all others are left out."""
    town = Town(AS_OF, window(), homes)
    rules = [rule for rule in shipped_rules() if not any(word in rule.predicate for word in UNREAD)]
    return sum(len(violations(rule, town, outside.ground(AS_OF))) for rule in rules)


def window() -> tuple[Any, Any]:
    first, last = income_window(AS_OF)
    return first, last + timedelta(days=1)


def load_homes(unit: UnitOfWork, outside: Outside, ids: Sequence[int]) -> list[Home]:
    """Read households with all that belongs to them, table by table."""
    session = unit.session

    def rows(model: Any, key: Any) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {one: [] for one in ids}
        columns = [
            column for column in model.__table__.columns if column.name not in ("phone", "bank_account", "id_number")
        ]
        for row in session.execute(select(*columns).where(key.in_(ids))).mappings():
            found[row[key.name]].append(dict(row))
        return found

    homes, people = rows(Household, Household.id), rows(Person, Person.household_id)
    income, spending = rows(Income, Income.household_id), rows(Spending, Spending.household_id)
    events = rows(LifeEvent, LifeEvent.household_id)
    assert outside.care is not None
    care = {row["household_id"]: dict(row) for row in session.execute(outside.care(1, max(ids), AS_OF)).mappings()}
    return [
        Home(
            key,
            homes[key][0]["region_path"],
            homes[key][0],
            people[key],
            [Line(line["received_on"], line["source"], line["amount_minor"]) for line in income[key]],
            [Line(line["spent_on"], line["kind"], line["amount_minor"]) for line in spending[key]],
            [Line(line["happened_on"], line["kind"]) for line in events[key]],
            care.get(key),
        )
        for key in ids
    ]


def measure(engine: Engine, folder: Path, households: int, sample: int, turns: int) -> dict[str, float]:
    """Take every figure, the ways in turn."""
    moments = iter(range(1, 10_000))

    def units() -> Units:
        now = FixedClock(AT + timedelta(minutes=next(moments)))
        return Units(sessionmaker(engine, expire_on_commit=False), now)

    ids = list(range(1, households, max(households // sample, 1)))[:sample]
    taken, found, written = Turns(folder), 0, 0
    for _ in range(turns):
        with engine.begin() as connection:
            connection.execute(text("truncate quality_finding, quality_run restart identity"))
        with units().begin(BENCH, read_only=True) as unit:
            outside = know_outside(unit)
            with taken.timed("scan"):
                scan(unit)
        with units().begin(BENCH, read_only=True) as unit, taken.timed("statement"):
            found = find_all(unit, outside)
        with taken.timed("first"):
            done = validate_registry(units(), BENCH)
        written = sum(done.open_by_rule.values())
        with taken.timed("again"):
            validate_registry(units(), BENCH)
        with units().begin(BENCH, read_only=True) as unit:
            homes = load_homes(unit, outside, ids)
        with taken.timed("plain"):
            check_plainly(homes, outside)
    plain = taken.best("plain") / len(ids) * households
    return {
        "households": households,
        "rules": len(shipped_rules().rules),
        "violations": found,
        "findings_written": written,
        "scan_seconds": taken.best("scan"),
        "statement_seconds": taken.best("statement"),
        "statement_ratio": taken.best("statement") / taken.best("scan"),
        "statement_cpu_ratio": taken.best("statement cpu") / taken.best("scan cpu"),
        "run_first_seconds": taken.best("first"),
        "run_again_seconds": taken.best("again"),
        "run_again_ratio": taken.best("again") / taken.best("scan"),
        "plain_seconds_extrapolated": plain,
        "plain_ratio": plain / taken.best("statement"),
        "one_household_ms": one_household(units()),
    }


def one_household(units: Units) -> float:
    """Return the milliseconds of checking one household, the best of twenty."""
    best = 1e9
    for household_id in range(20, 420, 20):
        with units.begin(BENCH) as unit:
            start = perf_counter()
            validate_household(unit, household_id)
            best = min(best, (perf_counter() - start) * 1000)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=1_000, help="households that the plain evaluator checks")
    parser.add_argument("--turns", type=int, default=3, help="how often each way is timed; the best counts")
    parser.add_argument("--folder", type=Path, default=Path("instance/benchmark-postgres"))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with open_database(asked.folder) as engine:
        prepare(engine, asked.households)
        figures = measure(engine, asked.folder, asked.households, asked.sample, asked.turns)
    if asked.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:<32}{value:>14,.2f}")


if __name__ == "__main__":
    main()
