"""Households, members and standings as other programs read them: scoped rows, never a number that identifies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound
from registry.models import Household, Person, Region, Standing
from registry.queries.scope import household_scope


@dataclass(frozen=True, slots=True)
class ExchangeFilters:
    """What a program narrows its list to; empty means all in scope.

    Args:
        region_code: only this region and what lies below it.
        changed_since: only what changed at or after a moment.
        is_open: only households that are not closed.
    """

    region_code: str = ""
    colour: str = ""
    household_class: str = ""
    changed_since: datetime | None = None
    is_open: bool = True


def list_exchange_households(unit: UnitOfWork, filters: ExchangeFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of households by id. Cost: 2."""
    changed = Household.changed_at
    return fetch_page(unit.session, _narrowed(_households(unit), filters, changed), request, {}, [Household.id])


def get_exchange_household(unit: UnitOfWork, household_id: int) -> Row[Any]:
    """Return one household. Raises: HouseholdNotFound. Cost: 1."""
    row = unit.session.execute(_households(unit).where(Household.id == household_id)).one_or_none()
    if row is None:
        raise HouseholdNotFound()
    return row


def list_exchange_members(unit: UnitOfWork, household_id: int) -> Sequence[Row[Any]]:
    """Return a household's present members, the head first. Raises: HouseholdNotFound. Cost: 2."""
    get_exchange_household(unit, household_id)
    columns: list[Any] = [
        Person.id,
        Person.code,
        Person.name,
        Person.relation,
        Person.sex,
        Person.born_on,
        func.extract("year", Person.born_on).label("birth_year"),
        Person.schooling,
        Person.school_status,
        Person.labour_status,
        Person.works_away,
    ]
    statement = select(*columns).where(Person.household_id == household_id, Person.left_on.is_(None))
    return unit.session.execute(statement.order_by(Person.relation != "head", Person.id)).all()


def list_exchange_standings(unit: UnitOfWork, filters: ExchangeFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of present grades, most urgent first. Cost: 2."""
    columns: list[Any] = [
        Standing.household_id,
        Household.code,
        Household.village_code.label("region_code"),
        Standing.colour,
        Standing.score,
        Standing.reasons,
        Standing.colour_since_on,
        Standing.graded_at,
        Standing.round_id,
    ]
    statement = (
        select(*columns)
        .join(Household, Household.id == Standing.household_id)
        .where(household_scope(Standing.region_path, Standing.household_id, unit.actor))
    )
    order: list[Any] = [Standing.urgency, Standing.score.desc(), Standing.household_id]
    return fetch_page(unit.session, _narrowed(statement, filters, Standing.graded_at), request, {}, order)


def list_exchange_regions(unit: UnitOfWork, parent_code: str, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of regions by code, all or those directly below one. Regions are public knowledge. Cost: 2."""
    columns: list[Any] = [
        Region.code,
        Region.name,
        Region.name_en,
        Region.level,
        Region.parent_code,
        Region.valid_from,
        Region.valid_to,
    ]
    statement = select(*columns)
    if parent_code:
        statement = statement.where(Region.parent_code == parent_code)
    return fetch_page(unit.session, statement, request, {}, [Region.code])


def _households(unit: UnitOfWork) -> Select[Any]:
    members = (
        select(func.count())
        .where(Person.household_id == Household.id, Person.left_on.is_(None))
        .correlate(Household)
        .scalar_subquery()
    )
    columns: list[Any] = [
        Household.id,
        Household.code,
        Household.village_code.label("region_code"),
        Household.household_class,
        Household.civil_affairs_class,
        Household.is_dwelling_safe,
        Household.is_water_safe,
        Household.land_mu,
        Household.registered_on,
        Household.closed_on,
        Household.surveyed_on,
        Household.changed_at,
        Household.extra,
        Standing.colour,
        members.label("members"),
    ]
    inside = household_scope(Household.region_path, Household.id, unit.actor)
    return select(*columns).outerjoin(Standing, Standing.household_id == Household.id).where(inside)


def _narrowed(statement: Select[Any], filters: ExchangeFilters, changed: Any) -> Select[Any]:
    if filters.region_code:
        path = select(Region.path).where(Region.code == filters.region_code).scalar_subquery()
        statement = statement.where(Household.region_path.between(path, func.concat(path, "\x7f")))
    if filters.colour:
        statement = statement.where(Standing.colour == filters.colour)
    if filters.household_class:
        statement = statement.where(Household.household_class == filters.household_class)
    if filters.changed_since is not None:
        statement = statement.where(changed >= filters.changed_since)
    if filters.is_open:
        statement = statement.where(Household.closed_on.is_(None))
    return statement
