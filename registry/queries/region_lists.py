"""Lists of regions: the tree level by level, or whatever a search finds in it, on any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, case, func, or_, select
from sqlalchemy.orm import aliased

from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Region
from registry.queries.regions import is_there, regions_as_of
from registry.rules.region_changes import LEVELS
from registry.rules.words import RegionLevel

AFTER = "\x7f"
MOST_NEIGHBOURS = 1_000


@dataclass(frozen=True, slots=True)
class RegionFilters:
    """What a list of regions is narrowed to.

    Args:
        under: a region's path; without words its direct children are listed, with words all that lies in it.
        words: part of a name, or the beginning of a code.
        level: one level, at any depth.
        on: the day whose regions and names are wanted; None is today.
        with_ended: also regions that have ended; only without a day.
        at_any_depth: all that lies in `under`, not its children only.
    """

    under: str = ""
    words: str = ""
    level: str = ""
    on: date | None = None
    with_ended: bool = False
    at_any_depth: bool = False

    @property
    def is_search(self) -> bool:
        return bool(self.words or self.level or self.at_any_depth)


def list_region_rows(unit: UnitOfWork, filters: RegionFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of regions, by code: code, name, name_en, level, path, parent_code, parent, validity, regions
    directly inside, and the open households that the actor may see (today's, whatever the day).

    Cost: 2; the households of a page's regions are counted in the index of paths.
    """
    statement = _region_rows(unit, filters)
    columns = statement.selected_columns
    sortable = {
        "name": columns.name,
        "code": columns.code,
        "level": case({level.value: place for place, level in enumerate(LEVELS)}, value=columns.level),
        "since": columns.valid_from,
    }
    return fetch_page(unit.session, statement, request, sortable, (columns.code,))


def iterate_region_rows(unit: UnitOfWork, filters: RegionFilters) -> Sequence[Row[Any]]:
    """Return every row of the list, for an export of exactly what is shown. Cost: 1."""
    statement = _region_rows(unit, filters)
    return unit.session.execute(statement.order_by(statement.selected_columns.path)).all()


def list_neighbours(unit: UnitOfWork, region: Region, level: RegionLevel) -> Sequence[Row[Any]]:
    """Return the regions of a level around one, in the actor's areas: what it could merge with or move to.

    They lie within the region two levels up: the villages and townships of a village's county, the townships and
    counties of a township's prefecture. Rows have code, name, parent. Cost: 1.
    """
    around = ".".join(region.path.split(".")[:-3])
    above = aliased(Region)
    columns: tuple[Any, ...] = (Region.code, Region.name, above.name.label("parent"))
    statement = (
        select(*columns)
        .outerjoin(above, above.code == Region.parent_code)
        .where(
            Region.level == level,
            Region.code != region.code,
            is_there(),
            within_areas(Region.path, unit.actor),
            Region.path.between(around, around + AFTER),
        )
    )
    return unit.session.execute(statement.order_by(Region.path).limit(MOST_NEIGHBOURS)).all()


def _region_rows(unit: UnitOfWork, filters: RegionFilters) -> Select[Any]:
    table = regions_as_of(filters.on).c
    child, above = aliased(Region), regions_as_of(filters.on).alias("above").c
    inside = select(func.count()).where(child.parent_code == table.code, is_there(filters.on, child))
    households = select(func.count()).where(
        Household.region_path.between(table.path, func.concat(table.path, AFTER)),
        Household.closed_on.is_(None),
        within_areas(Household.region_path, unit.actor),
    )
    statement = select(
        table.code,
        table.name,
        table.name_en,
        table.level,
        table.path,
        table.parent_code,
        select(above.name).where(above.code == table.parent_code).scalar_subquery().label("parent"),
        table.valid_from,
        table.valid_to,
        table.successor_code,
        inside.correlate(table.code.table).scalar_subquery().label("regions"),
        households.correlate(table.code.table).scalar_subquery().label("households"),
    )
    return statement.where(*_conditions(table, filters))


def _conditions(table: Any, filters: RegionFilters) -> list[Any]:
    conditions: list[Any] = []
    if filters.on is None and not filters.with_ended:
        conditions.append(is_there(None, table))
    if filters.level:
        conditions.append(table.level == filters.level)
    if filters.words:
        pattern = filters.words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        conditions.append(
            or_(table.name.like(f"%{pattern}%"), table.name_en.ilike(f"%{pattern}%"), table.code.like(f"{pattern}%"))
        )
    return [*conditions, *_place(table, filters)]


def _place(table: Any, filters: RegionFilters) -> list[Any]:
    if filters.under and filters.is_search:
        return [table.path.between(filters.under, filters.under + AFTER), table.path != filters.under]
    if filters.under:
        return [table.parent_code == filters.under.rstrip(".").rsplit(".", 1)[-1]]
    return [] if filters.is_search else [table.parent_code.is_(None)]
