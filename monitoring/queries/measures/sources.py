"""What is added up per household: one grouped read of each table.

Sums that nobody asks for cost nothing: the database leaves out what is not selected, and a table that nothing is taken
from is not read.
Source: docs/methods.md, Income and the income line; Simple ratios.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Double, Subquery, case, cast, func, select

from monitoring.queries.measures.deprivations import ABLE, death_columns, member_columns
from monitoring.queries.measures.homes import Homes
from monitoring.rules.measures.mpi_spec import MpiSpec
from monitoring.rules.window import window_before, years_back
from registry.models import Income, Person, Spending
from registry.rules.words import IncomeSource, Relation, Schooling, Sex, SpendingKind

SCHOOL_YEARS = {
    Schooling.NONE: 0,
    Schooling.PRIMARY: 6,
    Schooling.JUNIOR: 9,
    Schooling.SENIOR: 12,
    Schooling.TERTIARY: 16,
}
"""Years behind a finished level, as Chinese schools count them."""
FEN = 100


@dataclass(frozen=True, slots=True)
class Sources:
    """The grouped tables, each with `household_id`; amounts are yuan."""

    people: Subquery
    earned: Subquery
    spent: Subquery
    died: Subquery


def group_sources(homes: Homes, index: MpiSpec | None, first: int, last: int) -> Sources:
    """Return the tables grouped by household, for the households with ids from `first` to `last`."""
    return Sources(
        _people(homes, index, first, last),
        _earned(homes, first, last),
        _spent(homes, first, last),
        _died(homes, index, first, last),
    )


def _people(homes: Homes, index: MpiSpec | None, first: int, last: int) -> Subquery:
    person, on = homes.person, homes.on
    is_head = person.relation == Relation.HEAD
    years = case(*((person.schooling == level, count) for level, count in SCHOOL_YEARS.items()))
    able = person.labour_status.in_(ABLE) & (person.born_on <= years_back(on, 16))
    able_missing = person.labour_status.is_(None) & (person.born_on <= years_back(on, 16))
    return (
        select(
            person.household_id,
            func.count().label("size"),
            _count(person.born_on > years_back(on, 15)).label("young"),
            _count(person.born_on <= years_back(on, 65)).label("old"),
            case((_count(able_missing) == 0, _count(able))).label("able"),
            case((_count(person.works_away.is_(None)) == 0, _count(person.works_away.is_(True)))).label("away"),
            func.max(func.extract("year", func.age(on, person.born_on))).filter(is_head).label("head_age"),
            func.max(years).filter(is_head).label("head_schooling"),
            func.max(case((person.sex == Sex.FEMALE, 1), else_=0)).filter(is_head).label("head_is_woman"),
            *member_columns(person, on, index),
        )
        .where(
            homes.belongs(person.household_id, first, last),
            person.born_on <= on,
            person.joined_on.is_(None) | (person.joined_on <= on),
            person.left_on.is_(None) | (person.left_on > on),
        )
        .group_by(person.household_id)
        .subquery("people")
    )


def _earned(homes: Homes, first: int, last: int) -> Subquery:
    window = window_before(homes.on)
    amount = cast(Income.amount_minor, Double)
    signed = case((Income.source == IncomeSource.BUSINESS_COST, -amount), else_=amount)
    return (
        select(
            Income.household_id,
            (func.sum(signed).filter(Income.source != IncomeSource.CLAIMS) / FEN).label("net"),
        )
        .where(
            homes.belongs(Income.household_id, first, last),
            Income.received_on >= window.start,
            Income.received_on < window.end,
        )
        .group_by(Income.household_id)
        .subquery("earned")
    )


def _spent(homes: Homes, first: int, last: int) -> Subquery:
    window = window_before(homes.on)
    kinds = {"food": SpendingKind.FOOD, "education": SpendingKind.EDUCATION, "health": SpendingKind.MEDICAL_SELF_PAID}
    return (
        select(
            Spending.household_id,
            (_sum() / FEN).label("total"),
            *(
                (func.coalesce(_sum().filter(Spending.kind == kind), 0) / FEN).label(name)
                for name, kind in kinds.items()
            ),
        )
        .where(
            homes.belongs(Spending.household_id, first, last),
            Spending.spent_on >= window.start,
            Spending.spent_on < window.end,
            Spending.kind != SpendingKind.PRODUCTION,
        )
        .group_by(Spending.household_id)
        .subquery("spent")
    )


def _died(homes: Homes, index: MpiSpec | None, first: int, last: int) -> Subquery:
    """Deaths are read from the table itself: who died is no member any more, on whatever day one looks back to."""
    return (
        select(Person.household_id, *death_columns(homes.on, index))
        .where(homes.belongs(Person.household_id, first, last), Person.died_on.is_not(None))
        .group_by(Person.household_id)
        .subquery("died")
    )


def _sum() -> Any:
    return func.sum(cast(Spending.amount_minor, Double))


def _count(condition: ColumnElement[bool]) -> Any:
    return func.count().filter(condition)
