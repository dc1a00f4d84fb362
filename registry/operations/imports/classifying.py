"""Checked records held against the register and kept for the decision: new, changed, left alone or refused.

What a commit will do is settled here once, so that the preview and the commit cannot differ. Unchanged records are only
counted.
"""

from sqlalchemy import Connection, text

from registry.operations.imports.checking_households import Checks
from registry.operations.imports.comparing import (
    HOUSEHOLD_CHANGES,
    HOUSEHOLD_COLUMNS,
    PERSON_CHANGES,
    PERSON_COLUMNS,
    SECRET_DIFFERS,
)
from registry.operations.imports.entry_tables import ENTRY_TABLES, EntryTable
from registry.operations.imports.staging_tables import INDEXES
from registry.rules.imports.issues import IssueCode
from registry.rules.words_imports import OnDuplicate, StagedEntity, StagedOutcome

Counts = dict[StagedEntity, dict[StagedOutcome, int]]
_REFUSAL = f"coalesce(case when s.is_refused then s.refusal else m.refusal end, '{IssueCode.OWN_CELLS}')"


def classify(checks: Checks) -> Counts:
    """Keep every record that is not unchanged, with its outcome; return how many there are of each.

    Writes: staged_record. Cost: 6 statements.
    """
    changed = StagedOutcome.SKIPPED if checks.on_duplicate is OnDuplicate.SKIP else StagedOutcome.CHANGED
    contradicts = "outcome <> 'refused' and contradictions is not null"
    checks.run(_keep(StagedEntity.HOUSEHOLD, "values", _households(changed)))
    columns = "person_code, values, contradictions"
    checks.run(_keep(StagedEntity.PERSON, columns, _people(changed), or_where=contradicts))
    columns = "happened_on, kind, reference, amount_minor, values"
    for entity, table in ENTRY_TABLES.items():
        checks.run(_keep(entity, columns, _entries(entity, table, changed)))
    return _count(checks)


def count_contradictions(connection: Connection, run_id: int) -> int:
    """Return how many members of a run contradict the register. Cost: 1 statement."""
    statement = text("""select count(*) from staged_record where run_id = :run_id and entity = 'person'
                        and contradictions is not null and outcome <> 'refused'""")
    return int(connection.execute(statement, {"run_id": run_id}).scalar_one())


def _keep(entity: StagedEntity, columns: str, found: str, *, or_where: str = "false") -> str:
    return f"""
        insert into staged_record (run_id, entity, source_no, row_number, household_code, {columns}, household_id,
                                   record_id, outcome, refusal, changes)
        select :run_id, '{entity}', source_no, row_number, coalesce(household_code, ''), {columns}, household_id,
               record_id, outcome, case when outcome = 'refused' then refusal end,
               case when outcome in ('changed', 'skipped') then changes end
        from ({found}) staged where outcome <> 'unchanged' or {or_where}"""


def _outcome(record: str, differs: str, changed: StagedOutcome) -> str:
    """Return what becomes of a record; one that differs and must be refused was refused by the checks."""
    return f"""case when s.is_refused or m.code is null or m.refusal is not null then 'refused'
        when {record} is null then 'new' when {differs} then '{changed}' else 'unchanged' end as outcome"""


def _values(columns: tuple[str, ...]) -> str:
    pairs = ", ".join(f"'{column}', s.{column}" for column in columns)
    return f"jsonb_strip_nulls(jsonb_build_object({pairs}, 'extra', nullif(s.extra, '{{}}'))) as values"


def _households(changed: StagedOutcome) -> str:
    return f"""
        select s.source_no, s.row_number, s.household_code, m.household_id, m.household_id as record_id,
               {_values((*HOUSEHOLD_COLUMNS, "region_path"))},
               {_outcome("m.household_id", "s.is_changed", changed)}, {_REFUSAL} as refusal,
               case when s.is_changed then {HOUSEHOLD_CHANGES} end as changes
        from stage_household s left join stage_map m on m.code = s.household_code
        left join household r on r.id = m.household_id and s.is_changed"""


def _people(changed: StagedOutcome) -> str:
    return f"""
        select s.source_no, s.row_number, s.household_code, s.person_code, m.household_id, s.record_id,
               {_values((*PERSON_COLUMNS, *SECRET_DIFFERS, *INDEXES))}, s.contradictions,
               {_outcome("s.record_id", "s.is_changed", changed)}, {_REFUSAL} as refusal,
               case when s.is_changed then {PERSON_CHANGES} end as changes
        from stage_person s left join stage_map m on m.code = s.household_code
        left join person r on r.id = s.record_id and s.is_changed"""


def _entries(entity: StagedEntity, table: EntryTable, changed: StagedOutcome) -> str:
    pairs = {"amount_minor": (f"r.{table.amount}", "s.amount_minor")}
    if table.note:
        pairs["note"] = (f"r.{table.note}", "s.note")
    differ = {name: f"({new} is not null and {new} is distinct from {old})" for name, (old, new) in pairs.items()}
    changes = " || ".join(
        f"case when {differ[name]} then jsonb_build_object('{name}', jsonb_build_array({old}, {new})) else '{{}}' end"
        for name, (old, new) in pairs.items()
    )
    return f"""
        select s.source_no, s.row_number, s.household_code, s.happened_on, s.kind, s.reference, s.amount_minor,
               case when s.note is not null then jsonb_build_object('note', s.note) end as values,
               m.household_id, r.id as record_id,
               {_outcome("r.id", " or ".join(differ.values()), changed)}, {_REFUSAL} as refusal,
               case when r.id is not null then {changes} end as changes
        from stage_entry s left join stage_map m on m.code = s.household_code
        left join {table.name} r on r.household_id = m.household_id and m.refusal is null and {table.same}
        where s.entity = '{entity}'"""


def _count(checks: Checks) -> Counts:
    kept = checks.connection.execute(
        text("""select entity, outcome, count(*) from staged_record
                where run_id = :run_id and outcome <> 'unchanged' group by 1, 2"""),
        checks.common,
    )
    counts: Counts = {}
    for entity, outcome, count in kept:
        counts.setdefault(StagedEntity(entity), {})[StagedOutcome(outcome)] = count
    copied = checks.connection.execute(
        text("""select 'household', count(*) from stage_household union all select 'person', count(*) from stage_person
                union all select entity, count(*) from stage_entry group by entity""")
    )
    for entity, count in copied:
        unchanged = count - sum(counts.get(StagedEntity(entity), {}).values())
        if unchanged:
            counts.setdefault(StagedEntity(entity), {})[StagedOutcome.UNCHANGED] = unchanged
    return counts
