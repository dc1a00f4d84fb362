"""The fields that a measure can be broken down by: regions, code lists of the household, further fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, array

from foundation.unit_of_work import UnitOfWork
from foundation.wording import Worded
from monitoring.errors import FieldNotGroupable, TooManyGroups
from monitoring.queries.measures.homes import Homes
from monitoring.rules.measures.arrays import Floats, Wholes
from monitoring.rules.measures.groups import Groups
from registry.models import Region
from registry.rules.words import (
    CivilAffairsClass,
    Colour,
    CookingFuel,
    DwellingGrade,
    DwellingKind,
    HouseholdClass,
    RegionLevel,
    Sanitation,
    WaterSource,
)

REGION = "region"
EXTRA = "extra."
MOST_GROUPS = 1000
LEVELS = tuple(level.value for level in RegionLevel if level is not RegionLevel.COUNTRY)


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the household; its values are those of a code list, or any text."""

    column: str
    words: type[Worded] | None = None


FIELDS: dict[str, Field] = {
    "class": Field("household_class", HouseholdClass),
    "civil_class": Field("civil_affairs_class", CivilAffairsClass),
    "colour": Field("colour", Colour),
    "dwelling": Field("dwelling_kind", DwellingKind),
    "dwelling_grade": Field("dwelling_grade", DwellingGrade),
    "water": Field("water_source", WaterSource),
    "sanitation": Field("sanitation", Sanitation),
    "fuel": Field("cooking_fuel", CookingFuel),
    "language": Field("language"),
}
GROUPABLE = (REGION, *LEVELS, *FIELDS)
"""What `by` may be, besides `extra.KEY`."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """How the groups come out of a reading.

    Args:
        code: the number that is read for each household: the place of its label, or the id of its region.
        labels: None when the numbers are regions.
        level: the level of region; `region` takes the first below the filter that has more than one.
    """

    code: Any
    labels: tuple[str, ...] | None = None
    titles: dict[str, str] | None = None
    level: str = ""


def plan_grouping(unit: UnitOfWork, homes: Homes, by: str) -> Grouping:
    """Return how to group by a field.

    Raises: FieldNotGroupable, TooManyGroups. Cost: 1 for texts and further fields, otherwise none.
    """
    if by == REGION or by in LEVELS:
        return Grouping(Region.id, level=by)
    value, words = field_of(homes, by)
    if words is not None:
        labels = tuple(member.value for member in words)
        return Grouping(place_in(value, labels), labels, {member.value: member.label for member in words})
    labels = distinct_values(unit, homes, value, by)
    return Grouping(place_in(value, labels), labels, {})


def field_of(homes: Homes, by: str) -> tuple[Any, type[Worded] | None]:
    """Return the expression of a field and its code list. Raises FieldNotGroupable."""
    if by.startswith(EXTRA) and len(by) > len(EXTRA):
        return homes.household.extra[by.removeprefix(EXTRA)].astext, None
    field = FIELDS.get(by)
    if field is None:
        raise FieldNotGroupable(name=by, known=", ".join(GROUPABLE))
    if field.words is Colour:
        return homes.colours.c.colour, Colour
    return getattr(homes.household, field.column), field.words


def distinct_values(unit: UnitOfWork, homes: Homes, value: Any, by: str) -> tuple[str, ...]:
    """Return the values that a field has among the households, in order. Raises TooManyGroups. Cost: 1."""
    text = cast(value, String)
    statement = select(text).where(homes.place, text.is_not(None), text != "").distinct().limit(MOST_GROUPS + 1)
    found = sorted(unit.session.scalars(statement).all())
    if len(found) > MOST_GROUPS:
        raise TooManyGroups(name=by, most=MOST_GROUPS)
    return tuple(found)


def place_in(value: Any, labels: Sequence[str]) -> ColumnElement[Any]:
    """Return the place of a value among the labels, from 0; null for one that is not among them."""
    listed = (
        cast(array([literal(label) for label in labels]), ARRAY(String)) if labels else cast(array([]), ARRAY(String))
    )
    return func.array_position(listed, cast(value, String)) - 1


def groups_read(unit: UnitOfWork, grouping: Grouping, codes: Floats, region_path: str) -> Groups:
    """Turn the numbers that were read into groups. Cost: 2 for regions, otherwise none."""
    if grouping.labels is not None:
        return Groups(grouping.labels, np.where(np.isnan(codes), -1, codes).astype(np.int64), grouping.titles or {})
    return region_groups(unit, grouping.level, codes, region_path)


def region_groups(unit: UnitOfWork, level: str, ids: Floats, region_path: str) -> Groups:
    """Group households by the region of a level that theirs lies in, by code. Cost: 2."""
    found, place = np.unique(np.where(np.isnan(ids), 0, ids).astype(np.int64), return_inverse=True)
    known = [int(each) for each in found]
    rows = unit.session.execute(select(Region.id, Region.path).where(Region.id == func.any(known))).all()
    paths: dict[int, str] = {row.id: row.path for row in rows}
    above = {path: ancestors(path) for path in paths.values()}
    wanted = sorted({prefix for prefixes in above.values() for prefix in prefixes})
    found_rows = unit.session.execute(
        select(Region.path, Region.code, Region.name, Region.level).where(Region.path == func.any(wanted))
    ).all()
    regions = {row.path: (row.code, row.name, row.level) for row in found_rows}
    chosen = level if level != REGION else level_to_show(regions, region_path)
    group_of = {
        path: next((regions[prefix][0] for prefix in prefixes if regions.get(prefix, ("", "", ""))[2] == chosen), "")
        for path, prefixes in above.items()
    }
    return numbered(regions, [group_of.get(paths.get(each, ""), "") for each in known], place)


def numbered(regions: Mapping[str, tuple[str, str, str]], codes: list[str], place: Wholes) -> Groups:
    """Return the groups of regions: labels are codes, titles are names."""
    labels = tuple(sorted({code for code in codes if code}))
    number = {code: position for position, code in enumerate(labels)}
    of_region = np.array([number.get(code, -1) for code in codes], dtype=np.int64)
    names = {code: name for code, name, _ in regions.values()}
    return Groups(labels, of_region[place], {label: names[label] for label in labels})


def ancestors(path: str) -> list[str]:
    """Return the paths from the province down to a region's own."""
    parts = path.split(".")[:-1]
    return [".".join(parts[: count + 1]) + "." for count in range(len(parts))]


def level_to_show(regions: Mapping[str, tuple[str, str, str]], region_path: str) -> str:
    """Return the first level below a region on which there is more than one, else the lowest there is."""
    below = [level for path, (_, _, level) in regions.items() if len(path) > len(region_path)]
    found = [level for level in LEVELS if level in below]
    return next((level for level in found if below.count(level) > 1), found[-1] if found else LEVELS[-1])
