"""The periods that indicators look back on."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open periods before a day: `start` ≤ day < `end`.

    Args:
        start, end: twelve whole months, ending with the month before the day.
        recent_start: the last three of the twelve months begin here.
        earlier_start: the three months before those begin here.
    """

    as_of: date
    start: date
    end: date
    recent_start: date
    earlier_start: date


def window_before(as_of: date) -> Window:
    """Return the income window of a day.

    It runs from the first day of the day's month one year earlier to the last day of the month before.
    Source: docs/methods.md, Income and the income line (Anhui practice).
    """
    end = as_of.replace(day=1)
    return Window(as_of, months_back(end, 12), end, months_back(end, 3), months_back(end, 6))


def months_back(first_of_month: date, months: int) -> date:
    """Return the first of the month that lies `months` before."""
    index = first_of_month.year * 12 + first_of_month.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def years_back(day: date, years: int) -> date:
    """Return the same day `years` earlier, 28 February for a 29th that the year lacks.

    Whoever was born on or before it is at least `years` old on `day`.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
