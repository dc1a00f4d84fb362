"""Reads of households and people, scoped to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.paging import Page, PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound, PersonNotFound
from registry.models import Household, Person, Region, Standing
from registry.queries.scope import household_scope

IS_HEAD = (Person.household_id == Household.id) & (Person.relation == "head") & Person.left_on.is_(None)
MOST_COUNTED = 10_000
"""Households of a list that are counted; of more, it says that there are more."""
SORTED: dict[str, SQLColumnExpression[Any]] = {
    "code": Household.code,
    "head": Person.name,
    "village": Region.name,
    "score": Standing.score,
    "urgency": Standing.urgency,
}


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

    Households are ranked by their keys before anything else is read of them; those without a grade come last. They
    are counted up to `MOST_COUNTED`: nobody turns that many pages, and a million take a tenth of a second to count.

    Cost: 2 statements, 3 on a page past the last graded household.
    """
    some = _matching(unit, filters).limit(MOST_COUNTED + 1).subquery()
    counted = unit.session.scalar(select(func.count()).select_from(some)) or 0
    sort = request.sort if request.sort.removeprefix("-") in SORTED else ""
    rows = _sorted_rows(unit, filters, request) if sort else _most_urgent_rows(unit, filters, request, counted)
    total, number = min(counted, MOST_COUNTED), max(request.number, 1)
    return Page(rows, total, number, request.limit, sort, is_open=counted > MOST_COUNTED)


def _sorted_rows(unit: UnitOfWork, filters: HouseholdFilters, request: PageRequest) -> Sequence[Row[Any]]:
    key = request.sort.removeprefix("-")
    statement = _matching(unit, filters)
    if key == "village":
        statement = statement.join(Region, Region.code == Household.village_code)
    if key == "head" and not filters.words:
        statement = statement.outerjoin(Person, IS_HEAD)
    column = SORTED[key]
    first = column.desc().nulls_last() if request.sort.startswith("-") else column.asc().nulls_last()
    order = (first, func.coalesce(Standing.urgency, 9), Standing.score.desc(), Household.id)
    return _described_in_order(unit, statement.offset(request.offset).limit(request.limit), order)


def _most_urgent_rows(
    unit: UnitOfWork, filters: HouseholdFilters, request: PageRequest, counted: int
) -> Sequence[Row[Any]]:
    graded = _matching(unit, filters).where(Standing.household_id.is_not(None))
    order = (Standing.urgency, Standing.score.desc(), Standing.household_id)
    rows = _described_in_order(unit, graded.offset(request.offset).limit(request.limit), order)
    if len(rows) == request.limit or request.offset + len(rows) >= counted:
        return rows
    before = select(func.count()).select_from(graded.subquery()).scalar_subquery()
    ungraded = _matching(unit, filters).where(Standing.household_id.is_(None))
    rest = ungraded.offset(func.greatest(request.offset - before, 0)).limit(request.limit - len(rows))
    return [*rows, *_described_in_order(unit, rest, (Household.id,))]


def _described_in_order(unit: UnitOfWork, statement: Select[int], order: tuple[Any, ...]) -> Sequence[Row[Any]]:
    ranked = statement.order_by(*order).subquery()
    return unit.session.execute(_described().join(ranked, ranked.c.id == Household.id).order_by(*order)).all()


def iterate_households(unit: UnitOfWork, filters: HouseholdFilters) -> Sequence[Row[Any]]:
    """Return every row of the list, for an export of exactly what is shown."""
    statement = _described().where(Household.id.in_(_matching(unit, filters)))
    order = (func.coalesce(Standing.urgency, 9), Standing.score.desc().nulls_last(), Household.id)
    return unit.session.execute(statement.order_by(*order)).all()


def _described() -> Select[Any]:
    members = (
        select(func.count())
        .where(Person.household_id == Household.id, Person.left_on.is_(None))
        .correlate(Household)
        .scalar_subquery()
    )
    return (
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
        .outerjoin(Person, IS_HEAD)
        .outerjoin(Standing, Standing.household_id == Household.id)
    )


def _matching(unit: UnitOfWork, filters: HouseholdFilters) -> Select[int]:
    """Return the scoped and filtered select of household ids behind the list and its export, standing at hand."""
    statement = (
        select(Household.id)
        .outerjoin(Standing, Standing.household_id == Household.id)
        .where(household_scope(Household.region_path, Household.id, unit.actor), Household.closed_on.is_(None))
    )
    if filters.words:
        is_meant = Household.code.startswith(filters.words, autoescape=True)
        is_meant |= Person.name.contains(filters.words, autoescape=True)
        statement = statement.outerjoin(Person, IS_HEAD).where(is_meant)
    if filters.region_path:
        statement = statement.where(Household.region_path.between(filters.region_path, filters.region_path + "\x7f"))
    if filters.colour:
        statement = statement.where(Standing.colour == filters.colour)
    if filters.household_class:
        statement = statement.where(Household.household_class == filters.household_class)
    if filters.caseworker_id is not None:
        statement = statement.where(Standing.caseworker_id == filters.caseworker_id)
    return statement
