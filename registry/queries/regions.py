"""Reads of regions. Regions are public knowledge and need no scope."""

from collections.abc import Sequence

from sqlalchemy import select

from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.errors import RegionNotFound
from registry.models import Region


def get_region(unit: UnitOfWork, code: str) -> Region:
    """Return the region with this code. Raises RegionNotFound. Cost: 1."""
    region = unit.session.scalar(select(Region).where(Region.code == code))
    if region is None:
        raise RegionNotFound(code=code)
    return region


def find_region_by_path(unit: UnitOfWork, path: str) -> Region | None:
    """Return the region whose path this is. Cost: 1."""
    return unit.session.scalar(select(Region).where(Region.path == path))


def list_areas(unit: UnitOfWork) -> Sequence[Region]:
    """Return the regions the actor is appointed for. Cost: 1."""
    return unit.session.scalars(select(Region).where(Region.path.in_(unit.actor.areas)).order_by(Region.path)).all()


def list_regions_below(unit: UnitOfWork, level: str) -> Sequence[Region]:
    """Return the regions of one level inside the actor's areas, by code. Cost: 1."""
    statement = select(Region).where(Region.level == level, within_areas(Region.path, unit.actor))
    return unit.session.scalars(statement.order_by(Region.code)).all()


def name_trail(unit: UnitOfWork, path: str) -> list[str]:
    """Return the names from the county down to the region of `path`, widest first. Cost: 1."""
    codes = [code for code in path.split(".") if code]
    rows = unit.session.execute(select(Region.code, Region.name).where(Region.code.in_(codes))).all()
    names = {row.code: row.name for row in rows}
    return [names[code] for code in codes[2:] if code in names]
