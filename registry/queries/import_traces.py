"""What was built on an import since it was taken in, as far as the register itself can tell."""

from typing import Any

from sqlalchemy import Select, select, text

from foundation.unit_of_work import UnitOfWork
from registry.models import ImportRun, ImportTrace
from registry.queries.imports import get_run
from registry.rules.imports.facts import BuiltOn
from registry.rules.imports.fields import ENTRIES
from registry.rules.imports.records import RECORD_TABLES
from registry.rules.words_imports import BuiltOnKind, StagedEntity

EXAMPLES = 5
_LATER = """
later as (select id from import_run where state = 'committed' and id <> :run_id and finished_at >= :finished_at)
"""


def _is_new(entity: str, record: str) -> str:
    """Return the condition that the run brought a record; each is looked up by the trace's key."""
    return f"""exists (select from import_trace mine where mine.run_id = :run_id and mine.entity = '{entity}'
                       and mine.record_id = {record} and mine.is_new)"""


# A later run changed what this one wrote, or brought something to a household that this one founded.
_LATER_IMPORTS = f"""
with {_LATER}
select count(*), array_agg(distinct t.run_id::text)
from import_trace t join later on later.id = t.run_id
where (t.before <> '{{}}' and exists (select from import_trace mine where mine.run_id = :run_id
            and mine.entity = t.entity and mine.record_id = t.record_id and (mine.is_new or mine.before <> '{{}}')))
   or (t.before ->> 'import_run_id')::bigint = :run_id
   or {_is_new("household", "t.household_id")}
"""
_EDITED = """
select t.household_id from import_trace t left join {table} r on r.id = t.record_id
left join lateral (select to_jsonb(r) as row offset 0) whole on true
where t.run_id = :run_id and t.entity = '{entity}' and not t.is_new and t.before <> '{{}}'
  and not exists (select from import_trace o join later on later.id = o.run_id
                  where o.entity = t.entity and o.record_id = t.record_id and o.before <> '{{}}')
  and t.after is distinct from (
      select coalesce(jsonb_object_agg(key, case
                when starts_with(key, 'extra.') then whole.row -> 'extra' -> substr(key, 7)
                else whole.row -> key end), '{{}}')
      from jsonb_object_keys(t.after) key)
"""
_EDITED_NEW = f"""
select o.household_id from observation o
where o.import_run_id is null and o.observed_at >= :finished_at
  and case when o.person_id is not null then {_is_new("person", "o.person_id")}
           else {_is_new("household", "o.household_id")} end
"""
# Members and lines that came to a new household some other way than by this run or a later one.
_ADDED = """
select p.household_id from import_trace mine join person p on p.household_id = mine.record_id
where mine.run_id = :run_id and mine.entity = 'household' and mine.is_new
  and not exists (select from import_trace t where t.run_id in (select id from later union all select :run_id)
                  and t.entity = 'person' and t.record_id = p.id and t.is_new)
"""
_ADDED_LINES = """
select r.household_id from import_trace mine join {table} r on r.household_id = mine.record_id
where mine.run_id = :run_id and mine.entity = 'household' and mine.is_new and r.import_run_id is null
"""
_FAMILY_CHANGES = f"""
select c.household_id from household_change c
where {_is_new("household", "c.household_id")} or {_is_new("household", "c.other_household_id")}
   or exists (select from unnest(c.person_ids) moved where {_is_new("person", "moved")})
union all
select m.household_id from membership m
where {_is_new("person", "m.person_id")}
  and not exists (select from household_change c where c.person_ids @> array[m.person_id])
"""
_CONSENTS = f"""
select c.household_id from consent c where {_is_new("household", "c.household_id")}
"""
_CONTRADICTIONS = """
select p.household_id from import_contradiction c join person p on p.id = c.person_id
where c.run_id = :run_id and c.state <> 'open'
"""


def list_built_on(unit: UnitOfWork, run_id: int) -> list[BuiltOn]:
    """Return what in the register rests on a committed import; nothing when it can be undone.

    Rooms that keep things of households are asked by `workflows.undo_import`.
    Raises: ImportRunNotFound. Cost: 6 statements.
    """
    run = get_run(unit, run_id)
    edited = [_EDITED.format(table=table, entity=entity) for entity, table in RECORD_TABLES.items()]
    added = [_ADDED_LINES.format(table=RECORD_TABLES[entity]) for entity in ENTRIES]
    found = [_later_imports(unit, run)]
    found += [
        _households(unit, run, kind, statement)
        for kind, statement in (
            (BuiltOnKind.EDIT, " union all ".join([*edited, _EDITED_NEW, _ADDED, *added])),
            (BuiltOnKind.FAMILY_CHANGE, _FAMILY_CHANGES),
            (BuiltOnKind.CONSENT, _CONSENTS),
            (BuiltOnKind.CONTRADICTION, _CONTRADICTIONS),
        )
    ]
    return [one for one in found if one.count]


def list_touched_households(unit: UnitOfWork, run_id: int, *, is_new: bool | None = None) -> list[int]:
    """Return the households that a committed import wrote to, or only those that it founded. Cost: 1 statement."""
    return list(unit.session.scalars(select_touched(run_id, StagedEntity.HOUSEHOLD, is_new=is_new)))


def select_touched(run_id: int, entity: StagedEntity, *, is_new: bool | None = None) -> Select[Any]:
    """Return the select of the records that a committed import wrote to, or only of those that it brought."""
    statement = select(ImportTrace.record_id).where(ImportTrace.run_id == run_id, ImportTrace.entity == entity)
    return statement if is_new is None else statement.where(ImportTrace.is_new == is_new)


def _later_imports(unit: UnitOfWork, run: ImportRun) -> BuiltOn:
    count, runs = unit.session.connection().execute(text(_LATER_IMPORTS), _params(run)).one()
    return BuiltOn(BuiltOnKind.LATER_IMPORT, count, tuple((runs or [])[:EXAMPLES]))


def _households(unit: UnitOfWork, run: ImportRun, kind: BuiltOnKind, found: str) -> BuiltOn:
    statement = f"""
        with {_LATER}, found as ({found})
        select (select count(*) from found),
               array(select distinct h.code from found join household h on h.id = found.household_id
                     order by 1 limit {EXAMPLES})"""
    count, codes = unit.session.connection().execute(text(statement), _params(run)).one()
    return BuiltOn(kind, count, tuple(codes))


def _params(run: ImportRun) -> dict[str, Any]:
    return {"run_id": run.id, "finished_at": run.finished_at}
