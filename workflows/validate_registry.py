"""A run of the validation from start to end: the register's rules, with what casework and early warning know."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from casework.queries.quality_facts import FACTS, NOT_RECORDED, select_quality_facts
from foundation.actor import Actor
from foundation.unit_of_work import UnitOfWork, Units
from monitoring.queries.rulesets import get_rules_in_force
from monitoring.rules.ruleset import RuleSet
from registry.operations.quality import checking
from registry.operations.quality.runs import break_run, check_run_part, choose_rules, finish_run, open_run, start_run
from registry.queries.quality.outside import Figures, Outside
from registry.queries.quality.runs import count_violations
from registry.rules.quality.facts import PartChecked, RunFinished
from registry.rules.quality.rulebook import RuleBook

WORKERS = 2
FEN = 100
INCOME_LINE = "income_line"


def know_outside(unit: UnitOfWork) -> Outside:
    """Return what the other rooms tell of households: cases, causes and measures, and the income line in force.

    Cost: 1.
    """
    rules = get_rules_in_force(unit)
    return Outside(
        care=select_quality_facts,
        care_facts=FACTS,
        figures_on=lambda day: figures_on(rules, day),
        limits=NOT_RECORDED,
    )


def figures_on(rules: RuleSet, day: date) -> Figures:
    """Return the figures of early warning that are in force on a day, amounts in fen."""
    lines = tuple((value.region, round(value.value * FEN)) for value in rules.values_on(INCOME_LINE, day))
    return {INCOME_LINE: lines}


def validate_registry(
    units: Units, actor: Actor, *, scope_path: str = "", rule_ids: Sequence[str] = (), workers: int = WORKERS
) -> RunFinished:
    """Check a region against all rules, or some, and bring its findings in step.

    It opens its own units of work, so only a command or a job calls it.

    Raises: see `open_run`.
    Writes: quality_run, quality_finding, audit.
    """
    with units.begin(actor) as unit:
        run_id = open_run(unit, scope_path, list(rule_ids) or None)
    return carry_out(units, actor, run_id, workers=workers)


def carry_out(units: Units, actor: Actor, run_id: int, *, workers: int = WORKERS, again: bool = False) -> RunFinished:
    """Do a run that was asked for: the parts side by side on a connection each, then the count.

    What a part has found holds as soon as the part is checked; a run that fails is marked as broken off.

    Args:
        again: see `start_run`.
    Raises: RunNotFound; RunNotWaiting when it has begun already.
    """
    with units.begin(actor) as unit:
        started = start_run(unit, run_id, again=again)
        outside = know_outside(unit)

    def check(part: tuple[int, int]) -> None:
        with units.begin(actor) as unit:
            check_run_part(unit, started, part, outside)

    try:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(check, started.parts))
        with units.begin(actor) as unit:
            return finish_run(unit, started)
    except Exception:
        with units.begin(actor) as unit:
            break_run(unit, run_id)
        raise


def look_back(
    unit: UnitOfWork, *, scope_path: str = "", rule_ids: Sequence[str] = (), day: date
) -> tuple[RuleBook, dict[str, int]]:
    """Count the violations of another day, as the register was then; findings stay as they are.

    Returns: the rules that were in force, and how many records violated each.
    """
    book = choose_rules(unit, scope_path, rule_ids, on=day)
    return book, count_violations(unit, book, know_outside(unit), scope_path, day)


def validate_household(unit: UnitOfWork, household_id: int) -> PartChecked:
    """Check one household, say after somebody mended its record.

    Raises: HouseholdNotFound. Writes: quality_finding, audit.
    """
    return checking.check_household(unit, household_id, know_outside(unit))
