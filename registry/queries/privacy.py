"""Reads of requests about one's own data, and of what is due to be erased."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import CorrectionRequest, Household, Person, Region, RetentionRun
from registry.queries.scope import household_scope
from registry.rules.privacy.corrections import CorrectionNotFound, CorrectionState


def list_corrections(
    unit: UnitOfWork, request: PageRequest, *, state: str = "", household_id: int | None = None
) -> Page[Row[Any]]:
    """Return a page of requests in scope, those that wait first, the most urgent first. Cost: 2."""
    is_head = (Person.household_id == Household.id) & (Person.relation == "head") & Person.left_on.is_(None)
    columns: list[Any] = [
        CorrectionRequest.id,
        CorrectionRequest.household_id,
        CorrectionRequest.about,
        CorrectionRequest.wrong,
        CorrectionRequest.right,
        CorrectionRequest.state,
        CorrectionRequest.asked_at,
        CorrectionRequest.asked_by,
        CorrectionRequest.due_on,
        CorrectionRequest.answered_at,
        CorrectionRequest.answered_by,
        CorrectionRequest.answer,
        Household.code,
        Person.name.label("head"),
        Region.name.label("village"),
    ]
    statement = (
        select(*columns)
        .join(Household, Household.id == CorrectionRequest.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(Person, is_head)
        .where(household_scope(CorrectionRequest.region_path, CorrectionRequest.household_id, unit.actor))
    )
    if state:
        statement = statement.where(CorrectionRequest.state == state)
    if household_id is not None:
        statement = statement.where(CorrectionRequest.household_id == household_id)
    sortable = {"asked": CorrectionRequest.asked_at, "due": CorrectionRequest.due_on, "village": Region.name}
    waits = CorrectionRequest.state == CorrectionState.ASKED
    order: list[Any] = [waits.desc(), CorrectionRequest.due_on, CorrectionRequest.id]
    return fetch_page(unit.session, statement, request, sortable, order)


def get_correction(unit: UnitOfWork, correction_id: int, *, lock: bool = False) -> CorrectionRequest:
    """Return a request in scope. Raises: CorrectionNotFound. Cost: 1."""
    statement = select(CorrectionRequest).where(
        CorrectionRequest.id == correction_id,
        household_scope(CorrectionRequest.region_path, CorrectionRequest.household_id, unit.actor),
    )
    found = unit.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise CorrectionNotFound()
    return found


def list_retention_runs(unit: UnitOfWork, count: int = 20) -> Sequence[RetentionRun]:
    """Return the last runs that erased something, the latest first. Cost: 1."""
    return unit.session.scalars(select(RetentionRun).order_by(RetentionRun.id.desc()).limit(count)).all()
