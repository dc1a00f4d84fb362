"""The statements that put back what a commit changed, from the trace that it left."""

from registry.operations.imports.entry_tables import ENTRY_TABLES, EntryTable
from registry.operations.imports.staging_tables import INDEXES, SQL_TYPES
from registry.operations.imports.tracing import values_of
from registry.rules.imports.fields import HOUSEHOLD, PERSON, Field, kept
from registry.rules.words_imports import StagedEntity

_EXTRA = """
    coalesce({row}.extra - (select array_agg(substr(key, 7)) from jsonb_object_keys(t.before) key
                            where starts_with(key, 'extra.')), {row}.extra)
    || coalesce((select jsonb_object_agg(substr(key, 7), value) from jsonb_each(t.before)
                 where starts_with(key, 'extra.') and value <> 'null'), '{{}}')"""
_FROM = """
    from import_trace t cross join lateral jsonb_to_record(t.before) as v({typed})
    where t.run_id = :run_id and t.entity = '{entity}' and not t.is_new and t.before <> '{{}}' and r.id = t.record_id"""


def _types(fields: tuple[Field, ...], *more: str) -> dict[str, str]:
    own = {field.stored_as: SQL_TYPES[field.kind] for field in kept(fields) if not field.is_key}
    return own | dict.fromkeys(more, "text")


def _update(table: str, entity: StagedEntity, types: dict[str, str], *more: str) -> str:
    columns = [
        f"{column} = case when jsonb_exists(t.before, '{column}') then v.{column} else r.{column} end"
        for column in types
    ]
    typed = ", ".join(f"{column} {kind}" for column, kind in types.items())
    return f"update {table} r set {', '.join([*columns, *more])} {_FROM.format(typed=typed, entity=entity)}"


def restore_households() -> str:
    """Return the update of households that the run changed; those that moved go home with all that is theirs."""
    return _update("household", StagedEntity.HOUSEHOLD, _types(HOUSEHOLD, "region_path"), f"extra = {_extra()}")


def restore_people(*, heads: bool, only_one: bool = False) -> str:
    """Return the update of people who are heads again afterwards, or of all others: the others step down first.

    Args:
        only_one: of `:person_id` alone.
    """
    is_head = "(coalesce(t.before ->> 'relation', r.relation) = 'head'" + (
        " and case when jsonb_exists(t.before, 'left_on') then v.left_on else r.left_on end is null)"
    )
    update = _update("person", StagedEntity.PERSON, _types(PERSON, *INDEXES), f"extra = {_extra()}")
    return f"{update} and {is_head} = {str(heads).lower()}" + (" and r.id = :person_id" if only_one else "")


def restore_entries(entity: StagedEntity) -> str:
    """Return the update of lines that the run changed."""
    table: EntryTable = ENTRY_TABLES[entity]
    types = {table.amount: "bigint", "import_run_id": "bigint"} | ({table.note: "text"} if table.note else {})
    return _update(table.name, entity, types)


def _extra() -> str:
    return _EXTRA.format(row="r")


REMOVE_PEOPLE = """
delete from person r using import_trace t
where t.run_id = :run_id and t.entity = 'person' and t.is_new and r.id = t.record_id
"""
REMOVE_STANDINGS = """
delete from standing r using import_trace t
where t.run_id = :run_id and t.entity = 'household' and t.is_new and r.household_id = t.record_id
"""
REMOVE_HOUSEHOLDS = """
delete from household r using import_trace t
where t.run_id = :run_id and t.entity = 'household' and t.is_new and r.id = t.record_id
"""
TOUCH = """
update household r set changed_at = :now from import_trace t
where t.run_id = :run_id and t.entity = 'household' and not t.is_new and r.id = t.record_id
"""
# The values of the import hold from its day on in nobody's eyes any more: what was before holds on without a gap.
OBSERVE_BACK = """
insert into observation (household_id, region_path, person_id, field, old_value, new_value, observed_at, valid_from,
                         is_correction, source, actor_name, detail)
select h.id, h.region_path, o.person_id, o.field, o.new_value, o.old_value, :now, o.effective_on, true, :source,
       :actor_name, o.detail
from observation o join household h on h.id = o.household_id
where o.import_run_id = :run_id and not o.is_correction
  and exists (select from import_trace t where t.run_id = :run_id and t.before <> '{{}}'
              and case when o.person_id is not null then t.entity = 'person' and t.record_id = o.person_id
                       else t.entity <> 'person' and t.household_id = o.household_id end) {only}
order by o.id
"""


def remove_entries(entity: StagedEntity) -> str:
    """Return the removal of lines that the run brought; those that it only changed have their former run again."""
    return f"""
        delete from {ENTRY_TABLES[entity].name} r using import_trace t
        where t.run_id = :run_id and t.entity = 'household' and r.household_id = t.record_id
          and r.import_run_id = :run_id"""


UNCHANGED_SINCE = f"""
select t.after = {values_of("select key from jsonb_object_keys(t.after) key")}
from import_trace t join person r on r.id = t.record_id cross join lateral (select to_jsonb(r) as row offset 0) whole
where t.run_id = :run_id and t.entity = 'person' and t.record_id = :person_id and not t.is_new and t.before <> '{{}}'
"""
# The trace of the person stays, empty: a later undo of the run has nothing more to put back here.
TOUCH_ONE = """
with put_back as (
    update import_trace set before = '{}', after = '{}'
    where run_id = :run_id and entity = 'person' and record_id = :person_id returning household_id)
update household h set changed_at = :now from put_back where h.id = put_back.household_id
"""
