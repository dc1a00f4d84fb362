"""What pairing starts from: cases without a caseworker, caseworkers with room, and who must not be paired."""

from typing import Any

from sqlalchemy import ColumnElement, Double, cast, func, or_, select, text

from casework.models import Assignment, CaseCause, CaseFile, PairingExclusion
from casework.queries import AnySelect
from casework.queries.arrays import among
from casework.queries.caseworkers import is_appointed, is_on_leave
from casework.queries.pairing import prefixes
from casework.rules.pairing import Problem, build_problem
from casework.rules.words import CaseState
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Region, StaffProfile, Standing, User
from registry.queries.scope import household_scope

LEAST_URGENT = 5
PLAN_ANEW = text("set local plan_cache_mode = force_custom_plan")
"""A plan that the server keeps for any region expects a handful of cases and takes twice as long for thousands."""


def read_problem(unit: UnitOfWork, scope_path: str) -> Problem:
    """Return the pairing problem of a region, as far as the actor may see it.

    Caseworkers count when they are appointed today, not on leave, have a free place, and belong to the region or to one
    above it. Cost: 6, read as plain tuples.
    """
    unit.session.execute(PLAN_ANEW)
    cases = plain_rows(unit, waiting_cases(unit, scope_path))
    case_ids, household_ids = [row[0] for row in cases], [row[1] for row in cases]
    causes = select(CaseCause.case_id, CaseCause.cause).where(among(CaseCause.case_id, case_ids))
    exclusions = select(PairingExclusion.household_id, PairingExclusion.caseworker_id).where(
        among(PairingExclusion.household_id, household_ids)
    )
    last = (
        select(Assignment.household_id, Assignment.caseworker_id)
        .where(among(Assignment.household_id, household_ids))
        .order_by(Assignment.household_id, Assignment.started_on, Assignment.id)
    )
    return build_problem(
        cases,
        plain_rows(unit, free_helpers(unit, scope_path)),
        causes=plain_rows(unit, causes),
        exclusions=plain_rows(unit, exclusions),
        previous=dict(plain_rows(unit, last)),
    )


def waiting_cases(unit: UnitOfWork, scope_path: str) -> AnySelect:
    """Return the scoped select of open cases without a caseworker, in the order of `CaseRow`."""
    current = select(Assignment.id).where(Assignment.case_id == CaseFile.id, Assignment.ended_on.is_(None))
    return (
        select(
            CaseFile.id,
            CaseFile.household_id,
            CaseFile.region_path,
            func.coalesce(Standing.urgency, LEAST_URGENT),
            cast(func.coalesce(Household.latitude, Region.latitude), Double),
            cast(func.coalesce(Household.longitude, Region.longitude), Double),
            Household.village_code,
            Household.language,
            # Who opened the case is who decided on its lead.
            CaseFile.opened_by_id,
        )
        .join(Household, Household.id == CaseFile.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(Standing, Standing.household_id == CaseFile.household_id)
        .where(
            CaseFile.state != CaseState.CLOSED,
            CaseFile.region_path.between(scope_path, scope_path + "\x7f"),
            household_scope(CaseFile.region_path, CaseFile.household_id, unit.actor),
            ~current.exists(),
        )
        .order_by(Standing.urgency, CaseFile.id)
    )


def free_helpers(unit: UnitOfWork, scope_path: str) -> AnySelect:
    """Return the select of caseworkers with room, in the order of `HelperRow`."""
    today = unit.today
    held = (
        select(Assignment.caseworker_id, func.count().label("cases"))
        .where(Assignment.ended_on.is_(None))
        .group_by(Assignment.caseworker_id)
        .subquery()
    )
    places = StaffProfile.capacity - func.coalesce(held.c.cases, 0)
    return (
        select(
            StaffProfile.user_id,
            places,
            cast(StaffProfile.latitude, Double),
            cast(StaffProfile.longitude, Double),
            StaffProfile.village_code,
            StaffProfile.languages,
            StaffProfile.skills,
        )
        .join(User, User.id == StaffProfile.user_id)
        .outerjoin(held, held.c.caseworker_id == StaffProfile.user_id)
        .where(is_appointed(today), ~is_on_leave(today), places > 0, serves(scope_path))
        .order_by(StaffProfile.user_id)
    )


def serves(scope_path: str) -> ColumnElement[bool]:
    """Return the condition that a caseworker belongs to the region or to one above it."""
    above = [scope_path[:end] for end in prefixes(scope_path)]
    inside = StaffProfile.region_path.between(scope_path, scope_path + "\x7f")
    return or_(inside, StaffProfile.region_path.in_(above))


def plain_rows(unit: UnitOfWork, statement: AnySelect) -> list[tuple[Any, ...]]:
    """Return all rows as the driver's own tuples: at ten thousand rows wrapping them costs as much as reading them."""
    result = unit.session.connection().execute(statement)
    try:
        return result.cursor.fetchall()  # type: ignore[return-value]  # psycopg's is a list
    finally:
        result.close()
