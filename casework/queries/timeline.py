"""What happened to a household in casework, in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TIMESTAMP, BigInteger, Integer, Row, String, cast, func, literal, null, select, union_all

from casework.models import Assignment, CaseFile, CaseNote, Lead, PlanMeasure, Visit
from casework.queries import AnySelect
from casework.rules.words import TimelineKind
from foundation.clock import CHINA
from foundation.orm import AwareUTC
from foundation.unit_of_work import UnitOfWork
from registry.models import User
from registry.queries.scope import household_scope


@dataclass(frozen=True)
class Happening:
    """Where one kind of happening is read: the columns for when, who, a code that goes with it, and words.

    A date counts from its midnight in China.
    """

    kind: TimelineKind
    table: Any
    at: Any
    person_id: Any
    word: Any
    text: Any
    case_id: Any


NONE = null()
K = TimelineKind
HAPPENINGS = (
    Happening(K.LEAD_OPENED, Lead, Lead.opened_at, Lead.opened_by_id, Lead.channel, Lead.note, NONE),
    Happening(K.LEAD_VERIFIED, Lead, Lead.verified_at, Lead.verified_by_id, NONE, Lead.finding, NONE),
    Happening(K.LEAD_DECIDED, Lead, Lead.decided_at, Lead.decided_by_id, Lead.state, Lead.decision_reason, NONE),
    Happening(K.CASE_OPENED, CaseFile, CaseFile.opened_at, CaseFile.opened_by_id, NONE, CaseFile.number, CaseFile.id),
    Happening(K.PLAN_AGREED, CaseFile, CaseFile.plan_agreed_at, NONE, NONE, CaseFile.number, CaseFile.id),
    Happening(
        K.CASE_CLOSED,
        CaseFile,
        CaseFile.closed_at,
        CaseFile.closed_by_id,
        CaseFile.close_reason,
        CaseFile.number,
        CaseFile.id,
    ),
    Happening(K.ASSIGNED, Assignment, Assignment.started_on, Assignment.caseworker_id, NONE, NONE, Assignment.case_id),
    Happening(
        K.PARTED,
        Assignment,
        Assignment.ended_on,
        Assignment.caseworker_id,
        NONE,
        Assignment.end_reason,
        Assignment.case_id,
    ),
    Happening(
        K.MEASURE_ADDED,
        PlanMeasure,
        PlanMeasure.added_at,
        PlanMeasure.added_by_id,
        PlanMeasure.kind,
        PlanMeasure.title,
        PlanMeasure.case_id,
    ),
    Happening(K.VISITED, Visit, Visit.visited_at, Visit.visitor_id, NONE, Visit.note, Visit.case_id),
    Happening(
        K.NOTED, CaseNote, CaseNote.noted_at, CaseNote.noted_by_id, CaseNote.colour, CaseNote.text, CaseNote.case_id
    ),
)


def list_timeline(unit: UnitOfWork, household_id: int, most: int = 100) -> Sequence[Row[Any]]:
    """Return what happened to a household, latest first: at, kind, who, word, text, case_id.

    `word` is a code that goes with the kind (a channel, state, close reason, kind of measure or colour). Cost: 1.
    """
    ranked = enumerate(HAPPENINGS)
    events = union_all(
        *(select_happening(unit, household_id, happening, rank) for rank, happening in ranked)
    ).subquery()
    columns = events.c
    statement = (
        select(columns.at, columns.kind, User.name.label("who"), columns.word, columns.text, columns.case_id)
        .outerjoin(User, User.id == columns.person_id)
        .order_by(columns.at.desc(), columns.rank.desc())
        .limit(most)
    )
    return unit.session.execute(statement).all()


def select_happening(unit: UnitOfWork, household_id: int, happening: Happening, rank: int) -> AnySelect:
    """Return the select of one kind of happening; all kinds have the same columns.

    Args:
        rank: what comes later in the procedure, for happenings of the same moment.
    """
    table, at = happening.table, happening.at
    if not isinstance(at.type, AwareUTC):
        at = func.timezone(CHINA.key, cast(at, TIMESTAMP), type_=AwareUTC())
    return select(
        at.label("at"),
        literal(rank, Integer).label("rank"),
        literal(happening.kind.value, String).label("kind"),
        cast(happening.person_id, BigInteger).label("person_id"),
        cast(happening.word, String).label("word"),
        cast(happening.text, String).label("text"),
        cast(happening.case_id, BigInteger).label("case_id"),
    ).where(
        table.household_id == household_id,
        happening.at.is_not(None),
        household_scope(table.region_path, table.household_id, unit.actor),
    )
