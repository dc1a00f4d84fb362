"""The places of a table: the region counted inside all that is looked at, its neighbours, and its parts.

A table of one township stands beside those of its neighbours and that of the county. So that no small number can be had
by taking the one from the other, the neighbours are counted too and take part in the hiding; they are not shown.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, or_, select

from foundation.actor import Actor
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from registry.errors import RegionNotFound
from registry.queries.fields import list_all_definitions
from registry.queries.regions import regions_as_of
from registry.rules.statistics import AREA, PLACES, Catalogue, Member, Title
from registry.rules.statistics.errors import NoSuchPlaces
from registry.rules.suppression import Axis

END = "\x7f"
DIRECT = "~"
"""Marks those who belong to a place and to none of its parts."""


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a reader may look at, and the part of it that is counted.

    Args:
        paths: the regions that make up the whole, none inside another; the empty path is the whole register.
        area: the path of the region that is counted; empty is the whole.
    """

    paths: tuple[str, ...]
    area: str = ""

    @property
    def root(self) -> str:
        """The one region that is the whole; empty where there is none, or several."""
        return self.paths[0] if len(self.paths) == 1 else ""

    def trail(self) -> list[str]:
        """Return the paths whose parts are told apart on the way down to the counted region, widest first."""
        if self.area == self.root:
            return []
        holding = next(path for path in self.paths if self.area.startswith(path))
        found = [self.root] if holding == self.root else ["", holding]
        for code in codes_of(self.area[len(holding) :]):
            found.append(f"{found[-1]}{code}.")
        return found[:-1]


def whole_of(actor: Actor, area: str = "") -> Whole:
    """Return what an actor may look at, and the region of it that is counted.

    Args:
        area: the path of a region; empty is everything.
    Raises: RegionNotFound outside the actor's areas.
    """
    every = set(actor.areas)
    outer = tuple(sorted(path for path in every if not any(path != o and path.startswith(o) for o in every)))
    if area and not any(area.startswith(path) for path in outer):
        raise RegionNotFound(code=codes_of(area)[-1])
    whole = Whole(outer, area)
    return whole if area else replace(whole, area=whole.root)


def read_catalogue(unit: UnitOfWork, area: str) -> Catalogue:
    """Return what can be counted by what in a region, further fields too. Cost: 1."""
    return Catalogue.with_fields(list_all_definitions(unit, region_path=area))


@dataclass(frozen=True)
class PlaceTree:
    """The places that take part in a table.

    Args:
        axis: None where the whole is counted and not cut by places.
        area: the counted region's value on the axis; empty where it is the whole.
        title: the name of what is counted.
        members: the places that are shown, in the order of their codes.
        cuts: (path, depth): households below the path are told apart by the code at that depth of their own path.
    """

    axis: Axis | None
    area: str
    title: Title
    members: tuple[Member, ...] = ()
    cuts: tuple[tuple[str, int], ...] = ()

    def leaf(self, region_path: Any, village_code: Any) -> ColumnElement[Any]:
        """Return the expression that gives a household's place."""
        *inner, (_, outermost) = self.cuts
        whens = [(region_path.between(path, path + END), func.split_part(region_path, ".", d)) for path, d in inner]
        rest = func.split_part(region_path, ".", outermost)
        return func.coalesce(func.nullif(case(*whens, else_=rest) if whens else rest, ""), village_code)

    def placed(self, leaves: Iterable[str]) -> tuple[Axis, dict[str, str]]:
        """Return the axis with room for everybody, and each leaf's value on it.

        Who belongs to a place and to none of its parts gets a value beside these parts.
        """
        levels = [dict(level) for level in self.axis.levels] if self.axis else [{}]
        values: dict[str, str] = {}
        for leaf in leaves:
            level = next((n for n, places in enumerate(levels) if leaf in places), None)
            if level is None:
                levels[0][leaf], level = "", 0
            value = leaf
            while level + 1 < len(levels) and value in levels[level + 1].values():
                levels[level + 1][value + DIRECT] = value
                value, level = value + DIRECT, level + 1
            values[leaf] = value
        return Axis(AREA, tuple(levels)), values


def read_places(unit: UnitOfWork, whole: Whole, level: str, day: date) -> PlaceTree:
    """Return the places of a table.

    Args:
        level: the level of region that the table is cut by; empty for none.
        day: the day whose places are wanted.
    Raises: RegionNotFound, NoSuchPlaces. Cost: 1 to 3.
    """
    title = area_title(unit, whole, day)
    trail = whole.trail()
    depth = depth_of(unit, whole, level, day, title) if level else 0
    if not trail and not depth:
        return PlaceTree(None, "", title)
    if depth and not trail and depth == len(codes_of(whole.area)):
        # The counted region is itself of the level that is asked for: one row, which is the whole.
        code = codes_of(whole.area)[-1]
        return PlaceTree(Axis.flat(AREA, [code]), "", title, (Member(code, title),), ((whole.area, depth),))
    rows = read_regions(unit, whole, trail, depth, day)
    levels: dict[int, dict[str, str]] = {}
    for row in rows:
        step = depth_in(row.path, whole)
        levels.setdefault(step, {})[row.code] = codes_of(row.path)[-2] if step > 1 else ""
    cuts = [cut for path in reversed(trail) for cut in cuts_of(whole, path)]
    if depth:
        cuts = [(path, max(depth, len(codes_of(path)))) for path in _areas(whole)] + cuts
    shown = [row for row in rows if depth and row.level == level and _is_in(row.path, whole)]
    return PlaceTree(
        Axis(AREA, tuple(levels[step] for step in sorted(levels))),
        codes_of(whole.area)[-1] if trail else "",
        title,
        tuple(Member(row.code, Title.named(row.name, row.name_en)) for row in shown),
        tuple(cuts),
    )


def area_title(unit: UnitOfWork, whole: Whole, day: date) -> Title:
    """Return the name of what is counted. Raises RegionNotFound. Cost: 1."""
    if not whole.area:
        return Title(mark("Whole register") if whole.paths == ("",) else mark("All my areas"))
    region = regions_as_of(day).c
    row = unit.session.execute(select(region.name, region.name_en).where(region.path == whole.area)).one_or_none()
    if row is None:
        raise RegionNotFound(code=codes_of(whole.area)[-1])
    return Title.named(row.name, row.name_en)


def depth_of(unit: UnitOfWork, whole: Whole, level: str, day: date, title: Title) -> int:
    """Return how deep the regions of a level lie, which is the same for nearly all. Raises NoSuchPlaces. Cost: 1."""
    region = regions_as_of(day).c
    inside = or_(*(region.path.between(path, path + END) for path in _areas(whole)))
    paths = unit.session.scalars(select(region.path).where(region.level == level, inside)).all()
    found = Counter(len(codes_of(path)) for path in paths)
    if not found:
        raise NoSuchPlaces(area=title.zh or title.en, level=PLACES[level].en, field="rows")
    return found.most_common(1)[0][0]


def read_regions(unit: UnitOfWork, whole: Whole, trail: Sequence[str], depth: int, day: date) -> Sequence[Row[Any]]:
    """Return the parts of each region of the trail, and all regions of the counted one down to a depth. Cost: 1."""
    region = regions_as_of(day).c
    wanted = []
    for path in trail:
        if path:
            wanted.append(region.parent_code == codes_of(path)[-1])
        else:
            wanted.append(region.path.in_(whole.paths) if whole.root != "" or len(whole.paths) > 1 else _tops(region))
    if depth:
        points = func.length(region.path) - func.length(func.replace(region.path, ".", ""))
        inside = [region.path.between(path, path + END) & _beyond(region, whole, path) for path in _areas(whole)]
        wanted.append(or_(*inside) & (points <= depth))
    columns: tuple[Any, ...] = (region.code, region.name, region.name_en, region.path, region.level)
    return unit.session.execute(select(*columns).where(or_(*wanted)).order_by(region.path)).all()


def cuts_of(whole: Whole, path: str) -> list[tuple[str, int]]:
    """Return how households are told apart by the parts of one region of the trail."""
    if path or whole.paths == ("",):
        return [(path, len(codes_of(path)) + 1)]
    return [(outer, len(codes_of(outer))) for outer in whole.paths]


def depth_in(path: str, whole: Whole) -> int:
    """Return how many steps below the whole a region lies."""
    if whole.root or whole.paths == ("",):
        return len(codes_of(path[len(whole.root) :]))
    outer = next(outer for outer in whole.paths if path.startswith(outer))
    return len(codes_of(path[len(outer) :])) + 1


def codes_of(path: str) -> list[str]:
    """Return the codes of a path, widest first."""
    return [code for code in path.split(".") if code]


def _areas(whole: Whole) -> tuple[str, ...]:
    return (whole.area,) if whole.area else whole.paths


def _is_in(path: str, whole: Whole) -> bool:
    return any(path.startswith(area) for area in _areas(whole))


def _tops(region: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = region.parent_code.is_(None)
    return found


def _beyond(region: Any, whole: Whole, path: str) -> ColumnElement[bool]:
    """Return the condition that a region is a part of the counted one and not that itself, unless there are several."""
    found: ColumnElement[bool] = region.path != path if whole.area or whole.paths == ("",) else region.path >= path
    return found
