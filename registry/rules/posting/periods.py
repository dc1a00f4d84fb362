"""How long a list is posted: whole days, counted in the village.

Source: docs/methods.md, Posted lists.
"""

from datetime import date, timedelta

SHORTEST_DAYS = 5
LONGEST_DAYS = 30


def first_end(starts_on: date, days: int = SHORTEST_DAYS) -> date:
    """Return the first day on which a posting may end so that it hung for `days` full days."""
    return starts_on + timedelta(days=days)


def is_long_enough(starts_on: date, ends_on: date, days: int = SHORTEST_DAYS) -> bool:
    """Tell whether a posting hangs for the days that it must, and not for ever."""
    return first_end(starts_on, days) <= ends_on <= starts_on + timedelta(days=LONGEST_DAYS)
