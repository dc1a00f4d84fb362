"""The smallest count that may be shown, by region and day: data, like every figure of the field."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

FILE = "small_cells.toml"


@dataclass(frozen=True, slots=True)
class SmallestShown:
    """From which count on a region shows figures.

    Args:
        region: the path of the region; empty is everywhere.
        starts: the first day on which it holds.
        count: the smallest count that is shown, at least 2.
        source: where it is laid down.
    """

    region: str
    starts: date
    count: int
    source: str


def smallest_shown(area: str, on: date, known: Sequence[SmallestShown] | None = None) -> int:
    """Return the smallest count that may be shown of an area: the strictest of those of the regions that hold it.

    Args:
        area: the path of the region that is counted.
        known: the limits there are; None takes those that come with the register.
    """
    limits = packaged() if known is None else known
    newest: dict[str, SmallestShown] = {}
    for limit in sorted(limits, key=lambda each: each.starts):
        if limit.starts <= on and area.startswith(limit.region):
            newest[limit.region] = limit
    return max(limit.count for limit in newest.values())


def parse_limits(text: str) -> tuple[SmallestShown, ...]:
    """Read limits from TOML.

    Raises: ValueError when a count is below 2, which would hide nothing, or when nothing holds everywhere.
    """
    rows = tomllib.loads(text)["smallest"]
    found = tuple(SmallestShown(row["region"], row["from"], row["count"], row["source"]) for row in rows)
    if any(limit.count < 2 for limit in found) or not any(limit.region == "" for limit in found):
        raise ValueError("each smallest count is at least 2, and one holds everywhere")
    return found


@cache
def packaged() -> tuple[SmallestShown, ...]:
    """Return the limits that come with the register."""
    return parse_limits(resources.files("registry").joinpath("data", FILE).read_text(encoding="utf-8"))
