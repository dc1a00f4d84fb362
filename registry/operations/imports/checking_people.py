"""Members held against one another, their households and the register, set by set; and who heads each household."""

from typing import Any

from psycopg import Connection as Driver

from foundation.vault import vault
from registry.operations.imports.checking_households import Checks, needed_for_new, refuse_known, repeated
from registry.operations.imports.comparing import PERSON_DIFFERS
from registry.rules.imports.issues import IssueCode
from registry.rules.words_imports import OnDuplicate, StagedEntity

STREAMED = 5_000
_FIND = """
update stage_person s set household_id = m.household_id, record_id = p.id
from stage_map m join person p on p.household_id = m.household_id
where m.code = s.household_code and m.is_mine and p.code = s.person_code
"""
_PHONES = """
select s.ctid::text, s.phone, p.phone from stage_person s join person p on p.id = s.record_id
where s.phone is not null and not s.is_refused
"""
_MARK_PHONES = "update stage_person set is_secret_changed = true where ctid = any(%s::tid[])"
_DIFFER = f"""
update stage_person s set is_changed = true from person r
where r.id = s.record_id and not s.is_refused
  and (s.is_secret_changed or (s.id_number_index is not null and s.id_number_index is distinct from r.id_number_index)
       or {PERSON_DIFFERS})
"""
_RENUMBERED = """
select s.ctid as tid, s.source_no, s.row_number, 'id_number' as field, jsonb_build_object('value', p.code) as params
from stage_person s join stage_map m on m.code = s.household_code
join person p on p.household_id = m.household_id and p.id_number_index = s.id_number_index and p.code <> s.person_code
where not s.is_refused and m.is_mine
"""
_ELSEWHERE = """
select s.ctid as tid, s.source_no, s.row_number, 'id_number' as field, jsonb_build_object('value', h.code) as params
from stage_person s join person p on p.id_number_index = s.id_number_index and p.left_on is null
join household h on h.id = p.household_id and h.code <> s.household_code
where not s.is_refused and s.left_on is null and ({inside})
"""
_UNKNOWN = """
select s.ctid as tid, s.source_no, s.row_number, 'household_code' as field,
       jsonb_build_object('value', s.household_code, 'count', 1) as params
from stage_person s join stage_map m on m.code = s.household_code
where not s.is_refused and m.refusal = 'household_unknown'
"""
# The heads that each household in question would have after the commit: its members as the file leaves them, and the
# register's own head where the file does not speak of that person.
_HEADS = """
create temp table stage_head on commit drop as
select code, count(*) filter (where is_head) as heads, bool_or(is_refused_head) as has_refused_head
from (
    select s.household_code as code, s.is_refused and s.relation = 'head' as is_refused_head,
           not s.is_refused and case when p.id is null then s.relation = 'head' and s.left_on is null
               when {keeps} then p.relation = 'head' and p.left_on is null
               else coalesce(s.relation, p.relation) = 'head' and coalesce(s.left_on, p.left_on) is null end as is_head
    from stage_person s left join person p on p.id = s.record_id
    where s.household_code is not null
    union all
    select m.code, false, true from stage_map m join person p on p.household_id = m.household_id
    where m.is_mine and p.relation = 'head' and p.left_on is null
      and not exists (select from stage_person s where s.record_id = p.id and not s.is_refused)
    union all
    select household_code, false, false from stage_household where household_id is null and household_code is not null
) member join stage_map using (code)
where stage_map.refusal is null and (is_in_file or has_people)
group by code
"""
_TWO_HEADS = """
select s.ctid as tid, s.source_no, s.row_number, 'relation' as field,
       jsonb_build_object('value', s.household_code, 'count', h.heads) as params
from stage_person s join stage_head h on h.code = s.household_code
where h.heads > 1 and s.relation = 'head' and not s.is_refused
"""
_REFUSED_HEAD = """
select s.ctid as tid, s.source_no, s.row_number, 'relation' as field,
       jsonb_build_object('value', s.household_code) as params
from stage_person s join stage_head h on h.code = s.household_code
where h.has_refused_head and s.relation = 'head' and s.is_refused
"""
_NO_HEAD = """
select distinct on (h.code) null::tid as tid, place.source_no, place.row_number, place.field,
       jsonb_build_object('value', h.code) as params
from stage_head h join (
    select household_code, source_no, row_number, 'code' as field, 1 as rank from stage_household
    union all select household_code, source_no, row_number, 'relation', 2 from stage_person) place
  on place.household_code = h.code
where h.heads = 0 and not h.has_refused_head
order by h.code, place.rank, place.source_no, place.row_number
"""
_REFUSE_HOUSEHOLDS = """
update stage_map m set refusal = 'household_refused' from stage_head h
where h.code = m.code and (h.heads > 1 or h.has_refused_head)
"""


def check_people(checks: Checks, driver: "Driver[Any]") -> None:
    """Refuse members that contradict the file or the register, and households without one undoubted head.

    Writes: stage_person, stage_map, issues. Cost: 13 statements, and a stream of the telephones of known members.
    """
    checks.refuse(
        IssueCode.DUPLICATE_IN_FILE,
        "stage_person",
        repeated("stage_person", "household_code", "person_code", field="code"),
    )
    if checks.run(_FIND):
        _compare_phones(driver)
        checks.run(_DIFFER)
    checks.refuse(
        IssueCode.NEEDED_FOR_NEW,
        "stage_person",
        needed_for_new("stage_person", StagedEntity.PERSON, "s.record_id is null"),
    )
    checks.refuse(
        IssueCode.ID_REPEATED,
        "stage_person",
        repeated("stage_person", "id_number_index", field="id_number"),
    )
    checks.refuse(IssueCode.PERSON_RENUMBERED, "stage_person", _RENUMBERED)
    refuse_known(checks, "stage_person", "code")
    checks.tell(IssueCode.HOUSEHOLD_UNKNOWN, _UNKNOWN)
    checks.tell(IssueCode.ID_ELSEWHERE, _ELSEWHERE.format(inside=checks.inside("h.region_path")))
    _check_heads(checks)


def _check_heads(checks: Checks) -> None:
    checks.run("drop table if exists pg_temp.stage_head")
    checks.run(_HEADS.format(keeps="true" if checks.on_duplicate is OnDuplicate.SKIP else "false"))
    checks.tell(IssueCode.HEADS_TWO, _TWO_HEADS)
    checks.tell(IssueCode.HEAD_REFUSED, _REFUSED_HEAD)
    checks.tell(IssueCode.HEAD_MISSING, _NO_HEAD)
    checks.run(_REFUSE_HOUSEHOLDS)


def _compare_phones(driver: "Driver[Any]") -> None:
    """Mark known members whose telephone differs; it is encrypted, so it is compared here and not in the database."""
    safe = vault()
    with driver.cursor(name="import_phones") as known, driver.cursor() as marking:
        known.execute(_PHONES)
        while rows := known.fetchmany(STREAMED):
            differing = [tid for tid, new, old in rows if old is None or safe.decrypt(new) != safe.decrypt(old)]
            if differing:
                marking.execute(_MARK_PHONES, (differing,))
