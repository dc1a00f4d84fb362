"""A committed import taken back: what rests on it in any room forbids it, what only followed from it goes along."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select

from casework.models import CaseFile, Lead, PlanMeasure
from casework.operations.forgetting import forget_untouched_leads
from casework.rules.words import LeadChannel, LeadState
from foundation.orm import Base
from foundation.unit_of_work import UnitOfWork
from foundation.wording import Worded, mark
from insurance.models import CoverApplication
from marketplace.models import AssistanceRequest
from monitoring.operations.forgetting import forget_grades
from registry.models import Household
from registry.operations import imports
from registry.queries.import_traces import EXAMPLES, list_built_on, list_touched_households, select_touched
from registry.queries.imports import get_run
from registry.rules.imports.errors import ImportBuiltUpon
from registry.rules.imports.facts import BuiltOn, ImportUndone
from registry.rules.words_imports import BuiltOnKind, StagedEntity


class RoomRecord(Worded):
    """What the rooms keep of households and decide about them."""

    LEAD = "lead", mark("Leads that somebody checked or decided")
    CASE = "case", mark("Cases opened or closed")
    MEASURE = "measure", mark("Measures planned or carried out")
    COVER = "cover", mark("Applications for insurance cover")
    REQUEST = "request", mark("Requests for help")
    VISIT = "visit", mark("Visits")
    ASSIGNMENT = "assignment", mark("Caseworkers assigned")
    TRAINING = "training", mark("Places on courses")
    POINTS = "points", mark("Taking part in the points scheme")
    STORY = "story", mark("Published stories")
    PAYMENT = "payment", mark("Payments and accounts")
    LOG_IN = "log_in", mark("Log-ins of members")
    SUBMISSION = "submission", mark("Forms sent from the field")


KIND_OF: dict[str, Worded] = {
    "visit": RoomRecord.VISIT,
    "assignment": RoomRecord.ASSIGNMENT,
    "attendance": RoomRecord.TRAINING,
    "participation": RoomRecord.POINTS,
    "participation_entry": RoomRecord.POINTS,
    "published_page": RoomRecord.STORY,
    "payment": RoomRecord.PAYMENT,
    "account": RoomRecord.PAYMENT,
    "app_user": RoomRecord.LOG_IN,
    "submission": RoomRecord.SUBMISSION,
}
"""What people call the rows of a table that refer to a household; any other is told by its name."""
FOLLOWS = frozenset({"grade", "grade_change", "lead", "standing"})
"""Tables that the machine fills from a household's data: what people have not touched goes with the household."""
ASKED = frozenset(
    {"person", "income", "spending", "life_event", "observation", "household_change", "membership", "consent"}
)
"""Tables of the register that its own query asks."""
DECIDED = frozenset({"case_file", "case_cause", "plan_measure", "cover_application", "assistance_request"})
"""Tables whose decisions are asked for by their time."""


def find_built_on(unit: UnitOfWork, run_id: int) -> list[BuiltOn]:
    """Return what rests on a committed import, in the register and in every room; nothing when it can be undone.

    Decisions count when they were taken after the import about a household that it wrote to, for the import may have
    been their ground. Of households and people that it brought, everything counts that refers to them.
    Raises: ImportRunNotFound. Cost: about 50 statements, whatever the number of records.
    """
    run = get_run(unit, run_id)
    touched = select_touched(run_id, StagedEntity.HOUSEHOLD)
    found = list_built_on(unit, run_id)
    if run.finished_at is not None:
        found += [_decided(unit, kind, touched, condition) for kind, condition in _decisions(run.finished_at)]
    return [one for one in [*found, *_referring(unit, run_id)] if one.count]


def undo_import(unit: UnitOfWork, run_id: int) -> ImportUndone:
    """Take a committed import back; see `registry.operations.imports.undo_import`.

    Raises: ImportRunNotFound, ImportNotCommitted, ImportOutsideArea, ImportBuiltUpon with what rests on it.
    Writes: grade, grade_change and lead of households that go, and what the register's own operation writes.
    """
    if found := find_built_on(unit, run_id):
        raise ImportBuiltUpon(found)
    gone = list_touched_households(unit, run_id, is_new=True)
    if gone:
        forget_grades(unit, gone)
        forget_untouched_leads(unit, gone)
    return imports.undo_import(unit, run_id)


def _decisions(since: datetime) -> tuple[tuple[RoomRecord, tuple[Any, ColumnElement[bool]]], ...]:
    is_touched = or_(Lead.state != LeadState.OPEN, Lead.channel != LeadChannel.GRADING)
    when = func.greatest(Lead.opened_at, Lead.verified_at, Lead.decided_at)
    return (
        (RoomRecord.LEAD, (Lead, and_(is_touched, when > since))),
        (RoomRecord.CASE, (CaseFile, or_(CaseFile.opened_at > since, CaseFile.closed_at > since))),
        (RoomRecord.MEASURE, (PlanMeasure, or_(PlanMeasure.added_at > since, PlanMeasure.changed_at > since))),
        (
            RoomRecord.COVER,
            (CoverApplication, or_(CoverApplication.applied_at > since, CoverApplication.decided_at > since)),
        ),
        (
            RoomRecord.REQUEST,
            (AssistanceRequest, or_(AssistanceRequest.requested_at > since, AssistanceRequest.answered_at > since)),
        ),
    )


def _decided(
    unit: UnitOfWork, kind: RoomRecord, touched: Select[Any], found: tuple[Any, ColumnElement[bool]]
) -> BuiltOn:
    model, condition = found
    rows = select(model.household_id).where(model.household_id.in_(touched), condition)
    count = unit.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    codes = select(Household.code).where(Household.id.in_(rows)).order_by(Household.code).limit(EXAMPLES)
    return BuiltOn(kind, count, tuple(unit.session.scalars(codes)) if count else ())


def _referring(unit: UnitOfWork, run_id: int) -> list[BuiltOn]:
    """Return which rows of any other table refer to households or people that the import brought."""
    new = {
        "household": select_touched(run_id, StagedEntity.HOUSEHOLD, is_new=True),
        "person": select_touched(run_id, StagedEntity.PERSON, is_new=True),
    }
    asked = FOLLOWS | ASKED | DECIDED
    return [_references(unit, table, new) for table in Base.metadata.sorted_tables if table.name not in asked]


def _references(unit: UnitOfWork, table: Table, new: dict[str, Select[Any]]) -> BuiltOn:
    kind = KIND_OF.get(table.name, BuiltOnKind.OTHER)
    keys = {
        next(iter(key.columns)): new[key.referred_table.name]
        for key in table.foreign_key_constraints
        if key.referred_table.name in new and key.ondelete != "CASCADE"
    }
    if not keys:
        return BuiltOn(kind, 0)
    refers = or_(*(column.in_(ids) for column, ids in keys.items()))
    count = unit.session.scalar(select(func.count()).select_from(table).where(refers)) or 0
    return BuiltOn(kind, count, (table.name,) if kind is BuiltOnKind.OTHER else ())
