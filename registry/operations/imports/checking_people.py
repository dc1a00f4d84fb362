"""Members held against one another, their households and the register, set by set; and who heads each household."""

from typing import Any

from psycopg import Connection as Driver

from registry.operations.imports.checking_households import Checks, needed_for_new, refuse_known, repeated
from registry.operations.imports.comparing import PERSON_DIFFERS
from registry.operations.imports.contradicting import set_contradictions_aside
from registry.operations.imports.phones import compare_phones
from registry.rules.imports.issues import IssueCode
from registry.rules.words_imports import OnDuplicate, StagedEntity

_FIND = """
update stage_person s set household_id = m.household_id, record_id = p.id
from stage_map m join person p on p.household_id = m.household_id
where m.code = s.household_code and m.is_mine and p.code = s.person_code and s.is_code_from_id is null
"""
# A sheet without member numbers finds its people by their ID number, and never picks one of several.
_NUMBERED = """
select s.ctid as tid, s.source_no, s.row_number, s.household_code, min(m.household_id) as household_id,
       min(p.id) as record_id, min(p.code) as person_code, count(*) as found
from stage_person s join stage_map m on m.code = s.household_code and m.is_mine
join person p on p.household_id = m.household_id
     and (p.id_number_index = s.id_number_index or p.code = s.person_code)
where s.is_code_from_id and not s.is_refused group by s.ctid, s.source_no, s.row_number, s.household_code
"""
_FIND_NUMBERED = f"""
update stage_person s set household_id = one.household_id, record_id = one.record_id, person_code = one.person_code
from ({_NUMBERED}) one where s.ctid = one.tid and one.found = 1
"""
_AMBIGUOUS = f"""
select tid, source_no, row_number, 'id_number' as field,
       jsonb_build_object('value', household_code, 'count', found) as params
from ({_NUMBERED}) numbered where found > 1
"""
_LEAVE_BY_DEATH = """
select s.ctid as tid, s.source_no, s.row_number, 'died_on' as field, '{}'::jsonb as params
from stage_person s left join person p on p.id = s.record_id
where s.died_on is not null and s.left_on is null and p.left_on is null and not s.is_refused
"""
_TAKE_LEAVE = f"""
update stage_person s set left_on = s.died_on from ({_LEAVE_BY_DEATH}) dead where s.ctid = dead.tid
"""
_DIFFER = f"""
update stage_person s set is_changed = true from person r
where r.id = s.record_id and not s.is_refused and ({PERSON_DIFFERS})
"""
_RENUMBERED = """
select s.ctid as tid, s.source_no, s.row_number, 'id_number' as field, jsonb_build_object('value', p.code) as params
from stage_person s join stage_map m on m.code = s.household_code
join person p on p.household_id = m.household_id and p.id_number_index = s.id_number_index and p.code <> s.person_code
where not s.is_refused and m.is_mine
"""
_ELSEWHERE = """
select distinct on (s.ctid) s.ctid as tid, s.source_no, s.row_number, 'id_number' as field,
       jsonb_build_object('value', h.code) as params
from stage_person s join person p on p.id_number_index = s.id_number_index and p.left_on is null
join household h on h.id = p.household_id and h.code <> s.household_code
where not s.is_refused and s.left_on is null and ({inside}) and s.record_id is {known} order by s.ctid, h.id
"""
# Somebody new without an ID number, whose name and birth date the same village has in another household.
_LOOKALIKE = """
select distinct on (s.ctid) s.ctid as tid, s.source_no, s.row_number, 'name' as field,
       jsonb_build_object('value', h.code) as params
from stage_person s join stage_map m on m.code = s.household_code
left join stage_household own on own.household_code = s.household_code and not own.is_refused
join person p on p.region_path = coalesce(own.region_path, m.region_path)
     and p.name = s.name and p.born_on = s.born_on and p.left_on is null
join household h on h.id = p.household_id and h.code <> s.household_code
where not s.is_refused and s.record_id is null and s.id_number_index is null and s.left_on is null
  and ({inside}) order by s.ctid, h.id
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
    """Refuse members that contradict the file, and households without one undoubted head; set aside what contradicts
    the register.

    Writes: stage_person, stage_map, issues. Cost: about 20 statements, and a stream of the telephones of known members
    whose index the register does not have.
    """
    checks.refuse(
        IssueCode.DUPLICATE_IN_FILE,
        "stage_person",
        repeated("stage_person", "household_code", "person_code", field="code"),
    )
    checks.refuse(
        IssueCode.ID_REPEATED,
        "stage_person",
        repeated("stage_person", "id_number_index", field="id_number"),
    )
    checks.run(_FIND)
    checks.refuse(IssueCode.PERSON_AMBIGUOUS, "stage_person", _AMBIGUOUS)
    checks.run(_FIND_NUMBERED)
    checks.refuse(
        IssueCode.NEEDED_FOR_NEW,
        "stage_person",
        needed_for_new("stage_person", StagedEntity.PERSON, "s.record_id is null"),
    )
    checks.refuse(IssueCode.PERSON_RENUMBERED, "stage_person", _RENUMBERED)
    _compare_with_register(checks, driver)
    checks.tell(IssueCode.HOUSEHOLD_UNKNOWN, _UNKNOWN)
    _check_heads(checks)


def _compare_with_register(checks: Checks, driver: "Driver[Any]") -> None:
    inside = checks.inside("h.region_path")
    checks.tell(IssueCode.ID_ELSEWHERE, _ELSEWHERE.format(inside=inside, known="null"), doubt_in="stage_person")
    checks.tell(IssueCode.ID_ELSEWHERE, _ELSEWHERE.format(inside=inside, known="not null"))
    checks.tell(IssueCode.PERSON_LOOKALIKE, _LOOKALIKE.format(inside=inside), doubt_in="stage_person")
    set_contradictions_aside(checks)
    checks.tell(IssueCode.LEFT_BY_DEATH, _LEAVE_BY_DEATH)
    checks.run(_TAKE_LEAVE)
    compare_phones(driver)
    checks.run(_DIFFER)
    refuse_known(checks, "stage_person", "code")


def _check_heads(checks: Checks) -> None:
    checks.run("drop table if exists pg_temp.stage_head")
    checks.run(_HEADS.format(keeps="true" if checks.on_duplicate is OnDuplicate.SKIP else "false"))
    checks.tell(IssueCode.HEADS_TWO, _TWO_HEADS)
    checks.tell(IssueCode.HEAD_REFUSED, _REFUSED_HEAD)
    checks.tell(IssueCode.HEAD_MISSING, _NO_HEAD)
    checks.run(_REFUSE_HOUSEHOLDS)
