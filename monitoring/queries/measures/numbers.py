"""The numbers of a household, made of its columns and sums, and of the lines of its region."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Double, Float, case, cast, func, literal, null

from monitoring.queries.measures.deprivations import HomeFacts, lacks
from monitoring.queries.measures.homes import END_OF_PREFIX, Homes
from monitoring.queries.measures.sources import Sources
from monitoring.rules.measures.columns import Column
from monitoring.rules.measures.mpi_spec import MpiSpec
from monitoring.rules.ruleset import RuleSet


def household_numbers(homes: Homes, sources: Sources, rules: RuleSet) -> Mapping[Column, Any]:
    """Return the expression of each number; null is not known. What is not recorded is never zero."""
    home, people, earned, spent = homes.household, sources.people.c, sources.earned.c, sources.spent.c
    size = people.size
    return {
        Column.SIZE: size,
        Column.SURVEY_WEIGHT: home.survey_weight,
        Column.NET_INCOME: earned.net,
        Column.INCOME_PER_HEAD: earned.net / size,
        Column.CONSUMPTION: spent.total,
        Column.CONSUMPTION_PER_HEAD: spent.total / size,
        Column.FOOD: spent.food,
        Column.EDUCATION: spent.education,
        Column.HEALTH: spent.health,
        Column.YOUNG: people.young,
        Column.WORKING: size - people.young - people.old,
        Column.OLD: people.old,
        Column.DEPENDANT_SHARE: cast(people.young + people.old, Double) / size,
        Column.WORKER_SHARE: cast(people.able, Double) / size,
        Column.AWAY_SHARE: cast(people.away, Double) / size,
        Column.HEAD_AGE: people.head_age,
        Column.HEAD_SCHOOLING: people.head_schooling,
        Column.HEAD_IS_WOMAN: people.head_is_woman,
        Column.LAND_PER_HEAD: home.land_mu / size,
        Column.ROAD_KM: home.road_km,
        Column.INCOME_LINE: line_of(rules, "income_line", homes.on, home.region_path),
        Column.FOOD_LINE: line_of(rules, "food_line", homes.on, home.region_path),
    }


def line_of(rules: RuleSet, name: str, on: date, region_path: Any) -> ColumnElement[Any]:
    """Return the figure that holds for a household's region on the day; null where none does."""
    found = [
        (region_path.between(value.region, value.region + END_OF_PREFIX), literal(value.value, Float))
        for value in rules.values_on(name, on)
    ]
    return case(*found) if found else cast(null(), Double)


def packed_marks(
    homes: Homes, index: MpiSpec, sources: Sources, numbers: Mapping[Column, Any]
) -> list[ColumnElement[Any]]:
    """Return two numbers whose bits are the indicators that a household lacks and those that are not known."""
    facts = HomeFacts(
        homes.household,
        sources.people.c.size,
        sources.earned.c.net,
        sources.spent.c.food,
        numbers[Column.INCOME_LINE],
        numbers[Column.FOOD_LINE],
    )
    found = [lacks(indicator, facts, sources.people, sources.died) for indicator in index.indicators]
    return [
        _bits([case((lack, 1), else_=0) for lack in found]).label("lacked"),
        _bits([func.num_nulls(lack) for lack in found]).label("not_known"),
    ]


def _bits(flags: list[Any]) -> ColumnElement[Any]:
    total: Any = literal(0.0, Float)
    for place, flag in enumerate(flags):
        total += flag * literal(float(2**place), Float)
    return func.coalesce(total, 0.0)
