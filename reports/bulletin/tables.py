"""The tables that a round can hold: those of a statistical bulletin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from foundation.wording import mark
from registry.rules.statistics import CountedUnit, Measure, TableDefinition
from registry.rules.words import RegionLevel

PLACE = "place"
BELOW = {
    RegionLevel.COUNTRY: RegionLevel.COUNTY,
    RegionLevel.PROVINCE: RegionLevel.COUNTY,
    RegionLevel.PREFECTURE: RegionLevel.COUNTY,
    RegionLevel.COUNTY: RegionLevel.TOWNSHIP,
    RegionLevel.TOWNSHIP: RegionLevel.VILLAGE,
}
"""By which places a region's tables are cut."""


@dataclass(frozen=True, slots=True)
class BulletinTable:
    """A table with its name; rows called `place` become the places below the region."""

    title: str
    definition: TableDefinition


_P = CountedUnit.PEOPLE
TABLES: Mapping[str, BulletinTable] = {
    "class": BulletinTable(
        mark("Households by class and place"), TableDefinition(rows=PLACE, columns="household_class")
    ),
    "colour": BulletinTable(mark("Households by colour and place"), TableDefinition(rows=PLACE, columns="colour")),
    "cause": BulletinTable(mark("Households by main cause of the open case"), TableDefinition(rows="cause")),
    "size": BulletinTable(mark("Households by number of members"), TableDefinition(rows="size")),
    "income": BulletinTable(
        mark("Net income per person by class"),
        TableDefinition(rows="household_class", measure=Measure.MEAN, number="income_per_head"),
    ),
    "dwelling": BulletinTable(
        mark("Safe dwellings by class"), TableDefinition(rows="household_class", columns="is_dwelling_safe")
    ),
    "water": BulletinTable(
        mark("Safe water by class"), TableDefinition(rows="household_class", columns="is_water_safe")
    ),
    "age": BulletinTable(mark("People by age and sex"), TableDefinition(rows="age", columns="sex", unit=_P)),
    "schooling": BulletinTable(
        mark("People by schooling and sex"), TableDefinition(rows="schooling", columns="sex", unit=_P)
    ),
    "health": BulletinTable(mark("People by health and sex"), TableDefinition(rows="health", columns="sex", unit=_P)),
    "labour": BulletinTable(
        mark("People by labour capacity and sex"), TableDefinition(rows="labour_status", columns="sex", unit=_P)
    ),
}


def place_tables(keys: Sequence[str], level: str) -> list[dict[str, Any]]:
    """Return the chosen tables of a region of a level, each with its key, as plain values to be kept.

    A village has no places below it: its tables by place are cut by the other thing alone.
    """
    below = BELOW.get(RegionLevel(level))
    return [{"key": key, **_placed(TABLES[key].definition, below).as_plain()} for key in TABLES if key in keys]


def _placed(definition: TableDefinition, below: RegionLevel | None) -> TableDefinition:
    if definition.rows != PLACE:
        return definition
    if below is None:
        return replace(definition, rows=definition.columns, columns="")
    return replace(definition, rows=below.value)
