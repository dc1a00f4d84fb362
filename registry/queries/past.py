"""The list of households as it was on a day, and one household's file of that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound
from registry.models import Household, Person, Region
from registry.queries.as_of import households_as_of, people_as_of
from registry.queries.households import HouseholdFilters
from registry.queries.regions import regions_as_of
from registry.queries.scope import household_scope
from registry.rules.words import HouseholdClass, Relation

BATCH = 1_000
END_OF_PREFIX = "\x7f"


@dataclass(frozen=True, slots=True)
class PastHousehold:
    """A line of the list of a day. The colour of that day is in the rounds of grades, not here."""

    id: int
    code: str
    head: str | None
    village: str
    members: int
    household_class: HouseholdClass


def list_past_households(
    unit: UnitOfWork, on: date, filters: HouseholdFilters, request: PageRequest
) -> Page[PastHousehold]:
    """Return a page of the households of a day, as they were then, by code.

    Filters by colour and caseworker do not apply. Only households that the actor may see today are named.
    Cost: 3 statements, two of which pass over the observations later than the day.
    """
    statement = past_rows(unit, on, filters)
    columns = statement.selected_columns
    page = fetch_page(
        unit.session, statement, request, {"code": columns.code, "village": columns.village}, [columns.code]
    )
    return Page(with_families(unit, on, page.rows), page.total, page.number, page.size, page.sort)


def iterate_past_households(unit: UnitOfWork, on: date, filters: HouseholdFilters) -> Iterable[PastHousehold]:
    """Yield every line of the list of a day, for an export of exactly what is shown."""
    statement = past_rows(unit, on, filters)
    rows = unit.session.execute(statement.order_by(statement.selected_columns.code)).all()
    for start in range(0, len(rows), BATCH):
        yield from with_families(unit, on, rows[start : start + BATCH])


def past_rows(unit: UnitOfWork, on: date, filters: HouseholdFilters) -> Select[Any]:
    """Return the select (id, code, village, household_class) of the households of a day that the actor may see."""
    then, places = households_as_of(on), regions_as_of(on).c
    village = func.coalesce(places.name, Region.name).label("village")
    columns: tuple[Any, ...] = (then.id, then.code, village, then.household_class)
    statement = (
        select(*columns)
        .join(Household, Household.id == then.id)
        .join(Region, Region.code == then.village_code)
        .outerjoin(places.code.table, places.code == then.village_code)
        .where(household_scope(Household.region_path, Household.id, unit.actor), then.closed_on.is_(None))
    )
    if filters.words:
        people = people_as_of(on)
        is_named = select(people.household_id).where(
            people.relation == Relation.HEAD, people.name.contains(filters.words, autoescape=True)
        )
        statement = statement.where(or_(then.code.startswith(filters.words, autoescape=True), then.id.in_(is_named)))
    if filters.region_path:
        inside = then.region_path.between(filters.region_path, filters.region_path + END_OF_PREFIX)
        statement = statement.where(inside)
    if filters.household_class:
        statement = statement.where(then.household_class == filters.household_class)
    return statement


def with_families(unit: UnitOfWork, on: date, rows: Sequence[Row[Any]]) -> list[PastHousehold]:
    """Return rows with the head and the number of members that each household had on the day. Cost: 1 statement."""
    people = people_as_of(on, of_households=[row.id for row in rows])
    heads = func.max(people.name).filter(people.relation == Relation.HEAD)
    found = {
        row[0]: (row[1], row[2])
        for row in unit.session.execute(select(people.household_id, heads, func.count()).group_by(people.household_id))
    }
    nobody = (None, 0)
    return [
        PastHousehold(
            id=row.id,
            code=row.code,
            head=found.get(row.id, nobody)[0],
            village=row.village,
            members=found.get(row.id, nobody)[1],
            household_class=row.household_class,
        )
        for row in rows
    ]


def get_past_household(unit: UnitOfWork, household_id: int, on: date) -> Row[Any]:
    """Return every column of a household as it was on a day, if the actor may see it today.

    Raises: HouseholdNotFound, also when it was not in the register then. Cost: 1 statement.
    """
    then = households_as_of(on)
    columns = [getattr(then, column.key) for column in Household.__table__.columns]
    row = unit.session.execute(
        select(*columns)
        .join(Household, Household.id == then.id)
        .where(
            then.id == household_id,
            household_scope(Household.region_path, Household.id, unit.actor),
            or_(then.closed_on.is_(None), then.closed_on > on),
        )
    ).one_or_none()
    if row is None:
        raise HouseholdNotFound()
    return row


def list_past_people(unit: UnitOfWork, household_id: int, on: date) -> Sequence[Row[Any]]:
    """Return the members of a household on a day, as they were then, for whoever was let in to the household.

    Cost: 1 statement.
    """
    then = people_as_of(on, of_households=[household_id])
    columns = [getattr(then, column.key) for column in Person.__table__.columns]
    statement = select(*columns).order_by(then.relation != Relation.HEAD, then.born_on, then.id)
    return unit.session.execute(statement).all()
