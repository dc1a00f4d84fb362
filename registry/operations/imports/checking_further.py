"""Values of further fields held against what the household's own region asks, where regions differ."""

import json

from registry.operations.imports.checking_households import Checks
from registry.rules.fields import FieldDefinition
from registry.rules.imports.issues import IssueCode
from registry.rules.words_imports import StagedEntity

# The definition in force is that of the smallest region that holds the household.
_VALUES = """
select s.ctid as tid, s.source_no, s.row_number, one.key as field, one.value, asked.low, asked.high, asked.codes,
       asked.key is not null as is_asked
from {table} s {places} cross join lateral jsonb_each(s.extra) one
join (select distinct key from jsonb_to_recordset(cast(:further as jsonb)) as f(key text, entity text)
      where entity = '{entity}') known on known.key = one.key
left join lateral (
    select * from jsonb_to_recordset(cast(:further as jsonb))
             as f(key text, entity text, region_path text, low float8, high float8, codes jsonb)
    where f.entity = '{entity}' and f.key = one.key and starts_with({place}, f.region_path)
    order by length(f.region_path) desc limit 1) asked on true
where not s.is_refused and {place} is not null
"""
_FAULTS = {
    IssueCode.FIELD_NOT_ASKED: ("not is_asked", "jsonb_build_object('key', field)"),
    IssueCode.NOT_IN_LIST: (
        "jsonb_array_length(codes) > 0 and not codes @> value",
        "jsonb_build_object('value', value #>> '{}')",
    ),
    IssueCode.OUT_OF_RANGE: (
        "jsonb_typeof(value) = 'number' and (value::float8 < low or value::float8 > high)",
        "jsonb_build_object('value', value #>> '{}', 'low', coalesce(low::text, ''), 'high', coalesce(high::text, ''))",
    ),
}
_HOUSEHOLDS = _VALUES.format(table="stage_household", entity="household", places="", place="s.region_path")
_PEOPLE = _VALUES.format(
    table="stage_person",
    entity="person",
    places="""join stage_map m on m.code = s.household_code
              left join stage_household own on own.household_code = s.household_code and not own.is_refused""",
    place="coalesce(own.region_path, m.region_path)",
)


def check_further(checks: Checks, entity: StagedEntity) -> None:
    """Refuse records with a value that their own region does not ask for or does not take.

    Writes: the staging table, issues. Cost: nothing where all regions ask alike, otherwise 3 statements.
    """
    mine = [one for one in checks.further if one.entity == entity.value]
    if not mine or _are_alike(checks, mine):
        return
    table, values = ("stage_household", _HOUSEHOLDS) if entity is StagedEntity.HOUSEHOLD else ("stage_person", _PEOPLE)
    checks.common["further"] = json.dumps([_as_row(one) for one in mine])
    for code, (fault, params) in _FAULTS.items():
        found = f"""select distinct on (tid) tid, source_no, row_number, field, {params} as params
                    from ({values}) found where {fault} order by tid, field"""
        checks.refuse(code, table, found)


def _are_alike(checks: Checks, mine: list[FieldDefinition]) -> bool:
    """Tell whether one definition of each key holds everywhere in the actor's areas."""
    keys = {one.key for one in mine}
    everywhere = all(area.startswith(one.region_path) for one in mine for area in checks.actor.areas)
    return len(keys) == len(mine) and everywhere


def _as_row(definition: FieldDefinition) -> dict[str, object]:
    return {
        "key": definition.key,
        "entity": definition.entity.value,
        "region_path": definition.region_path,
        "low": definition.low,
        "high": definition.high,
        "codes": list(definition.codes),
    }
