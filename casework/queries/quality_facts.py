"""What casework tells the register's validation of each household that ever had a case.

It maps what is recorded and nothing else: the case is the recognition, its causes are the risks, its agreed measures
are the help. Casework does not eliminate risks after help yet; only endings by themselves (moved away, died, merged)
are known. See `NOT_RECORDED`.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, Text, and_, case, cast, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from casework.models import Assignment, CaseCause, CaseFile, PlanMeasure
from casework.rules.words import CaseState, CloseReason, MeasureState
from foundation.clock import CHINA
from foundation.wording import mark

FACTS = frozenset(
    {
        "is_monitored",
        "recognised_on",
        "is_eliminated",
        "eliminated_on",
        "elimination",
        "risks",
        "measures",
        "measure_aims",
        "has_caseworker",
    }
)
"""The facts that the select gives, beside `household_id`."""

NOT_RECORDED = {
    "elimination": mark("Casework records no elimination after help yet, only endings by themselves."),
    "is_eliminated": mark("Casework records no elimination after help yet, only endings by themselves."),
    "eliminated_on": mark("Casework records no elimination after help yet, only endings by themselves."),
    "disaster_kind": mark("Casework records no kind of natural disaster yet."),
}
"""What of the facts is not recorded, for the pages of the rules that ask for it."""

NATURAL_ENDINGS = (CloseReason.MOVED_AWAY, CloseReason.DIED, CloseReason.MERGED)
TAKEN_UP = (MeasureState.AGREED, MeasureState.UNDER_WAY, MeasureState.DONE)
TEXTS = ARRAY(Text)


def select_quality_facts(first_id: int, last_id: int, day: date) -> Select[Any]:
    """Return the select of one row a household with a case, for households between two ids, as on a day.

    The latest episode speaks; one that was opened in error counts as never opened. Causes are those recorded now.
    Cost: no statement; inside the caller's, one read of the cases, causes, measures and assignments of the range.
    """
    episode = _episodes(first_id, last_id, day)
    is_open = episode.c.closed_on.is_(None)
    ended = ~is_open & episode.c.close_reason.in_(NATURAL_ENDINGS)
    causes, plan = _causes(first_id, last_id), _measures(first_id, last_id, day)
    helper = _helpers(first_id, last_id, day)
    nothing = cast(literal("{}"), TEXTS)
    return (
        select(
            episode.c.household_id,
            is_open.label("is_monitored"),
            episode.c.opened_on.label("recognised_on"),
            ended.label("is_eliminated"),
            case((ended, episode.c.closed_on)).label("eliminated_on"),
            case((ended, literal("natural"))).label("elimination"),
            func.coalesce(causes.c.risks, nothing).label("risks"),
            func.coalesce(plan.c.measures, nothing).label("measures"),
            func.coalesce(plan.c.aims, nothing).label("measure_aims"),
            and_(is_open, helper.c.case_id.is_not(None)).label("has_caseworker"),
        )
        .select_from(episode)
        .outerjoin(causes, causes.c.case_id == episode.c.id)
        .outerjoin(plan, plan.c.case_id == episode.c.id)
        .outerjoin(helper, helper.c.case_id == episode.c.id)
        .where(true())
    )


def _day_of(moment: Any) -> ColumnElement[date]:
    """Return the calendar date of a moment in China."""
    day: ColumnElement[date] = func.date(func.timezone(CHINA.key, moment))
    return day


def _episodes(first_id: int, last_id: int, day: date) -> Subquery:
    """Return the latest case of each household that was open on the day or before."""
    opened_on, closed_on = _day_of(CaseFile.opened_at), _day_of(CaseFile.closed_at)
    is_closed = and_(CaseFile.state == CaseState.CLOSED, closed_on <= day)
    return (
        select(
            CaseFile.id,
            CaseFile.household_id,
            opened_on.label("opened_on"),
            case((is_closed, closed_on)).label("closed_on"),
            CaseFile.close_reason,
        )
        .ext(distinct_on(CaseFile.household_id))
        .where(
            CaseFile.household_id.between(first_id, last_id),
            opened_on <= day,
            or_(CaseFile.close_reason.is_(None), CaseFile.close_reason != CloseReason.OPENED_IN_ERROR),
        )
        .order_by(CaseFile.household_id, CaseFile.episode.desc())
        .subquery("episode")
    )


def _causes(first_id: int, last_id: int) -> Subquery:
    return (
        select(CaseCause.case_id, func.array_agg(cast(CaseCause.cause, Text)).label("risks"))
        .where(CaseCause.household_id.between(first_id, last_id))
        .group_by(CaseCause.case_id)
        .subquery("causes")
    )


def _measures(first_id: int, last_id: int, day: date) -> Subquery:
    """Return the kinds of the measures that are agreed, under way or done, and each with the cause it answers."""
    kind, cause = cast(PlanMeasure.kind, Text), cast(PlanMeasure.cause, Text)
    return (
        select(
            PlanMeasure.case_id,
            func.array_agg(func.distinct(kind)).label("measures"),
            func.array_remove(func.array_agg(func.distinct(kind + literal(":") + cause)), None).label("aims"),
        )
        .where(
            PlanMeasure.household_id.between(first_id, last_id),
            PlanMeasure.state.in_(TAKEN_UP),
            _day_of(PlanMeasure.added_at) <= day,
        )
        .group_by(PlanMeasure.case_id)
        .subquery("plan")
    )


def _helpers(first_id: int, last_id: int, day: date) -> Subquery:
    """Return the cases that somebody looked after on the day."""
    return (
        select(Assignment.case_id)
        .distinct()
        .where(
            Assignment.household_id.between(first_id, last_id),
            Assignment.started_on <= day,
            or_(Assignment.ended_on.is_(None), Assignment.ended_on >= day + timedelta(days=1)),
        )
        .subquery("helper")
    )
