"""How old somebody is on a day."""

from datetime import date


def age_on(born_on: date, day: date) -> int:
    """Return whole years of age."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
