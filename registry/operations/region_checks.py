"""Whether a change of a region can be, before anything is changed: for the confirmation, and when it is carried out.

Each takes what its act takes, holds the regions for the unit, and raises what the act would raise.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Region
from registry.operations.region_guard import begin_change, read_names, refuse_code
from registry.queries.region_changes import list_children, weigh_region
from registry.rules.region_changes import check_merger, check_parent
from registry.rules.region_errors import (
    MovedIntoItself,
    NothingRenamed,
    NothingSplitOff,
    NotInRegion,
    RegionNotEmpty,
    SameParent,
)
from registry.rules.words import RegionLevel

SHOWN_CODES = 10


def check_addition(
    unit: UnitOfWork, *, code: str, name: str, level: RegionLevel, parent: str, on: date, name_en: str | None = None
) -> Region:
    """Return the region that a new one would lie in."""
    (above,) = begin_change(unit, on, [parent], moves=False)
    refuse_code(unit, code, "code")
    read_names(name, name_en)
    check_parent(level, above.level)
    return above


def check_renaming(unit: UnitOfWork, code: str, *, name: str, on: date, name_en: str | None = None) -> Region:
    """Return the region that would be renamed."""
    (region,) = begin_change(unit, on, [code], moves=False)
    if read_names(name, name_en) == (region.name, region.name_en):
        raise NothingRenamed(field="name")
    return region


def check_merging(unit: UnitOfWork, code: str, *, into: str, on: date) -> tuple[Region, Region]:
    """Return the region that would end and the one that would take it over."""
    region, target = begin_change(unit, on, [code, into])
    check_merger(region.code, region.level, target.code, target.level)
    return region, target


def check_move(unit: UnitOfWork, code: str, *, parent: str, on: date) -> tuple[Region, Region]:
    """Return the region that would be moved and its parent to be."""
    region, above = begin_change(unit, on, [code, parent])
    check_parent(region.level, above.level)
    if above.path.startswith(region.path):
        raise MovedIntoItself(field="parent")
    if above.code == region.parent_code:
        raise SameParent(field="parent")
    return region, above


def check_recoding(unit: UnitOfWork, code: str, *, new_code: str, on: date) -> Region:
    """Return the region that would get a new code."""
    (region,) = begin_change(unit, on, [code])
    refuse_code(unit, new_code, "new_code")
    return region


def check_split(
    unit: UnitOfWork,
    code: str,
    *,
    new_code: str,
    name: str,
    on: date,
    name_en: str | None = None,
    regions: Sequence[str] = (),
    households: Sequence[str] = (),
) -> tuple[Region, list[Region]]:
    """Return the region that would be split and the regions inside that would go."""
    (region,) = begin_change(unit, on, [code])
    refuse_code(unit, new_code, "new_code")
    read_names(name, name_en)
    going = _children_named(unit, region, regions)
    _refuse_strangers(unit, region, households)
    if not going and not households:
        raise NothingSplitOff(field="regions")
    return region, going


def check_closing(unit: UnitOfWork, code: str, *, on: date) -> Region:
    """Return the region that would end."""
    (region,) = begin_change(unit, on, [code])
    weight = weigh_region(unit, region)
    if weight.households or weight.regions:
        raise RegionNotEmpty(name=region.name, regions=weight.regions, households=weight.households)
    return region


def _children_named(unit: UnitOfWork, region: Region, codes: Sequence[str]) -> list[Region]:
    children = {child.code: child for child in list_children(unit, region.code)}
    if strangers := [code for code in codes if code not in children]:
        raise NotInRegion(field="regions", name=region.name, codes=", ".join(strangers[:SHOWN_CODES]))
    return [children[code] for code in dict.fromkeys(codes)]


def _refuse_strangers(unit: UnitOfWork, region: Region, codes: Sequence[str]) -> None:
    """Refuse households that are not registered directly in a region."""
    found = select(Household.code).where(Household.code.in_(codes), Household.village_code == region.code)
    known = set(unit.session.scalars(found))
    if strangers := [code for code in codes if code not in known]:
        raise NotInRegion(field="households", name=region.name, codes=", ".join(strangers[:SHOWN_CODES]))
