"""The stage of the demo: the house's services, the days on which it plays, and its people by name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from foundation.actor import Actor, system_actor
from foundation.clock import CHINA, FixedClock, local_date
from foundation.unit_of_work import UnitOfWork, Units
from registry.queries.users import find_signed_in_user
from web.services import Services

PAUSE_DAYS = 92
"""Between the two rounds of grades."""
PASSWORD = "holdfast-demo-2026"  # noqa: S105 - printed at the start of the demo
SYSTEM = system_actor("demo")


@dataclass
class Stage:
    """Everything a scene needs.

    Args:
        now: the moment of the demo's end, which is the present.
        report: tells people how far the demo is.
        users: log-in name → user id.
        organisations: key → organisation id.
        story_id: the household whose way is told whole.
        actors: log-in name → who they are and what they may do.
    """

    here: Services
    now: datetime
    report: Callable[[str], None]
    users: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, int] = field(default_factory=dict)
    story_id: int = 0
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return local_date(self.now)

    @property
    def first_day(self) -> date:
        """The day of the first round."""
        return self.today - timedelta(days=PAUSE_DAYS)

    def moment(self, day: int, hour: int = 9) -> datetime:
        """Return a moment so many days after the first round, in Chinese time; never one in the future."""
        on = self.first_day + timedelta(days=day)
        return min(datetime.combine(on, time(hour), CHINA), self.now)

    def units(self, day: int, hour: int = 9) -> Units:
        """Return units of work on a day of the demo."""
        return Units(self.here.units.open_session, FixedClock(self.moment(day, hour)))

    @contextmanager
    def act(self, login: str, day: int, hour: int = 9) -> Iterator[UnitOfWork]:
        """Open a unit for one of the demo's people, with exactly their permissions and areas, on a day."""
        with self.units(day, hour).begin(self.actor(login, day)) as unit:
            yield unit

    @contextmanager
    def direct(self, day: int, hour: int = 8) -> Iterator[UnitOfWork]:
        """Open a unit for the demo itself, for what a deployment sets up by hand."""
        with self.units(day, hour).begin(SYSTEM) as unit:
            yield unit

    def actor(self, login: str, day: int) -> Actor:
        """Return one of the demo's people as a log-in would; who holds which role does not change in the demo."""
        if login not in self.actors:
            with self.units(day).begin(SYSTEM, read_only=True) as unit:
                found = find_signed_in_user(unit, self.users[login])
            if found is None:
                raise LookupError(f"{login} cannot log in")
            self.actors[login] = found.actor
        return self.actors[login]
