"""What a commit did to each record, written down so that it can be undone: the values before it and after it.

Only columns that changed are kept, of encrypted numbers the encrypted form with its index. New lines need no trace:
they carry their run.
"""

from registry.operations.imports.entry_tables import ENTRY_TABLES
from registry.rules.words_imports import StagedEntity

# Columns that change along with the ones that the preview names.
_KEYS = """
    select key from jsonb_object_keys(s.changes) key
    union all select key || '_index' from jsonb_object_keys(s.changes) key
              where key in ('id_number', 'phone', 'bank_account')
    union all select 'region_path' where jsonb_exists(s.changes, 'village_code')
"""


def values_of(keys: str) -> str:
    """Return the document of some columns of a row that stands in `whole.row` as a document.

    Args:
        keys: a select of column names `key`; `extra.NAME` is one further field.
    """
    return f"""(
        select coalesce(jsonb_object_agg(key, case
                when starts_with(key, 'extra.') then whole.row -> 'extra' -> substr(key, 7)
                else whole.row -> key end), '{{}}')
        from ({keys}) named)"""


def _changed(entity: StagedEntity, table: str, household: str, keys: str) -> str:
    return f"""
        insert into import_trace (run_id, entity, record_id, household_id, is_new, before)
        select :run_id, '{entity}', r.id, r.{household}, false, {values_of(keys)}
        from staged_record s join {table} r on r.id = s.record_id
        cross join lateral (select to_jsonb(r) as row offset 0) whole
        where s.run_id = :run_id and s.entity = '{entity}' and s.outcome = 'changed'"""


def _outcome(entity: StagedEntity, table: str) -> str:
    return f"""
        update import_trace t set after = {values_of("select key from jsonb_object_keys(t.before) key")}
        from {table} r cross join lateral (select to_jsonb(r) as row offset 0) whole
        where t.run_id = :run_id and t.entity = '{entity}' and r.id = t.record_id and not t.is_new
          and t.before <> '{{}}'"""


def _listed(*columns: str | None) -> str:
    return "select unnest(array[" + ", ".join(f"'{column}'" for column in columns if column) + "]) as key"


_TABLES = {
    StagedEntity.HOUSEHOLD: ("household", "id", _KEYS),
    StagedEntity.PERSON: ("person", "household_id", _KEYS),
    **{
        entity: (table.name, "household_id", _listed(table.amount, table.note, "import_run_id"))
        for entity, table in ENTRY_TABLES.items()
    },
}
TRACE_CHANGED = [_changed(entity, table, household, keys) for entity, (table, household, keys) in _TABLES.items()]
"""Before anything is written: what the records are that will change."""
TRACE_OUTCOME = [_outcome(entity, table) for entity, (table, _, _) in _TABLES.items()]
"""After everything is written: what became of them."""
TRACE_NEW_HOUSEHOLDS = """
insert into import_trace (run_id, entity, record_id, household_id, is_new)
select :run_id, 'household', m.id, m.id, true
from staged_record s join commit_map m on m.code = s.household_code
where s.run_id = :run_id and s.entity = 'household' and s.outcome = 'new'
"""
TRACE_NEW_PEOPLE = """
insert into import_trace (run_id, entity, record_id, household_id, is_new)
select :run_id, 'person', p.id, p.household_id, true
from staged_record s join commit_map m on m.code = s.household_code
join person p on p.household_id = m.id and p.code = s.person_code
where s.run_id = :run_id and s.entity = 'person' and s.outcome = 'new'
"""
TRACE_TOUCHED = """
insert into import_trace (run_id, entity, record_id, household_id, is_new, before, after)
select :run_id, 'household', m.id, m.id, false, '{}', '{}' from commit_map m
on conflict (run_id, entity, record_id) do nothing
"""
