"""The schedule of points: read from data and checked before it is used.

Source: docs/methods.md, Points.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.wording import mark
from incentives.errors import BadSchedule
from incentives.rules.points import MOST_POINTS_AN_EVENT


@dataclass(frozen=True, slots=True)
class Item:
    """Something that earns points.

    Args:
        is_labour: exempt people are never asked for it.
        other_route: the code of the item by which exempt people earn the same.
    """

    code: str
    title_en: str
    title_zh: str
    points: int
    is_labour: bool
    other_route: str | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The items in force from a day on, and the most that one household earns in a calendar year."""

    items: tuple[Item, ...]
    points_a_year: int
    valid_from: date
    valid_to: date | None
    source: str


def parse_schedule(text: str) -> Schedule:
    """Read and check a schedule in TOML. Raises BadSchedule."""
    try:
        data = tomllib.loads(text)
        schedule = Schedule(
            items=tuple(_item(row) for row in data["item"]),
            points_a_year=data["points_a_year"],
            valid_from=data["valid_from"],
            valid_to=data.get("valid_to"),
            source=data["source"],
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadSchedule(mark("The schedule cannot be read: %(error)s."), error=str(error)) from error
    check_schedule(schedule)
    return schedule


def check_schedule(schedule: Schedule) -> None:
    """Raise BadSchedule unless each item earns, and each item of labour has an equal other way."""
    items = {item.code: item for item in schedule.items}
    if len(items) != len(schedule.items):
        raise BadSchedule(mark("Two items of the schedule have the same code."))
    for item in schedule.items:
        if not 1 <= item.points <= MOST_POINTS_AN_EVENT:
            raise BadSchedule(
                mark("“%(code)s”: an event earns between 1 and %(most)s points."),
                code=item.code,
                most=MOST_POINTS_AN_EVENT,
            )
        if item.is_labour and not _is_equal_route(items.get(item.other_route or ""), item):
            raise BadSchedule(
                mark("“%(code)s” is labour and needs another way that earns the same without labour."), code=item.code
            )


def _is_equal_route(other: Item | None, item: Item) -> bool:
    return other is not None and not other.is_labour and other.points == item.points


def _item(row: dict[str, Any]) -> Item:
    return Item(
        code=row["code"],
        title_en=row["title_en"],
        title_zh=row["title_zh"],
        points=row["points"],
        is_labour=row["is_labour"],
        other_route=row.get("other_route"),
    )
