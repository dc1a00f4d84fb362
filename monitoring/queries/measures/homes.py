"""The households of a reading: inside the actor's scope and the filters, as they stood on the day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from foundation.unit_of_work import UnitOfWork
from monitoring.models import GradeChange, GradingRound
from monitoring.rules.measures.columns import Column
from monitoring.rules.measures.mpi_spec import MpiSpec
from monitoring.rules.words import RoundState
from registry.models import Household, Person, Standing
from registry.queries.as_of import households_as_of, past_day, people_as_of
from registry.queries.scope import household_scope
from registry.rules.words import CivilAffairsClass, Colour, HouseholdClass

END_OF_PREFIX = "\x7f"


@dataclass(frozen=True, slots=True)
class MeasureFilters:
    """Whose numbers to read, and which.

    Args:
        as_of: the day; None is today.
        region_path: only below this region; empty is everywhere in the actor's scope.
        columns: the numbers that are wanted.
        index: also read the deprivations of this multidimensional index.
        by: also group by this field (`grouping.GROUPABLE`, or `extra.KEY`); empty does not group.
        cluster: also number the clusters of a sample, by such a field.
    """

    as_of: date | None = None
    region_path: str = ""
    household_class: HouseholdClass | None = None
    civil_affairs_class: CivilAffairsClass | None = None
    colour: Colour | None = None
    columns: frozenset[Column] = frozenset()
    index: MpiSpec | None = None
    by: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Homes:
    """The households that are read, and the tables of the day that their facts come from.

    Args:
        on: the day.
        household, person: the tables, or what stands in for them on a past day.
        colours: (household_id, colour) of the day.
        place: the condition of scope and region.
        condition: all conditions; needs `colours` joined.
        is_narrow: scope or region leave out a part of the register.
    """

    on: date
    household: type[Household]
    person: type[Person]
    colours: Subquery
    place: ColumnElement[bool]
    condition: ColumnElement[bool]
    is_narrow: bool

    def belongs(self, household_id: Any, first: int, last: int) -> ColumnElement[bool]:
        """Return the condition that a row of another table belongs to one of the households from `first` to `last`."""
        inside: ColumnElement[bool] = household_id.between(first, last)
        if not self.is_narrow:
            return inside
        ids = select(self.household.id).where(self.place, self.household.id.between(first, last))
        return and_(inside, household_id.in_(ids))


def select_homes(unit: UnitOfWork, filters: MeasureFilters) -> Homes:
    """Return the households inside the actor's scope and the filters; no statement is made yet.

    A household counts from the day it was registered until the day before it was closed.
    """
    past = past_day(unit, filters.as_of)
    on = past or filters.as_of or unit.today
    household, colours = households_as_of(past), colours_on(past)
    place = household_scope(household.region_path, household.id, unit.actor)
    if filters.region_path:
        place &= household.region_path.between(filters.region_path, filters.region_path + END_OF_PREFIX)
    conditions = [place, household.registered_on <= on, or_(household.closed_on.is_(None), household.closed_on > on)]
    if filters.household_class is not None:
        conditions.append(household.household_class == filters.household_class)
    if filters.civil_affairs_class is not None:
        conditions.append(household.civil_affairs_class == filters.civil_affairs_class)
    if filters.colour is not None:
        conditions.append(colours.c.colour == filters.colour)
    everywhere = place.compare(true()) and not filters.region_path
    return Homes(on, household, people_as_of(past), colours, place, and_(*conditions), not everywhere)


def colours_on(past: date | None) -> Subquery:
    """Return (household_id, colour): now, or after the last finished round up to a past day."""
    if past is None:
        return select(Standing.household_id, Standing.colour).subquery("colours")
    return (
        select(GradeChange.household_id, GradeChange.to_colour.label("colour"))
        .join(GradingRound, GradingRound.id == GradeChange.round_id)
        .where(GradingRound.as_of_on <= past, GradingRound.state == RoundState.FINISHED)
        .order_by(GradeChange.household_id, GradingRound.as_of_on.desc(), GradeChange.round_id.desc())
        .ext(distinct_on(GradeChange.household_id))
        .subquery("colours")
    )


def id_range(unit: UnitOfWork, homes: Homes) -> tuple[int, int] | None:
    """Return the smallest and the largest id of the households inside scope and region; None when there is none.

    Cost: 1.
    """
    ids = homes.household.id
    first, last = unit.session.execute(select(func.min(ids), func.max(ids)).where(homes.place)).one()
    return None if first is None else (int(first), int(last))
