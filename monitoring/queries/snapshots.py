"""Reads whole counties for snapshots, for the grading engine, which works for the system: no scope of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select, text

from foundation.unit_of_work import UnitOfWork
from monitoring.rules.snapshot import PlannedTable
from registry.models import Household, Region
from registry.rules.words import RegionLevel

LAST = "\x7f"


@dataclass(frozen=True, slots=True)
class CountyMark:
    """How a county stands: whether it differs from its snapshot is seen from these."""

    path: str
    households: int
    changed_at: datetime


def list_county_marks(unit: UnitOfWork, scope_path: str) -> Sequence[CountyMark]:
    """Return the counties that have households and touch a region, by path. Cost: 1, one pass over the households."""
    inside = Household.region_path.between(Region.path, Region.path + LAST)
    rows = unit.session.execute(
        select(Region.path, func.count(Household.id), func.max(Household.changed_at))
        .join(Household, inside)
        .where(
            Region.level == RegionLevel.COUNTY,
            or_(func.starts_with(Region.path, scope_path), func.starts_with(scope_path, Region.path)),
        )
        .group_by(Region.path)
        .order_by(Region.path)
    )
    return [CountyMark(*row) for row in rows]


def hold_still(unit: UnitOfWork) -> None:
    """Let every further read of this unit see one and the same moment. It must be the unit's first statement."""
    unit.session.execute(text("set transaction isolation level repeatable read"))


def copy_out(unit: UnitOfWork, table: PlannedTable, county: str, target: Path) -> None:
    """Write a county's rows of a table to a CSV file without a heading, nulls as nothing. Cost: 1."""
    driver: Any = unit.session.connection().connection.driver_connection
    statement = f"copy ({table.select}) to stdout (format csv)"
    ends = {"first": county, "last": county + LAST}
    with driver.cursor() as cursor, cursor.copy(statement, ends) as rows, target.open("wb") as file:
        for chunk in rows:
            file.write(chunk)
