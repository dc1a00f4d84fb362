"""Colours by region and their flow between rounds: exact for whoever sees the households, else small numbers hidden.

Source: docs/methods.md, Small cells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.actor import Actor
from foundation.unit_of_work import UnitOfWork
from monitoring.permissions import MonitoringPermission
from monitoring.queries.changes import list_flow
from monitoring.queries.cockpit import RegionColours, count_colours, list_region_colours
from registry.models import Region
from registry.queries.statistics import whole_of
from registry.rules.statistics import PLACES, TOTAL, Table, TableDefinition
from registry.rules.statistics.errors import NoSuchPlaces
from registry.rules.statistics.limits import smallest_shown
from registry.rules.suppression import Axis, Cube, hide_small_cells, key_of
from registry.rules.words import Colour, RegionLevel
from reports.statistics.rows import count_table

BEFORE, NOW = "before", "colour"
FIRST = "first"
"""Stands for the colour before a first grade."""


@dataclass(frozen=True, slots=True)
class ColourFigures:
    """How many households have each colour now, in all and by region below.

    Args:
        counts: None where hidden.
        limit: the smallest number that is shown; None for a reader who sees every number.
    """

    counts: Mapping[Colour, int | None]
    regions: Sequence[RegionColours]
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """How many households went from one colour (None: a first grade) to another; None is a hidden number."""

    from_colour: str | None
    to_colour: str
    households: int | None


def sees_small_numbers(actor: Actor) -> bool:
    """Tell whether a reader, who may open the households behind them, sees colours counted exactly."""
    return actor.may(MonitoringPermission.GRADE_READ)


def read_colours(unit: UnitOfWork, place: Region | None) -> ColourFigures:
    """Return the colours of a place of the actor's areas and of the regions below it. Cost: 2, for tables 4 to 9."""
    if sees_small_numbers(unit.actor):
        code, path = (place.code, place.path) if place else (None, "")
        return ColourFigures(count_colours(unit, path), list_region_colours(unit, code))
    table, level = _table(unit, place)
    if level is None:
        return ColourFigures({colour: table.cell(colour).count for colour in Colour}, (), table.limit)
    regions = [
        RegionColours(
            row.key,
            row.title.zh or row.title.en,
            level,
            {colour: table.cell(row.key, colour).count for colour in Colour},
            table.cell(row.key).count,
        )
        for row in table.rows
    ]
    return ColourFigures({colour: table.cell(TOTAL, colour).count for colour in Colour}, regions, table.limit)


def read_flow(unit: UnitOfWork, from_round_id: int, to_round_id: int) -> list[Flow]:
    """Return the flow between two rounds in the actor's areas, as `list_flow` counts it; what is hidden stands last.

    Whoever kept their colour is counted along, so that no small number of the round before can be worked out.
    Cost: 1 or 2.
    """
    found = list_flow(unit, from_round_id, to_round_id)
    rows = [Flow(row.from_colour, row.to_colour, row.households) for row in found]
    if sees_small_numbers(unit.actor):
        return rows
    counts: dict[tuple[str, ...], int] = {}
    for colour, count in count_colours(unit).items():
        came = {row.from_colour or FIRST: row.households or 0 for row in rows if row.to_colour == colour}
        counts |= {(before, colour.value): households for before, households in came.items()}
        counts[colour.value, colour.value] = max(count - sum(came.values()), 0)
    axes = [Axis.flat(BEFORE, [FIRST, *Colour]), Axis.flat(NOW, list(Colour))]
    limit = smallest_shown(whole_of(unit.actor).area, unit.today)
    hidden = hide_small_cells([Cube(tuple(axes), counts)], limit)
    told = [row for row in rows if key_of(before=row.from_colour or FIRST, colour=row.to_colour) not in hidden]
    # Nothing is said of which of the hidden ones are zero.
    changed = [(before, to) for before in (*Colour, FIRST) for to in Colour if before != to]
    return told + [
        Flow(None if before == FIRST else str(before), to, None)
        for before, to in changed
        if key_of(before=before, colour=to) in hidden
    ]


def count_told_colours(unit: UnitOfWork, region_path: str) -> Mapping[Colour, int | None]:
    """Return how many households of a region have each colour now, None where hidden. Cost: 1, for a table 4 to 6."""
    if sees_small_numbers(unit.actor):
        return count_colours(unit, region_path)
    table = count_table(unit, TableDefinition(rows=NOW, area=region_path))
    return {colour: table.cell(colour).count for colour in Colour}


def _table(unit: UnitOfWork, place: Region | None) -> tuple[Table, RegionLevel | None]:
    """Return the colours of a place by the places below it, or without them where there are none."""
    area = place.path if place else ""
    levels = list(RegionLevel)
    below = levels[levels.index(place.level) + 1 :] if place else levels
    level = next((each for each in below if each.value in PLACES), None)
    if level is not None:
        try:
            return count_table(unit, TableDefinition(rows=level.value, columns=NOW, area=area)), level
        except NoSuchPlaces:
            level = None
    return count_table(unit, TableDefinition(rows=NOW, area=area)), level
