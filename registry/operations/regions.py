"""Loading and adding regions."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from foundation.unit_of_work import UnitOfWork
from registry.errors import RegionNotFound
from registry.models import Region
from registry.rules.facts import RegionsLoaded
from registry.rules.words import RegionLevel


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A region as a file gives it; parents come before their children."""

    code: str
    name: str
    level: RegionLevel
    parent_code: str | None
    name_en: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def load_regions(unit: UnitOfWork, lines: Iterable[RegionLine]) -> RegionsLoaded:
    """Add regions or refresh the names of those that are there.

    Args:
        lines: parents before children.
    Raises: RegionNotFound when a parent is neither in the lines nor in the register.
    Writes: region. Cost: 1 statement per 1,000 lines.
    """
    paths = {row.code: row.path for row in unit.session.execute(select(Region.code, Region.path))}
    rows = []
    for line in lines:
        if line.parent_code is not None and line.parent_code not in paths:
            raise RegionNotFound(code=line.parent_code)
        path = (paths[line.parent_code] if line.parent_code else "") + line.code + "."
        paths[line.code] = path
        rows.append(
            {
                "code": line.code,
                "name": line.name,
                "name_en": line.name_en,
                "level": line.level,
                "parent_code": line.parent_code,
                "path": path,
                "latitude": line.latitude,
                "longitude": line.longitude,
            }
        )
    for start in range(0, len(rows), 1000):
        statement = insert(Region).values(rows[start : start + 1000])
        refreshed = {key: statement.excluded[key] for key in ("name", "name_en", "latitude", "longitude")}
        unit.session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=refreshed))
    unit.note("load_regions", "region", None, count=len(rows))
    return RegionsLoaded(len(rows))
