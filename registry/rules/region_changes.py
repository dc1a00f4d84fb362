"""What may happen to a region, and when it may be recorded.

Source: docs/methods.md, Regions over time.
"""

from dataclasses import dataclass
from datetime import date

from foundation.wording import Worded, mark
from registry.rules.region_errors import (
    ChangeBeforeLast,
    ChangeBeforeRegion,
    LevelsDiffer,
    ParentTooLow,
    RegionChangeInFuture,
    SameRegion,
)
from registry.rules.words import RegionLevel

LEVELS = list(RegionLevel)


class RegionChangeKind(Worded):
    """`FOLLOWED` is what another change of a region above did to this one."""

    ADDED = "added", mark("Added")
    RENAMED = "renamed", mark("Renamed")
    MERGED = "merged", mark("Merged into another")
    MOVED = "moved", mark("Moved under another region")
    RECODED = "recoded", mark("Given a new code")
    SPLIT = "split", mark("Split")
    CLOSED = "closed", mark("Closed")
    FOLLOWED = "followed", mark("Changed with the region above")


def check_day(happened_on: date, today: date, valid_from: date | None, last_change_on: date | None) -> None:
    """Refuse a day on which the change cannot have happened.

    Changes are recorded in the order in which they happened, so that each day has one map.

    Raises: RegionChangeInFuture, ChangeBeforeRegion, ChangeBeforeLast.
    """
    if happened_on > today:
        raise RegionChangeInFuture(field="on")
    if valid_from is not None and happened_on < valid_from:
        raise ChangeBeforeRegion(field="on", day=valid_from)
    if last_change_on is not None and happened_on < last_change_on:
        raise ChangeBeforeLast(field="on", day=last_change_on)


def check_parent(level: RegionLevel, parent_level: RegionLevel) -> None:
    """Refuse a parent that does not stand above. Raises: ParentTooLow."""
    if LEVELS.index(parent_level) >= LEVELS.index(level):
        raise ParentTooLow(field="parent", level=level, parent_level=parent_level)


def check_merger(code: str, level: RegionLevel, into_code: str, into_level: RegionLevel) -> None:
    """Refuse a merger with itself or of unlike levels. Raises: SameRegion, LevelsDiffer."""
    if code == into_code:
        raise SameRegion(field="into")
    if level is not into_level:
        raise LevelsDiffer(field="into", level=level, into_level=into_level)


def is_code(text: str) -> bool:
    """Tell whether a text can be a region's code: 2 to 20 digits; paths and file formats rely on it."""
    return text.isascii() and text.isdigit() and 2 <= len(text) <= 20


@dataclass(frozen=True, slots=True)
class RegionChanged:
    """A change of a region is recorded and carried out.

    Args:
        code: the region that stands for it afterwards: the one merged into, the new code, the one split off.
        households, people: how many it moved to another village or path.
        regions: how many regions inside it took along.
        appointments: how many it moved or ended.
    """

    change_id: int
    code: str
    households: int = 0
    people: int = 0
    regions: int = 0
    appointments: int = 0
