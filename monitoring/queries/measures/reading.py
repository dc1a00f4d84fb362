"""Reads the numbers of many households at once, for measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select

from foundation.unit_of_work import UnitOfWork
from monitoring.queries.measures.grouping import Grouping, groups_read, plan_grouping
from monitoring.queries.measures.homes import Homes, MeasureFilters, id_range, select_homes
from monitoring.queries.measures.numbers import household_numbers, packed_marks
from monitoring.queries.measures.packing import join_parts, read_packed
from monitoring.queries.measures.sources import group_sources
from monitoring.queries.rulesets import find_rule_set, get_rules_in_force
from monitoring.rules.measures.arrays import Floats, Wholes
from monitoring.rules.measures.columns import Column
from monitoring.rules.measures.groups import Groups
from monitoring.rules.measures.mpi_spec import MpiSpec
from monitoring.rules.measures.weights import Weights, weigh_households, weigh_people
from monitoring.rules.ruleset import RuleSet
from registry.models import Region

GROUP, CLUSTER = "group_code", "cluster_code"
PART = 500_000
"""Ids read in one statement: the database holds the packed columns of that many households in memory."""


@dataclass(frozen=True, slots=True)
class MeasureData:
    """The numbers of the households of a reading; every array has one place a household, in the order of their ids.

    Args:
        on: the day.
        ids: the households, to tell them apart; a figure is never told of one.
        columns: what was asked for, and always size and survey weight.
        marks: the deprivations of `index`, shape (households, indicators): 1 lacks, 0 has, -1 not known.
        groups: by the field asked for.
        clusters: the number of each household's cluster; households of none share a number.
    """

    on: date
    ids: Wholes
    columns: Mapping[Column, Floats]
    index: MpiSpec | None
    marks: NDArray[np.int8] | None
    groups: Groups | None
    clusters: Wholes | None

    def __getitem__(self, column: Column) -> Floats:
        return self.columns[column]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def survey(self) -> Floats:
        """The survey weights, NaN where none is recorded."""
        return self.columns[Column.SURVEY_WEIGHT]

    def per_person(self) -> Weights:
        """Let each household count with its members, times its survey weight."""
        return weigh_people(self.columns[Column.SIZE], self.survey)

    def per_household(self) -> Weights:
        """Let each household count once, times its survey weight."""
        return weigh_households(len(self), self.survey)


def read_measure_data(unit: UnitOfWork, filters: MeasureFilters) -> MeasureData:
    """Read the numbers of the households inside the actor's scope and the filters, as they stood on a day.

    Raises: FieldNotGroupable, TooManyGroups, RuleSetNotFound.
    Cost: 2 or 3, one for each half a million ids, and up to 3 each for groups and clusters; set-based,
        whatever the number of households.
    """
    homes = select_homes(unit, filters)
    groupings = {
        name: plan_grouping(unit, homes, by) for name, by in ((GROUP, filters.by), (CLUSTER, filters.cluster)) if by
    }
    rules = rules_on(unit, homes.on)
    first, last = id_range(unit, homes) or (0, 0)
    wanted = sorted(filters.columns | {Column.SIZE, Column.SURVEY_WEIGHT})
    read = join_parts(
        [
            read_packed(unit, households_statement(homes, filters.index, wanted, groupings, rules, start))
            for start in range(first, last + 1, PART)
        ]
    )
    index = filters.index
    groups = {
        name: groups_read(unit, grouping, read[name], filters.region_path) for name, grouping in groupings.items()
    }
    return MeasureData(
        homes.on,
        read["id"].astype(np.int64),
        {column: read[column.value] for column in wanted},
        index,
        unpack_marks(read["lacked"], read["not_known"], len(index.indicators)) if index else None,
        groups.get(GROUP),
        groups[CLUSTER].codes if CLUSTER in groups else None,
    )


def rules_on(unit: UnitOfWork, on: date) -> RuleSet:
    """Return the default rules in force on a day, for the lines they hold, else today's. Cost: 1 or 2."""
    found = find_rule_set(unit, "default", on)
    return found.rules if found is not None else get_rules_in_force(unit)


def households_statement(
    homes: Homes,
    index: MpiSpec | None,
    wanted: Sequence[Column],
    groupings: Mapping[str, Grouping],
    rules: RuleSet,
    first: int,
) -> Select[Any]:
    """Return the select of one row a household, for a part of the ids that begins with `first`."""
    home, last = homes.household, first + PART - 1
    sources = group_sources(homes, index, first, last)
    numbers = household_numbers(homes, sources, rules)
    columns: list[Any] = [home.id.label("id"), *(numbers[column].label(column.value) for column in wanted)]
    if index is not None:
        columns += packed_marks(homes, index, sources, numbers)
    columns += [grouping.code.label(name) for name, grouping in groupings.items()]
    statement = select(*columns).select_from(home)
    for source in (sources.people, sources.earned, sources.spent, sources.died, homes.colours):
        statement = statement.outerjoin(source, source.c.household_id == home.id)
    statement = statement.outerjoin(Region, Region.path == home.region_path)
    return statement.where(homes.condition, home.id.between(first, last)).order_by(home.id)


def unpack_marks(lacked: Floats, not_known: Floats, indicators: int) -> NDArray[np.int8]:
    """Turn the bits of two numbers a household into one column an indicator."""
    marks = np.empty((len(lacked), indicators), dtype=np.int8, order="F")
    lacks, unknown = lacked.astype(np.int64), not_known.astype(np.int64)
    for place in range(indicators):
        marks[:, place] = (lacks >> place & 1) - (unknown >> place & 1)
    return marks
