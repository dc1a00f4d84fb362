"""Households held against one another, the region table and the register, set by set."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from foundation.actor import Actor
from registry.operations.imports.comparing import HOUSEHOLD_DIFFERS
from registry.operations.imports.issue_log import IssueLog
from registry.operations.imports.staging_tables import needed_fields
from registry.rules.fields import FieldDefinition
from registry.rules.imports.issues import IssueCode
from registry.rules.words_imports import OnDuplicate, StagedEntity

REPEATED_SHOWN = 5
_MAP = """
insert into stage_map (code, household_id, region_path, is_mine, is_in_file, has_people)
select c.code, h.id, h.region_path, h.id is not null and ({inside}), c.is_in_file, c.has_people
from (select code, bool_or(place = 1) as is_in_file, bool_or(place = 2) as has_people
      from (select household_code as code, 1 as place from stage_household
            union all select household_code, 2 from stage_person
            union all select distinct household_code, 3 from stage_entry) named
      where code is not null group by code) c
left join household h on h.code = c.code
"""
_PLACE = """
update stage_household s set household_id = found.household_id, region_path = found.path,
    village_code = coalesce(found.present_code, s.village_code)
from (select own.ctid as tid, m.household_id, village.present_code,
             case when own.village_code is null and m.is_mine then m.region_path else village.path end as path
      from stage_household own join stage_map m on m.code = own.household_code
      left join present_region village on village.code = own.village_code and village.level in ('village', 'group')
           and ({inside})) as found
where s.ctid = found.tid
"""
_OLD_VILLAGE = """
select s.ctid as tid, s.source_no, s.row_number, 'village_code' as field,
       jsonb_build_object('value', s.village_code, 'now', village.present_code) as params
from stage_household s join present_region village on village.code = s.village_code
where village.present_code <> s.village_code and not s.is_refused
"""
_DIFFER = f"""
update stage_household s set is_changed = true from household r
where r.id = s.household_id and not s.is_refused and ({HOUSEHOLD_DIFFERS})
"""
_SETTLE = """
update stage_map m set refusal = 'household_refused'
where exists (select from stage_household s where s.household_code = m.code and s.is_refused)
"""
_UNKNOWN = """
update stage_map set refusal = 'household_unknown', household_id = case when is_mine then household_id end
where not is_in_file and not is_mine
"""


@dataclass(frozen=True)
class Checks:
    """What every check needs.

    Args:
        common: parameters that all statements may use, among them the actor's areas.
        further: every definition of the further fields that the profile reads, of whichever region.
    """

    connection: Connection
    log: IssueLog
    on_duplicate: OnDuplicate
    common: dict[str, Any]
    actor: Actor
    further: Sequence[FieldDefinition] = ()

    def run(self, statement: str) -> int:
        """Execute a statement with the common parameters and return how many rows it touched."""
        return self.connection.execute(text(statement), self.common).rowcount

    def refuse(self, code: IssueCode, table: str, found: str) -> int:
        """Refuse rows of a staging table; see `IssueLog.tell_rows`."""
        return self.log.tell_rows(code, found, self.common, refuse_in=table)

    def tell(self, code: IssueCode, found: str, *, doubt_in: str | None = None) -> int:
        """Tell of rows without refusing them here."""
        return self.log.tell_rows(code, found, self.common, doubt_in=doubt_in)

    def inside(self, column: str) -> str:
        """Return the condition that a region path lies in the actor's areas."""
        if "" in self.actor.areas:
            return "true"
        parts = [f"{column} between :area_{n} and :area_{n} || chr(127)" for n in range(len(self.actor.areas))]
        return " or ".join(parts) or "false"


def area_parameters(actor: Actor) -> dict[str, str]:
    """Return the parameters that `Checks.inside` names."""
    return {f"area_{number}": area for number, area in enumerate(actor.areas)}


def check_households(checks: Checks) -> None:
    """Find the household of every code, and refuse what contradicts the file, the region table or the register.

    Writes: stage_map, stage_household, issues. Cost: 8 statements.
    """
    checks.run(_MAP.format(inside=checks.inside("h.region_path")))
    checks.tell(IssueCode.VILLAGE_OLD, _OLD_VILLAGE)
    checks.run(_PLACE.format(inside=checks.inside("village.path")))
    checks.connection.execute(text("analyze stage_map; analyze stage_household"))
    checks.refuse(
        IssueCode.DUPLICATE_IN_FILE, "stage_household", repeated("stage_household", "household_code", field="code")
    )
    checks.refuse(
        IssueCode.HOUSEHOLD_TAKEN,
        "stage_household",
        """select s.ctid as tid, s.source_no, s.row_number, 'code' as field,
                  jsonb_build_object('value', s.household_code) as params
           from stage_household s join stage_map m on m.code = s.household_code
           where not s.is_refused and m.household_id is not null and not m.is_mine""",
    )
    checks.refuse(
        IssueCode.VILLAGE_UNKNOWN,
        "stage_household",
        """select s.ctid as tid, s.source_no, s.row_number, 'village_code' as field,
                  jsonb_build_object('value', s.village_code) as params
           from stage_household s where not s.is_refused and s.village_code is not null and s.region_path is null""",
    )
    checks.refuse(
        IssueCode.NEEDED_FOR_NEW,
        "stage_household",
        needed_for_new("stage_household", StagedEntity.HOUSEHOLD, "s.household_id is null"),
    )
    checks.run(_DIFFER)
    refuse_known(checks, "stage_household", "code")


def settle_households(checks: Checks) -> None:
    """Let what is refused of a household refuse the household. Writes: stage_map. Cost: 2 statements."""
    checks.run(_SETTLE)
    checks.run(_UNKNOWN)


def refuse_known(checks: Checks, table: str, field: str) -> None:
    """Refuse records that the register has with other values, where the importer chose so."""
    if checks.on_duplicate is OnDuplicate.ERROR:
        checks.refuse(
            IssueCode.ALREADY_REGISTERED,
            table,
            f"""select s.ctid as tid, s.source_no, s.row_number, '{field}' as field, '{{}}'::jsonb as params
                from {table} s where not s.is_refused and s.is_changed""",
        )


def repeated(table: str, *key: str, field: str) -> str:
    """Return the select of rows whose key stands more than once; all of them, for none is the right one."""
    columns = ", ".join(key)
    same = " and ".join(f"s.{column} = twice.{column}" for column in key)
    return f"""
        select s.ctid as tid, s.source_no, s.row_number, '{field}' as field,
               jsonb_build_object('rows', array_to_string(twice.rows[1:{REPEATED_SHOWN}], ', ')) as params
        from {table} s join (
            select {columns}, array_agg(row_number order by source_no, row_number) as rows
            from {table} where not is_refused and {key[-1]} is not null
            group by {columns} having count(*) > 1) twice on {same}
        where not s.is_refused"""


def needed_for_new(table: str, entity: StagedEntity, is_new: str) -> str:
    """Return the select of new records that lack a field they cannot go without: one row for each lacking field."""
    selects = [
        f"select s.ctid as tid, s.source_no, s.row_number, '{column}' as field, '{{}}'::jsonb as params "
        f"from {table} s where not s.is_refused and s.{column} is null and {is_new}"
        for column in needed_fields(entity)
    ]
    return " union all ".join(selects)
