"""Reads of cases, their causes, plan, visits and caseworkers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from casework.errors import CaseNotFound, MeasureNotFound
from casework.models import Assignment, CaseCause, CaseFile, Lead, PlanMeasure, Visit
from casework.queries import AnySelect
from casework.rules.words import CaseState, MeasureSource
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, Region, Standing, User
from registry.queries.scope import household_scope

OPENER = aliased(User, name="opener")


def get_case(unit: UnitOfWork, case_id: int, *, lock: bool = False) -> CaseFile:
    """Return a case of a household the actor may see.

    Args:
        lock: hold the row until the unit ends.
    Raises: CaseNotFound. Cost: 1.
    """
    statement = select(CaseFile).where(
        CaseFile.id == case_id, household_scope(CaseFile.region_path, CaseFile.household_id, unit.actor)
    )
    case = unit.session.scalar(statement.with_for_update() if lock else statement)
    if case is None:
        raise CaseNotFound()
    return case


def get_case_page(unit: UnitOfWork, case_id: int) -> Row[Any]:
    """Return a case with its household, colour and caseworker. Raises CaseNotFound. Cost: 1."""
    row = unit.session.execute(case_rows(unit).where(CaseFile.id == case_id)).one_or_none()
    if row is None:
        raise CaseNotFound()
    return row


def find_case_page(unit: UnitOfWork, household_id: int) -> Row[Any] | None:
    """Return the household's open case, else its last closed one, else None. Cost: 1."""
    statement = case_rows(unit).where(CaseFile.household_id == household_id)
    return unit.session.execute(statement.order_by(CaseFile.episode.desc()).limit(1)).one_or_none()


def find_open_case_id(unit: UnitOfWork, household_id: int) -> int | None:
    """Return the household's open case, if there is one. Cost: 1."""
    return unit.session.scalar(
        select(CaseFile.id).where(CaseFile.household_id == household_id, CaseFile.state != CaseState.CLOSED)
    )


def find_caseworker_id(unit: UnitOfWork, case_id: int) -> int | None:
    """Return who looks after a case now. Cost: 1."""
    return unit.session.scalar(
        select(Assignment.caseworker_id).where(Assignment.case_id == case_id, Assignment.ended_on.is_(None))
    )


def list_causes(unit: UnitOfWork, case_id: int) -> Sequence[CaseCause]:
    """Return a case's causes, the main one first. Cost: 1."""
    statement = select(CaseCause).where(
        CaseCause.case_id == case_id, household_scope(CaseCause.region_path, CaseCause.household_id, unit.actor)
    )
    return unit.session.scalars(statement.order_by(CaseCause.is_main.desc(), CaseCause.cause)).all()


def get_measure(unit: UnitOfWork, measure_id: int, *, lock: bool = False) -> PlanMeasure:
    """Return a measure of a household the actor may see. Raises MeasureNotFound. Cost: 1."""
    statement = select(PlanMeasure).where(
        PlanMeasure.id == measure_id, household_scope(PlanMeasure.region_path, PlanMeasure.household_id, unit.actor)
    )
    measure = unit.session.scalar(statement.with_for_update() if lock else statement)
    if measure is None:
        raise MeasureNotFound()
    return measure


def list_measures_of_source(unit: UnitOfWork, kind: MeasureSource, source_id: int) -> Sequence[PlanMeasure]:
    """Return the measures that draw on a row of another room, for whoever was let in to that row. Cost: 1."""
    statement = select(PlanMeasure).where(PlanMeasure.source_id == source_id, PlanMeasure.source_kind == kind)
    return unit.session.scalars(statement.order_by(PlanMeasure.id).with_for_update()).all()


def list_measures(unit: UnitOfWork, case_id: int) -> Sequence[Row[Any]]:
    """Return a plan's measures with who is responsible, in the order they were added. Cost: 1."""
    statement: AnySelect = (
        select(
            PlanMeasure.id,
            PlanMeasure.kind,
            PlanMeasure.cause,
            PlanMeasure.title,
            PlanMeasure.source_kind,
            PlanMeasure.source_id,
            PlanMeasure.state,
            PlanMeasure.due_on,
            PlanMeasure.budget_minor,
            PlanMeasure.currency,
            PlanMeasure.outcome,
            User.name.label("responsible"),
        )
        .outerjoin(User, User.id == PlanMeasure.responsible_id)
        .where(
            PlanMeasure.case_id == case_id,
            household_scope(PlanMeasure.region_path, PlanMeasure.household_id, unit.actor),
        )
    )
    return unit.session.execute(statement.order_by(PlanMeasure.id)).all()


def list_visits(unit: UnitOfWork, case_id: int, most: int = 20) -> Sequence[Row[Any]]:
    """Return a case's latest visits with the visitor's name. Cost: 1."""
    shown = (Visit.id, Visit.visited_at, Visit.note, Visit.next_step, Visit.next_visit_due_on)
    columns: list[Any] = [*shown, User.name.label("visitor")]
    statement = (
        select(*columns)
        .join(User, User.id == Visit.visitor_id)
        .where(Visit.case_id == case_id, household_scope(Visit.region_path, Visit.household_id, unit.actor))
    )
    return unit.session.execute(statement.order_by(Visit.visited_at.desc(), Visit.id.desc()).limit(most)).all()


def case_rows(unit: UnitOfWork) -> AnySelect:
    """Return the scoped select of cases with household, colour and current caseworker."""
    head = (Person.household_id == CaseFile.household_id) & (Person.relation == "head") & Person.left_on.is_(None)
    current = (Assignment.case_id == CaseFile.id) & Assignment.ended_on.is_(None)
    return (
        select(
            CaseFile.id,
            CaseFile.number,
            CaseFile.episode,
            CaseFile.state,
            CaseFile.household_id,
            CaseFile.region_path,
            CaseFile.lead_id,
            CaseFile.opened_at,
            CaseFile.plan_due_on,
            CaseFile.plan_agreed_at,
            CaseFile.closed_at,
            CaseFile.close_reason,
            OPENER.name.label("opened_by"),
            Lead.finding,
            Household.code.label("household_code"),
            Person.name.label("head"),
            Region.name.label("village"),
            Standing.colour,
            Standing.colour_since_on,
            Standing.next_visit_due_on,
            Assignment.caseworker_id,
            Assignment.started_on,
            User.name.label("caseworker"),
        )
        .join(Lead, Lead.id == CaseFile.lead_id)
        .join(Household, Household.id == CaseFile.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(Person, head)
        .outerjoin(Standing, Standing.household_id == CaseFile.household_id)
        .outerjoin(Assignment, current)
        .outerjoin(User, User.id == Assignment.caseworker_id)
        .outerjoin(OPENER, OPENER.id == CaseFile.opened_by_id)
        .where(household_scope(CaseFile.region_path, CaseFile.household_id, unit.actor))
    )
