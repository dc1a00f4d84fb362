"""Indicators of who belongs to a household and how they are covered.

A count over people is not known when nobody is recorded, or when it would be zero and somebody's record is missing: one
known case is enough to know that there is one.
Source: docs/methods.md, Triggers; Simple ratios; Register validation rules.
"""

from collections.abc import Callable

from foundation.wording import mark
from monitoring.rules.home import COMPULSORY_BELOW, COMPULSORY_FROM, Member, Reading
from monitoring.rules.indicators.kinds import Indicator, Unit, Value

COMPULSORY = range(COMPULSORY_FROM, COMPULSORY_BELOW)
NOBODY = mark("No member is recorded.")
ANY_RECORD_MISSING = mark("No member is recorded, or the record of a member is missing and no other member has it.")


def known_count_sql(found: str, missing: str) -> str:
    """Return `Reading.count_if_known` as SQL."""
    return f"case when members > 0 and ({found} > 0 or {missing} = 0) then {found} end"


def dependency_ratio(reading: Reading) -> float | None:
    """Return those under 15 or over 64 for each hundred between; None when nobody is between ("no worker")."""
    working = reading.working_age_members
    return None if not working else (len(reading.members) - working) * 100 / working


def without_labour(reading: Reading) -> bool | None:
    """Tell whether no member is able to work."""
    return None if reading.workers is None else reading.workers == 0


def _counter(
    holds: Callable[[Member], bool], missing: Callable[[Member], bool], aged: range | None = None
) -> Callable[[Reading], Value]:
    def count(reading: Reading) -> Value:
        if aged is None:
            return reading.count_if_known(holds, missing)
        return reading.count_if_known(holds, missing, aged=aged)

    return count


PEOPLE = (
    Indicator(
        id="members",
        title=mark("Members"),
        unit=Unit.PEOPLE,
        meaning=mark("People who belong to the household on the day."),
        unknown_when=NOBODY,
        sql="nullif(members, 0)",
        reference=lambda reading: float(len(reading.members)) or None,
        higher_is_better=True,
        is_fixed=True,
    ),
    Indicator(
        id="workers",
        title=mark("Members able to work"),
        unit=Unit.PEOPLE,
        meaning=mark("Members of 16 or older with ordinary, skilled or weak labour capacity."),
        unknown_when=ANY_RECORD_MISSING,
        sql=known_count_sql("able", "labour_missing"),
        reference=lambda reading: reading.workers,
        higher_is_better=True,
    ),
    Indicator(
        id="without_labour",
        title=mark("Nobody in the household is able to work"),
        unit=Unit.YES_NO,
        meaning=mark("Yes when no member has labour capacity."),
        unknown_when=ANY_RECORD_MISSING,
        sql="case when members > 0 and able > 0 then false when members > 0 and labour_missing = 0 then true end",
        reference=without_labour,
    ),
    Indicator(
        id="working_age_members",
        title=mark("Members of working age"),
        unit=Unit.PEOPLE,
        meaning=mark("Members from 15 to 64."),
        unknown_when=NOBODY,
        sql="case when members > 0 then working_age end",
        reference=lambda reading: reading.working_age_members,
        higher_is_better=True,
        is_fixed=True,
    ),
    Indicator(
        id="dependency_ratio",
        title=mark("Dependants for each hundred of working age"),
        unit=Unit.PERCENT,
        meaning=mark("Members under 15 or over 64 for each hundred members from 15 to 64."),
        unknown_when=mark("No member is recorded, or none is of working age (reported as “no worker”)."),
        sql="(members - working_age) * 100 / nullif(working_age, 0)",
        reference=dependency_ratio,
        higher_is_better=False,
        is_fixed=True,
    ),
    Indicator(
        id="children_out_of_school",
        title=mark("Children of compulsory school age out of school"),
        unit=Unit.PEOPLE,
        meaning=mark("Members from 6 to 15 who are out of school for other reasons than health."),
        unknown_when=ANY_RECORD_MISSING,
        sql=known_count_sql("out_of_school", "school_missing"),
        reference=_counter(
            lambda member: member.school_status == "out", lambda member: member.school_status is None, COMPULSORY
        ),
        higher_is_better=False,
    ),
    Indicator(
        id="members_without_medical",
        title=mark("Members in no basic medical scheme"),
        unit=Unit.PEOPLE,
        meaning=mark("Members who are in neither the resident nor the employee medical scheme."),
        unknown_when=ANY_RECORD_MISSING,
        sql=known_count_sql("uninsured", "medical_missing"),
        reference=_counter(
            lambda member: member.medical_scheme == "none", lambda member: member.medical_scheme is None
        ),
        higher_is_better=False,
    ),
    Indicator(
        id="members_twice_insured",
        title=mark("Members in two basic medical schemes"),
        unit=Unit.PEOPLE,
        meaning=mark("Members registered in both the resident and the employee medical scheme."),
        unknown_when=ANY_RECORD_MISSING,
        sql=known_count_sql("twice_insured", "medical_missing"),
        reference=_counter(
            lambda member: member.medical_scheme == "both", lambda member: member.medical_scheme is None
        ),
        higher_is_better=False,
    ),
    Indicator(
        id="members_without_critical_cover",
        title=mark("Members without critical-illness cover"),
        unit=Unit.PEOPLE,
        meaning=mark("Members whom critical-illness insurance does not cover."),
        unknown_when=ANY_RECORD_MISSING,
        sql=known_count_sql("without_critical_cover", "critical_cover_missing"),
        reference=_counter(
            lambda member: member.has_critical_illness_cover is False,
            lambda member: member.has_critical_illness_cover is None,
        ),
        higher_is_better=False,
    ),
    Indicator(
        id="seriously_ill_members",
        title=mark("Seriously ill members"),
        unit=Unit.PEOPLE,
        meaning=mark("Members with a serious illness."),
        unknown_when=ANY_RECORD_MISSING,
        sql=known_count_sql("seriously_ill", "health_missing"),
        reference=_counter(lambda member: member.health == "serious", lambda member: member.health is None),
        higher_is_better=False,
    ),
    Indicator(
        id="severely_disabled_members",
        title=mark("Members with disability grade 1 or 2"),
        unit=Unit.PEOPLE,
        meaning=mark("Members whose disability certificate names grade 1 or 2."),
        unknown_when=ANY_RECORD_MISSING,
        sql=known_count_sql("severely_disabled", "disability_missing"),
        reference=_counter(
            lambda member: member.disability_grade in (1, 2),
            lambda member: member.disability_grade is None and member.health in (None, "disabled"),
        ),
        higher_is_better=False,
        is_fixed=True,
    ),
)
