"""Reads of the outlines of regions. Outlines are public knowledge; which ones are listed follows the actor's areas."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Region, RegionShape
from registry.rules.shapes import Ring


def shapes_of(unit: UnitOfWork, codes: Collection[str]) -> dict[str, tuple[Ring, ...]]:
    """Return the outlines of regions by code, as far as they are loaded. Cost: 1."""
    rows = unit.session.execute(
        select(RegionShape.region_code, RegionShape.rings).where(RegionShape.region_code.in_(list(codes)))
    )
    return {code: tuple(tuple((x, y) for x, y in ring) for ring in rings) for code, rings in rows}


def list_shape_sources(unit: UnitOfWork) -> Sequence[Row[Any]]:
    """Return how many outlines are loaded in the actor's areas: level, source, loaded_by, loaded_at, count.

    Cost: 1.
    """
    columns: tuple[Any, ...] = (
        Region.level,
        RegionShape.source,
        RegionShape.loaded_by,
        func.max(RegionShape.loaded_at).label("loaded_at"),
        func.count().label("count"),
    )
    statement = select(*columns).join(Region, Region.code == RegionShape.region_code)
    grouped = statement.where(within_areas(Region.path, unit.actor)).group_by(
        Region.level, RegionShape.source, RegionShape.loaded_by
    )
    return unit.session.execute(grouped.order_by(func.max(RegionShape.loaded_at).desc())).all()
