"""Members whose sex, birth date or ID number differs from the register: kept as they are, told, and left to a person.

These do not change in a life, so one of the two is wrong. A name that comes with another sex, birth date or number is
left to the person too, for then it may be another human being. What somebody decided once is not asked again.
"""

from registry.operations.imports.checking_households import Checks
from registry.rules.imports.issues import IssueCode

_OTHER_SEX = "coalesce(s.sex <> r.sex, false)"
_OTHER_BIRTH = "coalesce(s.born_on <> r.born_on, false)"
_OTHER_NUMBER = "coalesce(s.id_number_index <> r.id_number_index, false)"
_OTHER_NAME = "coalesce(s.name <> r.name, false)"
_PLAIN = {"sex": _OTHER_SEX, "born_on": _OTHER_BIRTH, "name": _OTHER_NAME}


def _told(field: str, differs: str) -> str:
    pair = f"jsonb_build_object('old', r.{field}, 'new', s.{field}, 'key', left(s.{field}::text, 80))"
    return f"'{field}', case when {differs} then {pair} end"


# An ID number is told by its index; `masking` adds the last digits of both.
_TAKE_ASIDE = f"""
update stage_person s set
    is_doubtful = true,
    contradictions = jsonb_strip_nulls(jsonb_build_object(
        {", ".join(_told(field, differs) for field, differs in _PLAIN.items())},
        'id_number', case when {_OTHER_NUMBER} then
            jsonb_build_object('key', s.id_number_index, 'sealed', s.id_number::text) end)),
    {", ".join(f"{field} = case when {differs} then null else s.{field} end" for field, differs in _PLAIN.items())},
    id_number = case when {_OTHER_NUMBER} then null else s.id_number end,
    id_number_index = case when {_OTHER_NUMBER} then null else s.id_number_index end
from person r where r.id = s.record_id and not s.is_refused and ({_OTHER_SEX} or {_OTHER_BIRTH} or {_OTHER_NUMBER})
"""
_DECIDED = """
select s.ctid as tid, s.source_no, s.row_number, told.key as field, '{{}}'::jsonb as params
from stage_person s cross join lateral jsonb_each(s.contradictions) told
join import_contradiction known on known.person_id = s.record_id and known.field = told.key
     and known.value_key = told.value ->> 'key'
where known.state = '{state}' and not s.is_refused
"""
_ANOTHER_PERSON = f"""
select distinct on (tid) * from ({_DECIDED.format(state="other_person")}) decided order by tid, field
"""
_FORGET_KEPT = f"""
update stage_person s set contradictions = nullif(s.contradictions - decided.fields, '{{}}'),
    is_doubtful = s.contradictions - decided.fields <> '{{}}'
from (select tid, array_agg(field) as fields from ({_DECIDED.format(state="kept")}) kept group by tid) decided
where s.ctid = decided.tid
"""
_TELL = """
select s.ctid as tid, s.source_no, s.row_number, told.key as field, '{}'::jsonb as params
from stage_person s cross join lateral jsonb_each(s.contradictions) told where not s.is_refused
"""


def set_contradictions_aside(checks: Checks) -> None:
    """Take contradicting cells out of the rows, so that the rest is compared and written without them.

    Writes: stage_person, issues. Cost: 1 statement, 4 where there are contradictions.
    """
    if not checks.run(_TAKE_ASIDE):
        return
    checks.refuse(IssueCode.NUMBER_REUSED, "stage_person", _ANOTHER_PERSON)
    checks.run(_FORGET_KEPT)
    checks.tell(IssueCode.CONTRADICTS, _TELL)
