"""Reads of households and people, scoped to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound, PersonNotFound
from registry.models import Household, Person, Region, Standing
from registry.queries.scope import household_scope


@dataclass(frozen=True, slots=True)
class HouseholdFilters:
    """What a list of households is narrowed to; empty means all in scope.

    Args:
        words: part of the head's name, or the beginning of the household's code.
        region_path: only below this region.
        colour: one colour.
        household_class: ex-poor or ordinary.
        as_of: the day to look back to; None, the register as it is. See `registry.queries.past`.
    """

    words: str = ""
    region_path: str = ""
    colour: str = ""
    household_class: str = ""
    caseworker_id: int | None = None
    as_of: date | None = None


def get_household(unit: UnitOfWork, household_id: int) -> Household:
    """Return a household with its present members and standing, if the actor may see it.

    Raises: HouseholdNotFound. Cost: 2 statements.
    """
    household = unit.session.scalar(
        select(Household)
        .where(
            Household.id == household_id,
            household_scope(Household.region_path, Household.id, unit.actor),
        )
        .options(selectinload(Household.people), joinedload(Household.standing))
    )
    if household is None:
        raise HouseholdNotFound()
    return household


def get_household_by_code(unit: UnitOfWork, code: str) -> Household:
    """Return a household by its register code, under the same rules as `get_household`."""
    household_id = unit.session.scalar(select(Household.id).where(Household.code == code))
    if household_id is None:
        raise HouseholdNotFound()
    return get_household(unit, household_id)


def get_person(unit: UnitOfWork, person_id: int) -> Person:
    """Return a person if the actor may see the household. Raises PersonNotFound. Cost: 1."""
    person = unit.session.scalar(
        select(Person).where(
            Person.id == person_id, household_scope(Person.region_path, Person.household_id, unit.actor)
        )
    )
    if person is None:
        raise PersonNotFound()
    return person


def list_households(unit: UnitOfWork, filters: HouseholdFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of households as rows (id, code, head, village, members, colour, …), most urgent first.

    Cost: 2 statements.
    """
    statement = household_rows(unit, filters)
    sortable = {
        "code": Household.code,
        "head": Person.name,
        "village": Region.name,
        "score": Standing.score,
        "urgency": Standing.urgency,
    }
    order = [func.coalesce(Standing.urgency, 9), Standing.score.desc().nulls_last(), Household.id]
    return fetch_page(unit.session, statement, request, sortable, order)


def iterate_households(unit: UnitOfWork, filters: HouseholdFilters) -> Sequence[Row[Any]]:
    """Return every row of the list, for an export of exactly what is shown."""
    statement = household_rows(unit, filters).order_by(func.coalesce(Standing.urgency, 9), Household.id)
    return unit.session.execute(statement).all()


def household_rows(unit: UnitOfWork, filters: HouseholdFilters) -> Select[Any]:
    """Return the scoped and filtered select behind the list and its export."""
    members = (
        select(func.count())
        .where(Person.household_id == Household.id, Person.left_on.is_(None))
        .correlate(Household)
        .scalar_subquery()
    )
    head = (Person.household_id == Household.id) & (Person.relation == "head") & Person.left_on.is_(None)
    statement = (
        select(
            Household.id,
            Household.code,
            Person.name.label("head"),
            Region.name.label("village"),
            members.label("members"),
            Household.household_class,
            Standing.colour,
            Standing.score,
            Standing.case_id,
            Standing.caseworker_id,
        )
        .join(Region, Region.code == Household.village_code)
        .outerjoin(Person, head)
        .outerjoin(Standing, Standing.household_id == Household.id)
        .where(household_scope(Household.region_path, Household.id, unit.actor), Household.closed_on.is_(None))
    )
    if filters.words:
        pattern = filters.words.replace("%", r"\%").replace("_", r"\_")
        statement = statement.where(Household.code.like(f"{pattern}%") | Person.name.like(f"%{pattern}%"))
    if filters.region_path:
        statement = statement.where(Household.region_path.between(filters.region_path, filters.region_path + "\x7f"))
    if filters.colour:
        statement = statement.where(Standing.colour == filters.colour)
    if filters.household_class:
        statement = statement.where(Household.household_class == filters.household_class)
    if filters.caseworker_id is not None:
        statement = statement.where(Standing.caseworker_id == filters.caseworker_id)
    return statement
