"""Dates of the Chinese calendar: what day it was when a date is read as a lunar one.

Older people know the day of their birth by the lunar calendar, and forms that ask for a date get that one.
Source: GB/T 33661 (calculation of the Chinese calendar); the lengths of the months of 1900 to 2050.
"""

from datetime import date, timedelta
from functools import cache

FIRST_YEAR = 1900
FIRST_DAY = date(1900, 1, 31)
# A year, from its last bit: four for its leap month, twelve for its months from the twelfth to the first (1: thirty
# days), one for the length of the leap month.
_YEARS = (
    "04bd8 04ae0 0a570 054d5 0d260 0d950 16554 056a0 09ad0 055d2 04ae0 0a5b6 0a4d0 0d250 1d255 0b540 0d6a0 0ada2 095b0 "
    "14977 04970 0a4b0 0b4b5 06a50 06d40 1ab54 02b60 09570 052f2 04970 06566 0d4a0 0ea50 16a95 05ad0 02b60 186e3 092e0 "
    "1c8d7 0c950 0d4a0 1d8a6 0b550 056a0 1a5b4 025d0 092d0 0d2b2 0a950 0b557 06ca0 0b550 15355 04da0 0a5b0 14573 052b0 "
    "0a9a8 0e950 06aa0 0aea6 0ab50 04b60 0aae4 0a570 05260 0f263 0d950 05b57 056a0 096d0 04dd5 04ad0 0a4d0 0d4d4 0d250 "
    "0d558 0b540 0b6a0 195a6 095b0 049b0 0a974 0a4b0 0b27a 06a50 06d40 0af46 0ab60 09570 04af5 04970 064b0 074a3 0ea50 "
    "06b58 05ac0 0ab60 096d5 092e0 0c960 0d954 0d4a0 0da50 07552 056a0 0abb7 025d0 092d0 0cab5 0a950 0b4a0 0baa4 0ad50 "
    "055d9 04ba0 0a5b0 15176 052b0 0a930 07954 06aa0 0ad50 05b52 04b60 0a6e6 0a4e0 0d260 0ea65 0d530 05aa0 076a3 096d0 "
    "04afb 04ad0 0a4d0 1d0b6 0d250 0d520 0dd45 0b5a0 056d0 055b2 049b0 0a577 0a4b0 0aa50 1b255 06d20 0ada0 14b63"
)


def day_of_lunar(year: int, month: int, day: int) -> date | None:
    """Return the day that a lunar date names, None when there is none such between 1900 and 2050."""
    firsts = _first_days().get(year)
    if firsts is None or not 1 <= month <= 12:
        return None
    first, length = firsts[month - 1]
    return first + timedelta(day - 1) if 1 <= day <= length else None


@cache
def _first_days() -> dict[int, list[tuple[date, int]]]:
    """Return each year's twelve months as first day and length; leap months are passed over."""
    found: dict[int, list[tuple[date, int]]] = {}
    first = FIRST_DAY
    for year, code in enumerate(_YEARS.split(), FIRST_YEAR):
        bits = int(code, 16)
        leap_month, leap_length = bits & 0xF, 30 if bits >> 16 & 1 else 29
        months = []
        for month in range(1, 13):
            length = 30 if bits >> 16 - month & 1 else 29
            months.append((first, length))
            first += timedelta(length + (leap_length if month == leap_month else 0))
        found[year] = months
    return found
