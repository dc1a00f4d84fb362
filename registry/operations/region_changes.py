"""Changes of regions: renamed, merged, moved, re-coded, split, closed, added; what they were before is kept.

Each is one unit: the region, all that lies inside, every household there and every row that carries its path change
together or not at all. Source: docs/methods.md, Regions over time.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from foundation.unit_of_work import UnitOfWork
from registry.models import Region, RegionChange
from registry.operations.region_appointments import end_appointments, hand_over_appointments
from registry.operations.region_checks import (
    check_addition,
    check_closing,
    check_merging,
    check_move,
    check_recoding,
    check_renaming,
    check_split,
)
from registry.operations.region_fields import hand_over_fields
from registry.operations.region_guard import read_names
from registry.operations.region_rows import SEATS, Act, Taken, follow, follow_code, rebase, rehouse
from registry.queries.region_changes import list_children, weigh_region
from registry.rules.region_changes import RegionChanged, RegionChangeKind
from registry.rules.words import RegionLevel


def add_region(
    unit: UnitOfWork,
    *,
    code: str,
    name: str,
    level: RegionLevel,
    parent: str,
    on: date,
    document: str = "",
    name_en: str | None = None,
) -> RegionChanged:
    """Add a region that is there from a day on.

    Raises: what `begin_change` raises for the parent; RegionCodeRefused, RegionCodeTaken, RegionNameRefused,
        ParentTooLow. Writes: region, region_change, audit. Cost: 9.
    """
    above = check_addition(unit, code=code, name=name, level=level, parent=parent, on=on, name_en=name_en)
    added = _new_region(unit, code, read_names(name, name_en), level, above, on)
    change = _record(unit, RegionChangeKind.ADDED, added, on, document)
    return _close_act(unit, "add_region", change, added, Taken())


def rename_region(
    unit: UnitOfWork, code: str, *, name: str, on: date, document: str = "", name_en: str | None = None
) -> RegionChanged:
    """Give a region another name from a day on; lists and files of earlier days keep the old one.

    Raises: what `begin_change` raises; RegionNameRefused, NothingRenamed.
    Writes: region, region_change, audit. Cost: 8.
    """
    region = check_renaming(unit, code, name=name, on=on, name_en=name_en)
    new_name, new_name_en = read_names(name, name_en)
    change = _record(
        unit,
        RegionChangeKind.RENAMED,
        region,
        on,
        document,
        old_name=region.name,
        new_name=new_name,
        old_name_en=region.name_en,
        new_name_en=new_name_en,
    )
    region.name, region.name_en = new_name, new_name_en
    return _close_act(unit, "rename_region", change, region, Taken())


def merge_regions(unit: UnitOfWork, code: str, *, into: str, on: date, document: str = "") -> RegionChanged:
    """Merge a region into another of its level: what lies in it lies in the other from then on, and it ends.

    Its households are registered in the other one, and their history says where they were registered until then. Its
    code leads to the other one for good. Those appointed for it are appointed for the other one.

    Raises: what `begin_change` raises; SameRegion, LevelsDiffer.
    Writes: region, region_change, household and its rows, observation, appointment, extra_field, the rows of `SEATS`,
        audit. Cost: some 20, and some 20 for each region directly inside.
    """
    region, target = check_merging(unit, code, into=into, on=on)
    people = weigh_region(unit, region).people
    change = _record(unit, RegionChangeKind.MERGED, region, on, document, other_code=target.code)
    taken = _take_over(unit, Act(change.id, on), region, target)
    follow(unit, region.path, target.path, inside=False, only=SEATS)
    appointments = hand_over_appointments(unit, region, target)
    hand_over_fields(unit, region, target)
    _end(unit, region, on, target.code)
    return _close_act(unit, "merge_regions", change, target, taken, people=people, appointments=appointments)


def move_region(unit: UnitOfWork, code: str, *, parent: str, on: date, document: str = "") -> RegionChanged:
    """Put a region, with all that lies in it, under another parent; codes stay, paths change.

    Raises: what `begin_change` raises; ParentTooLow, SameParent, MovedIntoItself.
    Writes: region, region_change, household and its rows, observation, every path column, audit. Cost: some 40.
    """
    region, above = check_move(unit, code, parent=parent, on=on)
    people = weigh_region(unit, region).people
    places: dict[str, Any] = {"old_parent_code": region.parent_code, "new_parent_code": above.code}
    places |= {"old_path": region.path, "new_path": f"{above.path}{region.code}."}
    change = _record(unit, RegionChangeKind.MOVED, region, on, document, **places)
    taken = rebase(unit, Act(change.id, on), region, above, tell_top=False)
    return _close_act(unit, "move_region", change, region, taken, people=people)


def recode_region(unit: UnitOfWork, code: str, *, new_code: str, on: date, document: str = "") -> RegionChanged:
    """Give a region another code: a new region takes its place, and the old code leads to it for good.

    Raises: what `begin_change` raises; RegionCodeRefused, RegionCodeTaken.
    Writes: region, region_change, household and its rows, observation, every path column, audit. Cost: some 40, and
        some 20 for each region directly inside.
    """
    region = check_recoding(unit, code, new_code=new_code, on=on)
    people = weigh_region(unit, region).people
    renewed = _heir(unit, region, new_code, (region.name, region.name_en), on)
    renewed.latitude, renewed.longitude = region.latitude, region.longitude
    change = _record(unit, RegionChangeKind.RECODED, region, on, document, other_code=new_code)
    taken = _take_over(unit, Act(change.id, on), region, renewed)
    follow(unit, region.path, renewed.path, inside=False)
    _end(unit, region, on, new_code)
    return _close_act(unit, "recode_region", change, renewed, taken, people=people)


def split_region(
    unit: UnitOfWork,
    code: str,
    *,
    new_code: str,
    name: str,
    on: date,
    document: str = "",
    name_en: str | None = None,
    regions: Sequence[str] = (),
    households: Sequence[str] = (),
) -> RegionChanged:
    """Make a new region of a part of another; the other stays, with its code.

    Args:
        regions: codes of regions directly inside that go to the new one.
        households: codes of households registered directly in it that go to the new one.
    Raises: what `begin_change` raises; RegionCodeRefused, RegionCodeTaken, RegionNameRefused, NothingSplitOff,
        NotInRegion. Writes: as `move_region`. Cost: some 15, and some 20 for each region that goes.
    """
    region, going = check_split(
        unit, code, new_code=new_code, name=name, on=on, name_en=name_en, regions=regions, households=households
    )
    founded = _heir(unit, region, new_code, read_names(name, name_en), on)
    change = _record(unit, RegionChangeKind.SPLIT, region, on, document, other_code=new_code)
    act, taken = Act(change.id, on), Taken()
    for child in going:
        taken += rebase(unit, act, child, founded, tell_top=True)
    if households:
        taken += rehouse(unit, act, region, founded, list(households))
    return _close_act(unit, "split_region", change, founded, taken, people=weigh_region(unit, founded).people)


def close_region(unit: UnitOfWork, code: str, *, on: date, document: str = "") -> RegionChanged:
    """End a region in which nothing lies any more; its code leads nowhere from then on.

    Raises: what `begin_change` raises; RegionNotEmpty. Writes: region, region_change, appointment, audit. Cost: 10.
    """
    region = check_closing(unit, code, on=on)
    change = _record(unit, RegionChangeKind.CLOSED, region, on, document)
    appointments = end_appointments(unit, region)
    _end(unit, region, on, None)
    return _close_act(unit, "close_region", change, region, Taken(), appointments=appointments)


def _take_over(unit: UnitOfWork, act: Act, region: Region, target: Region) -> Taken:
    """Let everything that lies in a region lie in another."""
    taken = Taken()
    for child in list_children(unit, region.code):
        taken += rebase(unit, act, child, target, tell_top=True)
    taken += rehouse(unit, act, region, target)
    follow_code(unit, region.code, target.code)
    return taken


def _end(unit: UnitOfWork, region: Region, on: date, successor: str | None) -> None:
    region.valid_to, region.successor_code = on, successor
    led_here = update(Region).where(Region.successor_code == region.code).values(successor_code=successor)
    unit.session.execute(led_here.execution_options(synchronize_session=False))
    unit.session.flush()


def _new_region(
    unit: UnitOfWork, code: str, names: tuple[str, str | None], level: RegionLevel, parent: Region | None, on: date
) -> Region:
    name, name_en = names
    region = Region(code=code, name=name, name_en=name_en, level=level, valid_from=on)
    region.parent_code = parent.code if parent else None
    region.path = f"{parent.path if parent else ''}{code}."
    unit.session.add(region)
    unit.session.flush()
    return region


def _heir(unit: UnitOfWork, region: Region, code: str, names: tuple[str, str | None], on: date) -> Region:
    """Add a region beside another, of its level."""
    parent = unit.session.scalar(select(Region).where(Region.code == region.parent_code))
    return _new_region(unit, code, names, region.level, parent, on)


def _record(
    unit: UnitOfWork, kind: RegionChangeKind, region: Region, on: date, document: str, **told: Any
) -> RegionChange:
    change = RegionChange(
        code=region.code,
        kind=kind,
        happened_on=on,
        document=document.strip()[:200],
        recorded_at=unit.now,
        recorded_by_id=unit.actor.user_id,
        recorded_by=unit.actor.name[:120],
        **told,
    )
    unit.session.add(change)
    unit.session.flush()
    return change


def _close_act(
    unit: UnitOfWork,
    action: str,
    change: RegionChange,
    stands: Region,
    taken: Taken,
    *,
    people: int = 0,
    appointments: int = 0,
) -> RegionChanged:
    """Write down what the change took along, for the history, the trail and whoever asked for it."""
    change.households = taken.households
    unit.session.flush()
    unit.session.expire_all()
    unit.note(
        action,
        "region",
        stands.id,
        region_path=stands.path,
        code=change.code,
        other=change.other_code,
        on=change.happened_on,
        document=change.document,
        name=stands.name,
        households=taken.households,
        regions=taken.regions,
        appointments=appointments,
    )
    return RegionChanged(change.id, stands.code, taken.households, people, taken.regions, appointments)
