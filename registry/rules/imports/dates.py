"""Dates as county sheets write them, as the text that the database takes."""

import calendar
import re
from datetime import date, timedelta

from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.imports.profile import DateForm

_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?(?:\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII)
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})\D?(\d{1,2})\D?", re.ASCII)
_YEAR = re.compile(r"(\d{4})\D?", re.ASCII)
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.0+)?", re.ASCII)
_SERIAL_ZERO = date(1899, 12, 30)
EARLIEST = date(1900, 1, 1)


def read_date(text: str, form: DateForm, today: date) -> str:
    """Return an ISO date, or a remark.

    Reads 2024-01-31, 2024/1/31, 2024.1.31, 2024 and 1 and 31 with their ideographs, 20240131, the same with a time of
    day, and the serial numbers 20000 to 69999 that Excel leaves in a column without a date format (1954 to 2091).
    A column of months or years gives the last day of each.
    """
    try:
        day = _find_day(text, form)
    except ValueError:
        return Remark(IssueCode.DATE_IMPOSSIBLE, value=text)
    if day is None:
        return Remark(IssueCode.NOT_A_DATE, value=text)
    if day > today:
        return Remark(IssueCode.DATE_FUTURE, value=text)
    if day < EARLIEST:
        return Remark(IssueCode.DATE_TOO_EARLY, value=text)
    return day.isoformat()


def _find_day(text: str, form: DateForm) -> date | None:
    if found := _DAY.fullmatch(text) or _PLAIN_DAY.fullmatch(text):
        year, month, day = map(int, found.groups()[:3])
        return date(year, month, day)
    if form is DateForm.MONTH and (found := _MONTH.fullmatch(text)):
        return _last_day(int(found[1]), int(found[2]))
    if form is DateForm.YEAR and (found := _YEAR.fullmatch(text)):
        return date(int(found[1]), 12, 31)
    if _SERIAL.fullmatch(text):
        return _SERIAL_ZERO + timedelta(days=int(text[:5]))
    return None


def _last_day(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError("no such month")
    return date(year, month, calendar.monthrange(year, month)[1])
