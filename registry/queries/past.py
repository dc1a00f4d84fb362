"""The list of households as it was on a day, and one household's file of that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, cast, func, or_, select, union
from sqlalchemy.orm import aliased

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound
from registry.models import Household, Membership, Observation, Person, Region
from registry.queries.as_of import PATH, VILLAGE, households_as_of, past_values, path_then, people_as_of
from registry.queries.households import HouseholdFilters
from registry.queries.regions import regions_as_of
from registry.queries.scope import household_scope
from registry.rules.words import HouseholdClass, Relation

BATCH = 1_000
END_OF_PREFIX = "\x7f"
CLASS = "household_class"


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
    Cost: 4 statements; only the rows of the page are rewound.
    """
    statement = past_ids(unit, on, filters)
    page = fetch_page(unit.session, statement, request, {"code": Household.code}, [Household.code])
    return Page(rewind(unit, on, [row.id for row in page.rows]), page.total, page.number, page.size, page.sort)


def iterate_past_households(unit: UnitOfWork, on: date, filters: HouseholdFilters) -> Iterable[PastHousehold]:
    """Yield every line of the list of a day, for an export of exactly what is shown."""
    ids = unit.session.scalars(past_ids(unit, on, filters).order_by(Household.code)).all()
    for start in range(0, len(ids), BATCH):
        yield from rewind(unit, on, ids[start : start + BATCH])


def past_ids(unit: UnitOfWork, on: date, filters: HouseholdFilters) -> Select[Any]:
    """Return the select of the households of a day that the actor may see and that fit the filters of that day."""
    statement = select(Household.id).where(
        household_scope(Household.region_path, Household.id, unit.actor),
        Household.registered_on <= on,
        or_(Household.closed_on.is_(None), Household.closed_on > on),
    )
    if filters.words:
        statement = statement.where(or_(_begins(filters.words), Household.id.in_(_headed_by(on, filters.words))))
    if filters.region_path:
        moved = past_values(on, of_people=False, fields=(VILLAGE, PATH))
        place = aliased(Region)
        path = path_then(moved, place, Household.region_path)
        statement = (
            statement.outerjoin(moved, moved.c.subject_id == Household.id)
            .outerjoin(place, place.code == moved.c.held[VILLAGE].astext)
            .where(path.between(filters.region_path, filters.region_path + END_OF_PREFIX))
        )
    if filters.household_class:
        other = past_values(on, of_people=False, fields=(CLASS,))
        was = func.coalesce(other.c.held[CLASS].astext, cast(Household.household_class, String))
        statement = statement.outerjoin(other, other.c.subject_id == Household.id)
        statement = statement.where(was == filters.household_class)
    return statement


def _begins(words: str) -> ColumnElement[bool]:
    return Household.code.startswith(words, autoescape=True)


def _headed_by(on: date, words: str) -> Select[Any]:
    """Return the select of the households whose head of the day bore a name with these words then.

    Whoever bears such a name now or bore it earlier is looked for first, so that few households are rewound.
    """
    bears = Person.name.contains(words, autoescape=True)
    bore = select(Observation.person_id).where(
        Observation.field == "name", Observation.old_value.contains(words, autoescape=True)
    )
    named = or_(bears, Person.id.in_(bore))
    former = select(Membership.household_id).join(Person, Person.id == Membership.person_id).where(named)
    candidates = union(select(Person.household_id).where(named), former).subquery()
    then = people_as_of(on, of_households=select(candidates.c.household_id))
    is_head = then.relation == Relation.HEAD
    return select(then.household_id).where(is_head, then.name.contains(words, autoescape=True))


def rewind(unit: UnitOfWork, on: date, ids: Sequence[int]) -> list[PastHousehold]:
    """Return households as they were on a day, in the order given, with head and members of that day. Cost: 2."""
    then, places = households_as_of(on, of_households=ids), regions_as_of(on).c
    village = func.coalesce(places.name, Region.name).label("village")
    homes: tuple[Any, ...] = (then.id, then.code, village, then.household_class)
    rows = unit.session.execute(
        select(*homes)
        .join(Region, Region.code == then.village_code)
        .outerjoin(places.code.table, places.code == then.village_code)
    ).all()
    people = people_as_of(on, of_households=ids)
    heads = func.max(people.name).filter(people.relation == Relation.HEAD)
    counted = select(people.household_id, heads, func.count()).group_by(people.household_id)
    families = {row[0]: (row[1], row[2]) for row in unit.session.execute(counted)}
    lines = {row.id: _line(row, *families.get(row.id, (None, 0))) for row in rows}
    return [lines[household_id] for household_id in ids if household_id in lines]


def _line(row: Row[Any], head: str | None, members: int) -> PastHousehold:
    return PastHousehold(row.id, row.code, head, row.village, members, row.household_class)


def get_past_household(unit: UnitOfWork, household_id: int, on: date) -> Row[Any]:
    """Return every column of a household as it was on a day, if the actor may see it today.

    Raises: HouseholdNotFound, also when it was not in the register then. Cost: 1 statement.
    """
    then = households_as_of(on, of_households=[household_id])
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
