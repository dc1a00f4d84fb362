"""Reads of regions. Regions are public knowledge and need no scope."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Subquery,
    TableClause,
    and_,
    case,
    column,
    func,
    or_,
    select,
    table,
    union,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.errors import RegionNotFound
from registry.models import Region, RegionChange
from registry.rules.region_changes import RegionChangeKind
from registry.rules.region_errors import RegionClosed

AFTER = "\x7f"


def get_region(unit: UnitOfWork, code: str) -> Region:
    """Return the region with this code, one that has ended too. Raises RegionNotFound. Cost: 1."""
    region = unit.session.scalar(select(Region).where(Region.code == code))
    if region is None:
        raise RegionNotFound(code=code)
    return region


def find_region_by_path(unit: UnitOfWork, path: str) -> Region | None:
    """Return the region whose path this is. Cost: 1."""
    return unit.session.scalar(select(Region).where(Region.path == path))


def is_there(on: date | None = None, region: Any = Region) -> ColumnElement[bool]:
    """Return the condition that a region is there today, or was on a day.

    Args:
        region: the table, an alias of it, or `regions_as_of(on).c`.
    """
    if on is None:
        still: ColumnElement[bool] = region.valid_to.is_(None)
        return still
    return and_(
        or_(region.valid_from.is_(None), region.valid_from <= on), or_(region.valid_to.is_(None), region.valid_to > on)
    )


def list_areas(unit: UnitOfWork) -> Sequence[Region]:
    """Return the regions the actor is appointed for. Cost: 1."""
    return unit.session.scalars(select(Region).where(Region.path.in_(unit.actor.areas)).order_by(Region.path)).all()


def list_regions_below(unit: UnitOfWork, level: str) -> Sequence[Region]:
    """Return the regions of one level inside the actor's areas that are there today, by code. Cost: 1."""
    statement = select(Region).where(Region.level == level, is_there(), within_areas(Region.path, unit.actor))
    return unit.session.scalars(statement.order_by(Region.code)).all()


def former_paths(unit: UnitOfWork, areas: Sequence[str]) -> list[str]:
    """Return the paths under which regions of some areas lay before: of those moved, and of those merged or re-coded.

    What is never rewritten, such as the audit trail, stands under them. Cost: 1, and 1 for each step back.
    """
    found: list[str] = []
    looked_at = [area for area in areas if area]
    while looked_at:
        within = or_(*(RegionChange.new_path.between(area, area + AFTER) for area in looked_at))
        heir = aliased(Region)
        inherited = or_(*(heir.path.between(area, area + AFTER) for area in looked_at))
        moved = select(RegionChange.old_path).where(RegionChange.old_path.is_not(None), within)
        ended = select(Region.path).join(heir, heir.code == Region.successor_code).where(inherited)
        paths = {str(path) for path in unit.session.scalars(union(moved, ended))}
        looked_at = [path for path in sorted(paths) if not path.startswith((*areas, *found))]
        found += looked_at
    return found


def name_trail(unit: UnitOfWork, path: str, on: date | None = None) -> list[str]:
    """Return the names from the county down to the region of `path`, widest first.

    Args:
        path: the region's path, as it was on that day.
        on: the day whose names are wanted; None is today.
    Cost: 1.
    """
    codes = [code for code in path.split(".") if code]
    names = names_on(unit, codes, on)
    return [names[code] for code in codes[2:] if code in names]


def names_on(unit: UnitOfWork, codes: Sequence[str], on: date | None = None) -> dict[str, str]:
    """Return the names that regions had on a day, by code; None is today. Cost: 1."""
    rows = regions_as_of(on)
    named = unit.session.execute(select(rows.c.code, rows.c.name).where(rows.c.code.in_(list(codes))))
    return {row.code: row.name for row in named}


def current_codes() -> TableClause:
    """Return what every code that was ever used leads to today, as a table to join.

    It is the database view `present_region`, one row for each code: `code` (the one that a file or an old paper
    names), `present_code`, `path`, `level`, `name` (of the region there today). A code follows mergers and re-coding
    through however many steps; one whose region was closed without a successor has no row. In textual SQL:

        left join present_region as village on village.code = file.village_code

    and from then on `village.present_code` and `village.path` are the household's `village_code` and `region_path`.
    """
    return table(
        "present_region", column("code"), column("present_code"), column("path"), column("level"), column("name")
    )


def resolve_code(unit: UnitOfWork, code: str, on: date | None = None) -> Region:
    """Return the region that a code leads to: itself, or the one it was merged into or re-coded to up to a day.

    Args:
        on: the day; None is today. What happened later is not followed.
    Raises: RegionNotFound; RegionClosed when the region had ended by then without a successor. Cost: 1 a step.
    """
    region = get_region(unit, code)
    day = on or unit.today
    while region.valid_to is not None and region.valid_to <= day:
        successor = _successor(unit, region.code)
        if successor is None:
            raise RegionClosed(name=region.name, code=region.code, day=region.valid_to)
        region = successor
    return region


def _successor(unit: UnitOfWork, code: str) -> Region | None:
    return unit.session.scalar(
        select(Region)
        .join(RegionChange, RegionChange.other_code == Region.code)
        .where(
            RegionChange.code == code,
            RegionChange.kind.in_((RegionChangeKind.MERGED, RegionChangeKind.RECODED)),
        )
    )


def regions_as_of(on: date | None) -> FromClause:
    """Return what stands in for the table `region` in a statement: its columns, as they were on a day.

    None gives the table itself, with regions that have ended. Otherwise only regions that were there on the day, with
    the names, parents and paths they had: the present ones, put back to what their first later change says they were.

    Cost: two reads of the changes after the day, however many regions there are.
    """
    if on is None:
        return Region.__table__
    named = _first_later(on, RegionChange.old_name)
    placed = _first_later(on, RegionChange.old_path)
    then = {
        "name": func.coalesce(named.c.old_name, Region.name),
        # A region may have had no English name at all, so what stands beside the old name counts, be it nothing.
        "name_en": _where_found(named, named.c.old_name_en, Region.name_en),
        "parent_code": _where_found(placed, placed.c.old_parent_code, Region.parent_code),
        "path": func.coalesce(placed.c.old_path, Region.path),
    }
    columns = [then.get(name, getattr(Region, name)).label(name) for name in Region.__table__.c.keys()]  # noqa: SIM118
    return (
        select(*columns)
        .outerjoin(named, named.c.code == Region.code)
        .outerjoin(placed, placed.c.code == Region.code)
        .where(is_there(on))
        .subquery("region_then")
    )


def _first_later(on: date, told: Any) -> Subquery:
    """Return each region's first change after a day among those that say what `told` was."""
    change = aliased(RegionChange)
    told_here = getattr(change, told.key)
    return (
        select(change)
        .where(change.happened_on > on, told_here.is_not(None))
        .ext(distinct_on(change.code))
        .order_by(change.code, change.happened_on, change.id)
        .subquery()
    )


def _where_found(found: Subquery, then: Any, now: Any) -> ColumnElement[Any]:
    return case((found.c.code.is_not(None), then), else_=now)
