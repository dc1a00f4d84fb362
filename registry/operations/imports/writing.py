"""The statements that carry staged records into the register.

Households come first, because everything hangs on them; then people, old heads before new ones, because a household may
never have two; then lines and events; then the history of every changed value.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from foundation.unit_of_work import UnitOfWork
from registry.models import ImportRun
from registry.operations.imports.entry_tables import ENTRY_TABLES, EntryTable
from registry.operations.imports.progress import Gauge
from registry.operations.imports.staging_tables import INDEXES, SQL_TYPES, WORK_MEMORY
from registry.operations.imports.tracing import (
    TRACE_CHANGED,
    TRACE_NEW_HOUSEHOLDS,
    TRACE_NEW_PEOPLE,
    TRACE_OUTCOME,
    TRACE_TOUCHED,
)
from registry.rules.imports.facts import ImportCommitted
from registry.rules.imports.fields import HOUSEHOLD, PERSON, Field, kept
from registry.rules.words import URGENCY, Colour
from registry.rules.words_imports import ImportStep, StagedEntity, StagedOutcome

HOUSEHOLD_DEFAULTS = {"language": "'mandarin'", "registered_on": ":today", "is_generated": "false"}
STEPS = 6
INDEX_COLUMNS = [f"{name} text" for name in INDEXES]
_DROP_MAP = "drop table if exists pg_temp.commit_map"
_MAP = """
create temp table commit_map on commit drop as
select h.code, h.id, h.region_path
from (select distinct household_code from staged_record
      where run_id = :run_id and outcome in ('new', 'changed')) s
join household h on h.code = s.household_code
"""
_STANDINGS = """
insert into standing (household_id, region_path, colour, urgency, score, graded_at, colour_since_on)
select m.id, m.region_path, :colour, :urgency, 0, :now, :today
from commit_map m join staged_record s on s.household_code = m.code
where s.run_id = :run_id and s.entity = 'household' and s.outcome = 'new'
on conflict (household_id) do nothing
"""
_TOUCH = "update household h set changed_at = :now from commit_map m where h.id = m.id and h.changed_at <> :now"
_OBSERVE = """
insert into observation (household_id, region_path, person_id, field, old_value, new_value, observed_at, source,
                         actor_name, import_run_id, detail)
select m.id, m.region_path, case when s.entity = 'person' then s.record_id end,
       left(case when s.entity in ('household', 'person') then change.key else s.entity || '.' || change.key end, 60),
       left(change.value ->> 0, 400), left(change.value ->> 1, 400), :now, left('import ' || :profile, 80), :actor_name,
       :run_id, jsonb_strip_nulls(jsonb_build_object('on', s.happened_on, 'kind', s.kind,
                                                     'reference', nullif(s.reference, '')))
from staged_record s join commit_map m on m.code = s.household_code cross join lateral jsonb_each(s.changes) change
where s.run_id = :run_id and s.outcome = 'changed'
"""
# What was found again and is still open stays as it is; what was taken once and is contradicted again is asked again.
_CONTRADICT = """
insert into import_contradiction (person_id, field, old_value, new_value, sealed_value, value_key, run_id, file_name,
                                  row_number, found_at, state)
select s.record_id, told.key, left(told.value ->> 'old', 80), left(told.value ->> 'new', 80),
       (told.value ->> 'sealed')::bytea, told.value ->> 'key', :run_id,
       coalesce(cast(:file_names as jsonb) ->> s.source_no::text, ''), s.row_number, :now, 'open'
from staged_record s cross join lateral jsonb_each(s.contradictions) told
where s.run_id = :run_id and s.contradictions is not null and s.outcome <> 'refused'
on conflict (person_id, field, value_key) do update set
    old_value = excluded.old_value, run_id = excluded.run_id, file_name = excluded.file_name,
    row_number = excluded.row_number, found_at = excluded.found_at, state = 'open', decided_at = null,
    decided_by_id = null, decided_by = null, reason = null
where import_contradiction.state = 'taken'
"""


class _Statements:
    """Executes statements with the run's parameters and says how many rows each touched."""

    def __init__(self, unit: UnitOfWork, connection: Connection, run: ImportRun) -> None:
        self._connection = connection
        self._params: dict[str, Any] = {
            "run_id": run.id,
            "now": unit.now,
            "today": unit.today,
            "profile": run.profile,
            "actor_name": unit.actor.name[:120],
            "file_names": json.dumps({sheet["no"]: file["name"] for file in run.files for sheet in file["sheets"]}),
            "colour": Colour.UNKNOWN.value,
            "urgency": URGENCY[Colour.UNKNOWN],
        }

    def run(self, statement: str) -> int:
        return self._connection.execute(text(statement), self._params).rowcount


def write_records(unit: UnitOfWork, connection: Connection, run: ImportRun, gauge: Gauge) -> ImportCommitted:
    """Write a run's new and changed records. Writes: the register. Cost: about 35 statements."""
    statements = _Statements(unit, connection, run)
    statements.run(WORK_MEMORY)
    for statement in TRACE_CHANGED:
        statements.run(statement)
    written = {
        StagedEntity.HOUSEHOLD: _counted(statements.run(_insert_households()), statements.run(_update_households()))
    }
    statements.run(_DROP_MAP)
    households = statements.run(_MAP)
    connection.execute(text("analyze commit_map"))
    statements.run(TRACE_NEW_HOUSEHOLDS)
    statements.run(_STANDINGS)
    changed = statements.run(_update_people(heads=False)) + statements.run(_update_people(heads=True))
    written[StagedEntity.PERSON] = _counted(statements.run(_insert_people()), changed)
    statements.run(TRACE_NEW_PEOPLE)
    for place, (entity, table) in enumerate(ENTRY_TABLES.items(), start=2):
        gauge.tell(ImportStep.WRITING, place / STEPS, _sum(written))
        changed = statements.run(_update_entries(entity, table))
        written[entity] = _counted(statements.run(_insert_entries(entity, table)), changed)
    gauge.tell(ImportStep.WRITING, 1 - 1 / STEPS, _sum(written))
    statements.run(TRACE_TOUCHED)
    for statement in TRACE_OUTCOME:
        statements.run(statement)
    statements.run(_OBSERVE)
    statements.run(_CONTRADICT)
    statements.run(_TOUCH)
    return ImportCommitted(run.id, {entity: counts for entity, counts in written.items() if counts}, households)


def _sum(written: Mapping[StagedEntity, Mapping[StagedOutcome, int]]) -> int:
    return sum(sum(outcomes.values()) for outcomes in written.values())


def _counted(new: int, changed: int) -> dict[StagedOutcome, int]:
    counts = {StagedOutcome.NEW: new, StagedOutcome.CHANGED: changed}
    return {outcome: count for outcome, count in counts.items() if count}


def _staged(entity: StagedEntity, outcome: StagedOutcome) -> str:
    return f"s.run_id = :run_id and s.entity = '{entity}' and s.outcome = '{outcome}'"


def _typed(fields: tuple[Field, ...], *more: str) -> str:
    """Return the clause that turns a staged document back into typed columns `v`."""
    columns = [f"{field.stored_as} {SQL_TYPES[field.kind]}" for field in kept(fields) if not field.is_key]
    return f"cross join lateral jsonb_to_record(s.values) as v({', '.join([*columns, *more, 'extra jsonb'])})"


def _columns(fields: tuple[Field, ...], *more: str) -> list[str]:
    return [*(field.stored_as for field in kept(fields) if not field.is_key), *more]


def _insert_households() -> str:
    columns = _columns(HOUSEHOLD, "region_path")
    values = [f"coalesce(v.{c}, {HOUSEHOLD_DEFAULTS[c]})" if c in HOUSEHOLD_DEFAULTS else f"v.{c}" for c in columns]
    return f"""
        insert into household (code, {", ".join(columns)}, extra, changed_at)
        select s.household_code, {", ".join(values)}, coalesce(v.extra, '{{}}'), :now
        from staged_record s {_typed(HOUSEHOLD, "region_path text")}
        where {_staged(StagedEntity.HOUSEHOLD, StagedOutcome.NEW)} order by s.id"""


def _update_households() -> str:
    columns = _columns(HOUSEHOLD, "region_path")
    return f"""
        update household h set {_kept("h", columns)}, extra = h.extra || coalesce(v.extra, '{{}}'), changed_at = :now
        from staged_record s {_typed(HOUSEHOLD, "region_path text")}
        where h.id = s.record_id and {_staged(StagedEntity.HOUSEHOLD, StagedOutcome.CHANGED)}"""


def _insert_people() -> str:
    columns = _columns(PERSON, *INDEXES)
    return f"""
        insert into person (household_id, region_path, code, {", ".join(columns)}, extra)
        select m.id, m.region_path, s.person_code, {", ".join(f"v.{c}" for c in columns)}, coalesce(v.extra, '{{}}')
        from staged_record s join commit_map m on m.code = s.household_code
        {_typed(PERSON, *INDEX_COLUMNS)}
        where {_staged(StagedEntity.PERSON, StagedOutcome.NEW)} order by m.id, s.id"""


def _update_people(*, heads: bool) -> str:
    """Return the update of those who are heads afterwards, or of all others: the others step down first."""
    columns = _columns(PERSON, *INDEXES)
    is_head = "(coalesce(v.relation, p.relation) = 'head' and coalesce(v.left_on, p.left_on) is null)"
    return f"""
        update person p set {_kept("p", columns)}, extra = p.extra || coalesce(v.extra, '{{}}')
        from staged_record s {_typed(PERSON, *INDEX_COLUMNS)}
        where p.id = s.record_id and {is_head} = {str(heads).lower()}
          and {_staged(StagedEntity.PERSON, StagedOutcome.CHANGED)}"""


def _insert_entries(entity: StagedEntity, table: EntryTable) -> str:
    names, values = _entry_columns(table)
    return f"""
        insert into {table.name} (household_id, region_path, import_run_id, {", ".join(names)})
        select m.id, m.region_path, :run_id, {", ".join(values)}
        from staged_record s join commit_map m on m.code = s.household_code
        where {_staged(entity, StagedOutcome.NEW)} order by m.id, s.id"""


def _entry_columns(table: EntryTable) -> tuple[list[str], list[str]]:
    pairs = {table.date: "s.happened_on", table.kind: "s.kind", table.amount: "s.amount_minor"}
    if table.reference:
        pairs[table.reference] = "s.reference"
    if table.note:
        pairs[table.note] = "coalesce(s.values ->> 'note', '')"
    return list(pairs), list(pairs.values())


def _update_entries(entity: StagedEntity, table: EntryTable) -> str:
    note = f", {table.note} = coalesce(s.values ->> 'note', r.{table.note})" if table.note else ""
    return f"""
        update {table.name} r set import_run_id = :run_id,
            {table.amount} = coalesce(s.amount_minor, r.{table.amount}){note}
        from staged_record s where r.id = s.record_id and {_staged(entity, StagedOutcome.CHANGED)}"""


def _kept(target: str, columns: list[str]) -> str:
    """Return assignments in which an empty cell keeps what the register has."""
    return ", ".join(f"{column} = coalesce(v.{column}, {target}.{column})" for column in columns)
