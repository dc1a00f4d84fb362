"""What time it is: an argument, so that every rule about time can be tried on any day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the present moment as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still, for tests and for reproducing a past run."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


def local_date(moment: datetime) -> date:
    """Return the calendar date of `moment` in China, where every county of the register lies."""
    return moment.astimezone(CHINA).date()
