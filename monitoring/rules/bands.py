"""Half-open stretches, of numbers or of days, that must cover a line exactly once."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

Point = TypeVar("Point", float, date)
Stretch = tuple[Point | None, Point | None]


def cover_fault(stretches: Sequence[Stretch[Point]], *, opens: bool, closes: bool) -> tuple[int, str] | None:
    """Find the first place where stretches, in the order they are written, fail to follow one another.

    Args:
        stretches: (from, below) pairs; None leaves a side open.
        opens: the first one must have no lower end.
        closes: the last one must have no upper end.

    Returns: the index of the faulty stretch and `empty`, `overlap`, `gap`, `open_start` or `open_end`; None when they
        cover everything between the first and the last end exactly once.
    """
    for index, (lower, upper) in enumerate(stretches):
        if lower is not None and upper is not None and lower >= upper:
            return index, "empty"
        if index == 0:
            if opens and lower is not None:
                return index, "open_start"
            continue
        before = stretches[index - 1][1]
        if before is None or lower is None or lower < before:
            return index, "overlap"
        if lower > before:
            return index, "gap"
    if closes and stretches and stretches[-1][1] is not None:
        return len(stretches) - 1, "open_end"
    return None
