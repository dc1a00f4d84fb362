"""Reads for the cockpit: how the colours lie over the regions now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from foundation.scope import covers, within_areas
from foundation.unit_of_work import UnitOfWork
from registry.errors import RegionNotFound
from registry.models import Household, Region, Standing
from registry.queries.regions import find_region_by_path, get_region, is_there
from registry.queries.scope import household_scope
from registry.rules.words import FLAGGED, Colour, RegionLevel


@dataclass(frozen=True, slots=True)
class RegionColours:
    """How many households of a region have each colour now; colours that nobody has are zero, hidden numbers None."""

    code: str
    name: str
    level: RegionLevel
    counts: Mapping[Colour, int | None]
    total: int | None

    @property
    def flagged(self) -> int | None:
        """Households that are red, orange or yellow; None when one of these numbers is hidden."""
        known = [count for colour in FLAGGED if (count := self.counts[colour]) is not None]
        return sum(known) if len(known) == len(FLAGGED) else None

    @property
    def flagged_bps(self) -> int | None:
        """The flagged households' part, ten-thousandths; None when nobody lives there or it is hidden."""
        return round(self.flagged * 10_000 / self.total) if self.total and self.flagged is not None else None


def counted_standings(unit: UnitOfWork) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that hold for the standings that count: open households inside the actor's scope."""
    return (
        Household.id == Standing.household_id,
        Household.closed_on.is_(None),
        household_scope(Standing.region_path, Standing.household_id, unit.actor),
    )


def count_colours(unit: UnitOfWork, region_path: str = "") -> dict[Colour, int]:
    """Return how many households have each colour now, in all of the actor's areas or in one region. Cost: 1."""
    statement = select(Standing.colour, func.count()).where(*counted_standings(unit)).group_by(Standing.colour)
    if region_path:
        statement = statement.where(Standing.region_path.between(region_path, region_path + "\x7f"))
    found = {row[0]: row[1] for row in unit.session.execute(statement)}
    return {colour: found.get(colour, 0) for colour in Colour}


def get_place(unit: UnitOfWork, code: str) -> Region | None:
    """Return the region to look at: the one named, or the actor's own area; None is the whole register.

    Raises: RegionNotFound for a region outside the actor's areas. Cost: 1.
    """
    if code:
        region = get_region(unit, code)
        if not covers(unit.actor, region.path):
            raise RegionNotFound(code=code)
        return region
    areas = [area for area in unit.actor.areas if area]
    return find_region_by_path(unit, areas[0]) if areas and "" not in unit.actor.areas else None


def list_region_colours(unit: UnitOfWork, parent_code: str | None) -> list[RegionColours]:
    """Return the colours of the regions directly below one (None: the provinces), by code.

    Regions outside the actor's areas are left out. Cost: 1.
    """
    inside = within_areas(Region.path, unit.actor)
    below = Region.parent_code.is_(None) if parent_code is None else Region.parent_code == parent_code
    counts = (
        select(Region.code, Standing.colour, func.count().label("households"))
        .join(Standing, Standing.region_path.between(Region.path, func.concat(Region.path, "\x7f")))
        .where(below, *counted_standings(unit))
        .group_by(Region.code, Standing.colour)
        .subquery()
    )
    columns: tuple[Any, ...] = (Region.code, Region.name, Region.level, counts.c.colour, counts.c.households)
    rows = unit.session.execute(
        select(*columns)
        .outerjoin(counts, counts.c.code == Region.code)
        .where(below, inside, is_there())
        .order_by(Region.code)
    ).all()
    return gather_regions(rows)


def gather_regions(rows: Sequence[Any]) -> list[RegionColours]:
    """Put the rows of a region together."""
    regions: dict[str, RegionColours] = {}
    for code, name, level, colour, households in rows:
        region = regions.setdefault(code, RegionColours(code, name, level, dict.fromkeys(Colour, 0), 0))
        if colour is not None:
            counts, total = {**region.counts, colour: households}, (region.total or 0) + households
            regions[code] = RegionColours(code, name, level, counts, total)
    return list(regions.values())
