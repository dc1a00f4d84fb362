"""Each dimension and number of the catalogue as an expression over the tables of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Double, String, Subquery, case, cast, func, select

from registry.models import Household, Income, Person
from registry.queries.money import income_window
from registry.rules.statistics import NOT_KNOWN, CountedUnit, Dimension, Number
from registry.rules.statistics.catalogue import AGE_GROUPS, EXTRA, NO, NO_CASE, YES, age_key
from registry.rules.words import Colour, IncomeSource

LARGE = 6
"""From so many members on, households are one group."""
FEN = 100
"""To a yuan."""
MEMBERS, INCOME = "members", "income_per_head"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Facts about households that other rooms hold, each a select with `household_id`.

    Args:
        causes: with `cause`, the main cause of the case that was open on the day.
        colours: with `colour`, as of the day.
    """

    causes: Subquery
    colours: Subquery


class Facts:
    """The tables of a day, and what has to be joined to them for a table.

    Args:
        household, person: the tables, or what stands in for them.
    """

    def __init__(self, household: type[Household], person: type[Person], on: date, handed_in: HandedIn) -> None:
        self.household, self.person, self.on = household, person, on
        self.causes, self.colours = handed_in.causes, handed_in.colours
        self.sizes, self.incomes = _sizes(person, on), _incomes(on)

    def needed(self, keys: Iterable[str]) -> list[Subquery]:
        """Return what has to be joined for these dimensions and numbers, each with `household_id`."""
        wanted = set(keys)
        found = [self.causes] if "cause" in wanted else []
        found += [self.colours] if "colour" in wanted else []
        found += [self.sizes] if wanted & {"size", MEMBERS, INCOME} else []
        return found + ([self.incomes] if INCOME in wanted else [])

    def value_of(self, dimension: Dimension) -> ColumnElement[Any]:
        """Return the expression of a dimension other than a place; never null."""
        special = {"cause": self._cause, "colour": self._colour, "size": self._size, "age": self._age}
        if dimension.key in special:
            return special[dimension.key]()
        table = self.household if dimension.known_of is CountedUnit.HOUSEHOLDS else self.person
        if dimension.key.startswith(EXTRA):
            return _known(_extra_text(table, dimension.key), dimension)
        column = getattr(table, dimension.key)
        if {value.key for value in dimension.values} >= {YES, NO}:
            return case((column.is_(True), YES), (column.is_(False), NO), else_=NOT_KNOWN)
        return func.coalesce(cast(column, String), NOT_KNOWN)

    def number_of(self, number: Number) -> ColumnElement[Any]:
        """Return the expression of a number; null where it is not known."""
        special = {MEMBERS: self._members, INCOME: self._income, "age": self._years}
        if number.key in special:
            return cast(special[number.key](), Double)
        table = self.household if number.known_of is CountedUnit.HOUSEHOLDS else self.person
        if number.key.startswith(EXTRA):
            value = table.extra[number.key.removeprefix(EXTRA)]
            return case((func.jsonb_typeof(value) == "number", cast(value.astext, Double)))
        minor = {"debt": "debt_minor", "monthly_wage": "monthly_wage_minor"}.get(number.key)
        if minor is not None:
            return cast(getattr(table, minor), Double) / FEN
        return cast(getattr(table, number.key), Double)

    def _cause(self) -> ColumnElement[Any]:
        return func.coalesce(cast(self.causes.c.cause, String), NO_CASE)

    def _colour(self) -> ColumnElement[Any]:
        return func.coalesce(cast(self.colours.c.colour, String), Colour.UNKNOWN.value)

    def _size(self) -> ColumnElement[Any]:
        size = self.sizes.c.size
        return case((size >= LARGE, f"{LARGE}+"), (size.is_(None), NOT_KNOWN), else_=cast(size, String))

    def _age(self) -> ColumnElement[Any]:
        born_on = self.person.born_on
        whens = [(born_on <= _years_before(self.on, first), age_key(first, last)) for first, last in AGE_GROUPS[::-1]]
        return case(*whens, else_=age_key(*AGE_GROUPS[0]))

    def _members(self) -> ColumnElement[Any]:
        return self.sizes.c.size

    def _income(self) -> ColumnElement[Any]:
        return self.incomes.c.net / FEN / self.sizes.c.size

    def _years(self) -> ColumnElement[Any]:
        return func.date_part("year", func.age(self.on, self.person.born_on))


def is_member(person: type[Person], on: date) -> ColumnElement[bool]:
    """Return the condition that somebody belongs to their household on a day."""
    found: ColumnElement[bool] = (
        (person.joined_on.is_(None) | (person.joined_on <= on))
        & (person.left_on.is_(None) | (person.left_on > on))
        & (person.born_on <= on)
    )
    return found


def _sizes(person: type[Person], on: date) -> Subquery:
    counted = select(person.household_id, func.count().label("size")).where(is_member(person, on))
    return counted.group_by(person.household_id).subquery("sizes")


def _incomes(on: date) -> Subquery:
    """Return the net income of the twelve months before the day: claims are no income, business costs are taken off."""
    first, last = income_window(on)
    amount = cast(Income.amount_minor, Double)
    signed = case((Income.source == IncomeSource.BUSINESS_COST, -amount), else_=amount)
    earned = select(Income.household_id, func.sum(signed).label("net")).where(
        Income.received_on.between(first, last), Income.source != IncomeSource.CLAIMS
    )
    return earned.group_by(Income.household_id).subquery("incomes")


def _known(text: Any, dimension: Dimension) -> ColumnElement[Any]:
    """Return the text where it is one of the dimension's values."""
    keys = {value.key for value in dimension.values}
    if keys >= {YES, NO}:
        return case((text == "true", YES), (text == "false", NO), else_=NOT_KNOWN)
    return case((text.in_(keys - {NOT_KNOWN}), text), else_=NOT_KNOWN)


def _extra_text(table: Any, key: str) -> Any:
    return table.extra[key.removeprefix(EXTRA)].astext


def _years_before(on: date, years: int) -> date:
    """Return the latest birth date of somebody who is so many years old on a day."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)
