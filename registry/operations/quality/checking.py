"""Holds households against rules and brings findings in step: new ones open, known ones stay, gone ones are cleared."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text

from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound
from registry.models import Household
from registry.queries.quality.books import get_book
from registry.queries.quality.outside import Outside
from registry.queries.quality.tables import extent_params, fill
from registry.queries.scope import household_scope
from registry.rules.quality.compiling import compile_rules
from registry.rules.quality.facts import PartChecked
from registry.rules.quality.rulebook import Rule, RuleBook

# Parallel workers would each repeat every aggregate, and compiling costs more than the statement takes.
SETTINGS = """
select set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
       set_config('work_mem', '64MB', true), set_config('synchronous_commit', 'off', true)
"""
SAME = (
    "f.household_id = hit.household_id and f.rule_id = hit.rule_id and f.person_id is not distinct from hit.person_id"
)
OPEN = "f.cleared_at is null and f.household_id between :first_id and :last_id"
MERGE = f"""
with hit as materialized ({{select}}),
known as materialized (
    select f.id, hit.rule_id is not null as holds, hit.evidence, f.evidence as held, f.rule_id
    from quality_finding f
    left join hit on f.household_id = hit.household_id and f.rule_id = hit.rule_id
        and coalesce(f.person_id, 0) = coalesce(hit.person_id, 0)
    where {OPEN} and f.region_path between :scope_start and :scope_end
      and f.rule_id = any(cast(:rule_ids as text[]))
),
severity as (
    select * from unnest(cast(:rule_ids as text[]), cast(:severities as text[])) as s (rule_id, severity)
),
kept as (
    update quality_finding f set last_seen_at = :at, evidence = known.evidence, severity = severity.severity
    from known join severity using (rule_id) where f.id = known.id and known.holds
),
cleared as (
    update quality_finding f set cleared_at = :at from known where f.id = known.id and not known.holds returning 1
),
added as (
    insert into quality_finding
        (household_id, region_path, person_id, rule_id, severity, evidence, first_seen_at, last_seen_at)
    select hit.household_id, hit.region_path, hit.person_id, hit.rule_id, severity.severity, hit.evidence, :at, :at
    from hit join severity using (rule_id)
    where not exists (select 1 from quality_finding f where {OPEN} and {SAME})
    on conflict (household_id, rule_id, person_id) where cleared_at is null do nothing
    returning 1
)
select (select count(*) from hit) as found, (select count(*) from added) as added,
       (select count(*) from cleared) as cleared
"""


def prepare_for_many(unit: UnitOfWork) -> None:
    """Set the database up for checking many households in this unit. Cost: 1."""
    unit.session.execute(text(SETTINGS))


def check_part(
    unit: UnitOfWork,
    rules: Sequence[Rule],
    outside: Outside,
    scope_path: str,
    part: tuple[int, int],
    *,
    day: date,
    at: datetime,
) -> PartChecked:
    """Check a range of households of a region and bring their findings in step.

    Args:
        rules: what is checked; findings of other rules stay as they are.
        part: the ids of the first and the last household.
        at: the moment that the findings are stamped with, the same for all parts of a run.
    Writes: quality_finding. Cost: 1 statement, whatever the number of households and rules.
    """
    first_id, last_id = part
    statement = compile_rules(rules, outside.ground(day))
    sql = MERGE.format(select=fill(statement.sql, outside, first_id, last_id, day, None))
    values: dict[str, Any] = {
        **statement.params,
        **extent_params(scope_path, first_id, last_id, day),
        "at": at,
        "rule_ids": [rule.id for rule in rules],
        "severities": [rule.severity.value for rule in rules],
    }
    row = unit.session.connection().execute(text(sql), values).one()
    return PartChecked(row.found, row.added, row.cleared)


def check_household(unit: UnitOfWork, household_id: int, outside: Outside) -> PartChecked:
    """Check one household against all rules, say after its record was mended.

    Raises: HouseholdNotFound outside the actor's areas.
    Writes: quality_finding, audit. Cost: 3, and what the region's own rules take.
    """
    path = unit.session.scalar(
        select(Household.region_path).where(
            Household.id == household_id, household_scope(Household.region_path, Household.id, unit.actor)
        )
    )
    if path is None:
        raise HouseholdNotFound()
    book: RuleBook = get_book(unit, path)
    part = (household_id, household_id)
    checked = check_part(unit, book.rules, outside, path, part, day=unit.today, at=unit.now)
    unit.note(
        "check_household", "household", household_id, region_path=path, added=checked.added, cleared=checked.cleared
    )
    return checked
