"""Reads of values that files gave and the register did not take. Whoever sees the person's household sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, ImportContradiction, Person
from registry.queries.scope import household_scope
from registry.rules.imports.errors import ContradictionNotFound
from registry.rules.words_imports import ContradictionState


@dataclass(frozen=True, slots=True)
class ContradictionFilters:
    """What a list of contradictions is narrowed to; empty means all.

    Args:
        state: a value of `ContradictionState`.
        field: `sex`, `born_on`, `name` or `id_number`.
        run_id: those of one import.
    """

    state: str = ""
    field: str = ""
    run_id: int | None = None


def list_contradictions(unit: UnitOfWork, filters: ContradictionFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of contradictions, the latest first. Cost: 2 statements."""
    sortable = {
        "household": Household.code,
        "found_at": ImportContradiction.found_at,
        "field": ImportContradiction.field,
    }
    order = (ImportContradiction.found_at.desc(), Household.code, Person.code, ImportContradiction.id)
    return fetch_page(unit.session, _select(unit, filters), request, sortable, order)


def list_all_contradictions(unit: UnitOfWork, filters: ContradictionFilters) -> Sequence[Row[Any]]:
    """Return every contradiction that a filter leaves, for a file. Cost: 1 statement."""
    order = (Household.code, Person.code, ImportContradiction.id)
    return unit.session.execute(_select(unit, filters).order_by(*order)).all()


def list_contradictions_of_person(unit: UnitOfWork, person_id: int) -> Sequence[Row[Any]]:
    """Return the open contradictions of one person, whichever import found them.

    Raises: ContradictionNotFound when there are none that the actor may see. Cost: 1 statement.
    """
    statement = _select(unit, ContradictionFilters(state=ContradictionState.OPEN)).where(Person.id == person_id)
    rows = unit.session.execute(statement.order_by(ImportContradiction.found_at, ImportContradiction.id)).all()
    if not rows:
        raise ContradictionNotFound()
    return rows


def count_open_contradictions(unit: UnitOfWork, run_id: int | None = None) -> int:
    """Return how many contradictions wait for a decision, of all imports or of one. Cost: 1 statement."""
    filters = ContradictionFilters(state=ContradictionState.OPEN, run_id=run_id)
    return unit.session.scalar(select(func.count()).select_from(_select(unit, filters).subquery())) or 0


def _select(unit: UnitOfWork, filters: ContradictionFilters) -> Select[Any]:
    told = ImportContradiction
    columns: list[Any] = [
        told.id,
        told.person_id,
        told.field,
        told.old_value,
        told.new_value,
        told.run_id,
        told.file_name,
        told.row_number,
        told.found_at,
        told.state,
        told.decided_at,
        told.decided_by,
        told.reason,
        Household.id.label("household_id"),
        Household.code.label("household_code"),
        Person.code.label("person_code"),
        Person.name,
        Person.sex,
        Person.born_on,
    ]
    statement = (
        select(*columns)
        .join(Person, Person.id == told.person_id)
        .join(Household, Household.id == Person.household_id)
        .where(household_scope(Person.region_path, Person.household_id, unit.actor))
    )
    if filters.state:
        statement = statement.where(told.state == filters.state)
    if filters.field:
        statement = statement.where(told.field == filters.field)
    if filters.run_id is not None:
        statement = statement.where(told.run_id == filters.run_id)
    return statement
