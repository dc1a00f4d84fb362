"""Counts households or people by whatever a table is cut by: one grouped read, scoped like every other.

What comes out is exact and holds small numbers. It goes nowhere but into `registry.queries.statistics.tables`, which
hides them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, ColumnElement, Double, cast, false, func, literal, or_, select, true

from foundation.unit_of_work import UnitOfWork
from registry.queries.as_of import households_as_of, past_day, people_as_of
from registry.queries.scope import household_scope
from registry.queries.statistics.expressions import Facts, HandedIn, is_member
from registry.queries.statistics.places import END, PlaceTree, Whole
from registry.rules.statistics import Catalogue, CountedUnit, Dimension, Measure, TableDefinition, Tally
from registry.rules.statistics.intervals import GROUPS


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted.

    Args:
        tallies: one value an axis → what was added up there.
        left_out: for a mean, how many have no value on record inside the counted area.
        groups: into how many random groups the tallies are parted.
    """

    tallies: Mapping[tuple[str, ...], Tally]
    left_out: int
    groups: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A table with all that is needed to count it."""

    definition: TableDefinition
    catalogue: Catalogue
    whole: Whole
    tree: PlaceTree
    on: date

    @property
    def cuts(self) -> list[Dimension]:
        """The dimensions other than places, in the order of the axes after the places' own."""
        found = [self.catalogue.dimensions[key] for key in self.definition.dimensions]
        return [dimension for dimension in found if not dimension.is_place]


def count(unit: UnitOfWork, plan: Plan, handed_in: HandedIn) -> Counted:
    """Count what a table is cut by, places first where there are any. Cost: 1, for a mean 2."""
    source = _Source(unit, plan, handed_in)
    keys = source.keys()
    columns: list[Any] = [key.label(f"key_{n}") for n, key in enumerate(keys)]
    groups = GROUPS if plan.definition.has_intervals else 1
    if groups > 1:
        columns.append(source.group_of_household(groups).label("drawn"))
    statement = source.select(*columns, *source.sums())
    if source.number is not None:
        statement = statement.where(source.number.is_not(None))
    rows = unit.session.execute(statement.group_by(*columns) if columns else statement).all()
    left_out = source.count_missing() if source.number is not None else 0
    return Counted(_gather(rows, len(keys), groups), left_out, groups)


def _gather(rows: Sequence[Any], keys: int, groups: int) -> dict[tuple[str, ...], Tally]:
    found: dict[tuple[str, ...], Any] = {}
    for row in rows:
        parts = found.setdefault(tuple(row[:keys]), np.zeros((groups, 3)))
        parts[row[keys] if groups > 1 else 0] += [float(value or 0) for value in row[-3:]]
    return {place: Tally(parts) for place, parts in found.items()}


def _inside(region_path: Any, path: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = region_path.between(path, path + END)
    return found


def _inside_any(region_path: Any, paths: Sequence[str]) -> ColumnElement[bool]:
    return true() if "" in paths else or_(false(), *(_inside(region_path, path) for path in paths))


class _Source:
    """The tables of a day, joined as far as a table needs them."""

    def __init__(self, unit: UnitOfWork, plan: Plan, handed_in: HandedIn) -> None:
        past = past_day(unit, plan.on)
        self.unit, self.plan, self.definition = unit, plan, plan.definition
        self.household, self.person = households_as_of(past), people_as_of(past)
        self.facts = Facts(self.household, self.person, plan.on, handed_in)
        self.number: ColumnElement[Any] | None = None
        if self.definition.measure is Measure.MEAN:
            self.number = self.facts.number_of(plan.catalogue.numbers[self.definition.number])

    def keys(self) -> list[Any]:
        """Return an expression for each axis, the places first."""
        tree = self.plan.tree
        places = [tree.leaf(self.household.region_path, self.household.village_code)] if tree.axis else []
        return places + [self.facts.value_of(dimension) for dimension in self.plan.cuts]

    def sums(self) -> list[Any]:
        """Return how many, what they stand for, and the weighed sum of the number."""
        weight: Any = literal(1.0, Double)
        if self.definition.is_weighted:
            weight = cast(func.coalesce(self.household.survey_weight, 1), Double)
        total = literal(0.0, Double) if self.number is None else func.sum(weight * self.number)
        return [func.count(), func.sum(weight), total]

    def group_of_household(self, groups: int) -> Any:
        """Return the random group of a household, always the same one; members go with their household."""
        hashed = func.hashint8extended(self.household.id, literal(0, BigInteger))
        return cast(func.abs(hashed % groups), BigInteger)

    def select(self, *columns: Any) -> Any:
        """Return the scoped select of columns, from whatever they need."""
        household, on, whole = self.household, self.plan.on, self.plan.whole
        statement = select(*columns).select_from(household)
        if self.definition.unit is CountedUnit.PEOPLE:
            is_of = (self.person.household_id == household.id) & is_member(self.person, on)
            statement = statement.join(self.person, is_of)
        for source in self.facts.needed([*self.definition.dimensions, self.definition.number]):
            statement = statement.outerjoin(source, source.c.household_id == household.id)
        return statement.where(
            household_scope(household.region_path, household.id, self.unit.actor),
            true()
            if "" in whole.paths
            else or_(false(), *(_inside(household.region_path, path) for path in whole.paths)),
            household.registered_on <= on,
            household.closed_on.is_(None) | (household.closed_on > on),
        )

    def count_missing(self) -> int:
        """Return how many inside the counted area and the filters have no value of the number on record."""
        dimensions, area = self.plan.catalogue.dimensions, self.plan.whole.area
        conditions = [self.facts.value_of(dimensions[key]) == value for key, value in self.definition.filters]
        if area:
            conditions.append(_inside(self.household.region_path, area))
        statement = self.select(func.count()).where(self.number.is_(None), *conditions)  # type: ignore[union-attr]
        return int(self.unit.session.scalar(statement) or 0)
