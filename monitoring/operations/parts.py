"""Grades one part of a round: set-based in the database or over a snapshot, or household by household in Python."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, insert, text

from foundation.unit_of_work import UnitOfWork
from monitoring.models import Grade, GradingRound
from monitoring.operations.rounds import changed_since, count_part, load_running
from monitoring.queries.homes import list_homes
from monitoring.queries.rounds import graded_households, list_household_ids
from monitoring.queries.rulesets import get_rules_of_round
from monitoring.rules.compile import Extent, Statement, compile_grading
from monitoring.rules.dialects import COLUMNAR
from monitoring.rules.facts import Part, PartGraded
from monitoring.rules.reference import Verdict, grade_home
from monitoring.rules.ruleset import RuleSet
from monitoring.rules.words import Engine, RoundExtent

REFERENCE_BATCH = 200
CHUNK = 1 << 20

# Parallel workers would each repeat every aggregate, and compiling costs more than the statement takes. A part need not
# wait for the disk: the commit that finishes the round comes after it and makes both last, or neither is seen.
SETTINGS = """
select set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
       set_config('work_mem', '64MB', true), set_config('synchronous_commit', 'off', true)
"""
GRADE_COLUMNS = ("household_id", "region_path", "colour", "score", "is_stale", "reasons", "unknowns", "evidence")
WRITE_GRADES = f"""
insert into grade (round_id, {", ".join(GRADE_COLUMNS)})
select :round_id, {", ".join(GRADE_COLUMNS)} from ({{select}}) as g
"""


def grade_part(unit: UnitOfWork, round_id: int, first_id: int, last_id: int) -> PartGraded:
    """Grade the round's households with ids from `first_id` to `last_id`, both included.

    Nothing of the household's data passes through this process, except with the reference engine.

    Raises: RoundNotFound, RoundNotRunning. Repeating a graded part breaks the key of `grade`.
    Writes: grade, grading_round. Cost: 5, whatever the size; with the reference engine 6 for each 200 households.
    """
    row = load_running(unit, round_id)
    rules = get_rules_of_round(unit, round_id)
    part = Part(first_id, last_id)
    if row.engine is Engine.REFERENCE:
        households = grade_by_reference(unit, row, rules, part)
    else:
        households = grade_in_database(unit, row, rules, part)
    count_part(unit, round_id)
    return PartGraded(round_id, households)


def grade_in_database(unit: UnitOfWork, row: GradingRound, rules: RuleSet, part: Part) -> int:
    """Write the grades of a part with one statement; return how many."""
    ids = tuple(list_household_ids(unit, conditions_of(unit, row), part)) if is_partial(row) else None
    extent = Extent(row.scope_path, part.first_id, part.last_id, ids, is_past=row.as_of_on < unit.today)
    statement = compile_grading(rules, row.as_of_on, extent)
    connection = unit.session.connection()
    connection.execute(text(SETTINGS))
    values = {**statement.params, "round_id": row.id}
    return connection.execute(text(WRITE_GRADES.format(select=statement.sql)), values).rowcount


def select_over_snapshot(unit: UnitOfWork, round_id: int) -> Statement:
    """Return the select that grades the round's households over a county's snapshot, in the columns of `grade`.

    Raises: RoundNotFound, RoundNotRunning. Cost: 2.
    """
    row = load_running(unit, round_id)
    extent = Extent(row.scope_path, is_past=row.as_of_on < unit.today)
    statement = compile_grading(get_rules_of_round(unit, round_id), row.as_of_on, extent, COLUMNAR)
    return Statement(f"select {round_id}, {', '.join(GRADE_COLUMNS)} from ({statement.sql}) as g", statement.params)


def take_grades(unit: UnitOfWork, round_id: int, source: Path) -> PartGraded:
    """Take a part's grades into the round from a CSV file in the columns of `grade`.

    Raises: RoundNotFound, RoundNotRunning. Taking the same file twice breaks the key of `grade`.
    Writes: grade, grading_round. Cost: 3.
    """
    load_running(unit, round_id)
    driver: Any = unit.session.connection().connection.driver_connection
    statement = f"copy grade (round_id, {', '.join(GRADE_COLUMNS)}) from stdin (format csv)"
    with driver.cursor() as cursor, source.open("rb") as file:
        with cursor.copy(statement) as copy:
            while chunk := file.read(CHUNK):
                copy.write(chunk)
        households = cursor.rowcount
    count_part(unit, round_id)
    return PartGraded(round_id, households)


def grade_by_reference(unit: UnitOfWork, row: GradingRound, rules: RuleSet, part: Part) -> int:
    """Write the grades of a part household by household, some hundred in memory at a time; return how many."""
    conditions, written, after = conditions_of(unit, row), 0, 0
    while ids := list_household_ids(unit, conditions, part, after=after, limit=REFERENCE_BATCH):
        unit.session.execute(insert(Grade), reference_rows(unit, row.id, row.as_of_on, rules, ids))
        unit.session.expunge_all()
        written, after = written + len(ids), ids[-1]
    return written


def reference_rows(
    unit: UnitOfWork, round_id: int, as_of: date, rules: RuleSet, ids: Sequence[int]
) -> list[dict[str, Any]]:
    """Grade some households in Python and return their rows. Cost: 5."""
    homes = list_homes(unit, ids, is_past=as_of < unit.today)
    return [grade_row(round_id, home.household_id, home.region_path, grade_home(rules, as_of, home)) for home in homes]


def grade_row(round_id: int, household_id: int, region_path: str, verdict: Verdict) -> dict[str, Any]:
    """Return the row of a verdict."""
    row = asdict(verdict)
    row["reasons"], row["unknowns"] = list(verdict.reasons), list(verdict.unknowns)
    return {"round_id": round_id, "household_id": household_id, "region_path": region_path, **row}


def is_partial(row: GradingRound) -> bool:
    """Tell whether a round grades only the changed households."""
    return row.extent is RoundExtent.CHANGED


def conditions_of(unit: UnitOfWork, row: GradingRound) -> list[ColumnElement[bool]]:
    """Return the conditions that hold for the households of a round."""
    since = unit.session.get(GradingRound, row.since_round_id) if row.since_round_id else None
    return graded_households(row.as_of_on, row.scope_path, changed_since(since))
