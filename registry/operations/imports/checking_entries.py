"""Lines of income and spending and events held against one another and against the households, set by set."""

from registry.operations.imports.checking_households import Checks, repeated
from registry.operations.imports.entry_tables import ENTRY_TABLES, EntryTable
from registry.rules.imports.fields import AMOUNT_FIELD
from registry.rules.imports.issues import IssueCode
from registry.rules.words_imports import OnDuplicate, StagedEntity

# One issue for all lines of an unknown household in a sheet: eighteen equal sentences would hide the others.
_UNKNOWN = """
select null::tid as tid, s.source_no, min(s.row_number) as row_number, 'household_code' as field,
       jsonb_build_object('value', s.household_code, 'count', count(*)) as params
from stage_entry s join stage_map m on m.code = s.household_code
where not s.is_refused and m.refusal = 'household_unknown'
group by s.source_no, s.household_code
"""


def check_entries(checks: Checks) -> None:
    """Refuse lines that stand twice, tell of those whose household nobody knows, and refuse known ones if so chosen.

    Writes: stage_entry, issues. Cost: 2 statements, 5 where known lines are refused.
    """
    checks.refuse(
        IssueCode.DUPLICATE_IN_FILE,
        "stage_entry",
        repeated("stage_entry", "entity", "household_code", "happened_on", "kind", "reference", field="household_code"),
    )
    checks.tell(IssueCode.HOUSEHOLD_UNKNOWN, _UNKNOWN)
    if checks.on_duplicate is OnDuplicate.ERROR:
        for entity, table in ENTRY_TABLES.items():
            checks.refuse(IssueCode.ALREADY_REGISTERED, "stage_entry", _known(entity, table))


def _known(entity: StagedEntity, table: EntryTable) -> str:
    note = f" or (s.note is not null and s.note is distinct from r.{table.note})" if table.note else ""
    return f"""
        select s.ctid as tid, s.source_no, s.row_number, '{AMOUNT_FIELD[entity]}' as field, '{{}}'::jsonb as params
        from stage_entry s join stage_map m on m.code = s.household_code and m.refusal is null
        join {table.name} r on r.household_id = m.household_id and {table.same}
        where s.entity = '{entity}' and not s.is_refused
          and ((s.amount_minor is not null and s.amount_minor is distinct from r.{table.amount}){note})"""
