"""The demo: real households of a real survey in a real county, everything else made up and marked so.

It goes through the same doors as people do: files are imported, the register is graded, and every act is done by a
log-in that may do it, on the day on which it would have happened. See `data/README.md` for what is real.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from registry.models import Household
from registry.queries.users import find_user_by_login
from web.demo.households import draw_households
from web.demo.logins import demo_logins
from web.demo.stage import SYSTEM, Stage
from web.demo.story import LAST_LOGIN, play
from web.services import Services

__all__ = ["DemoLoaded", "demo_logins", "load_demo"]


@dataclass(frozen=True, slots=True)
class DemoLoaded:
    """What the register holds after the call.

    Args:
        is_new: False when the demo, or anything else, was there before; then nothing was changed.
        is_whole: False when the register is somebody else's, or an earlier load broke off.
    """

    is_new: bool
    is_whole: bool
    households: int


def load_demo(here: Services, report: Callable[[str], None], count: int | None = None) -> DemoLoaded:
    """Load the demo into an empty register; nothing happens when there is anything in it.

    Args:
        report: is told of each step.
        count: load only so many households, those of the story's township first.
    """
    known, is_whole = _look(here)
    if known:
        report("The register is not empty: the demo is left as it is." if is_whole else BROKEN_OFF)
        return DemoLoaded(False, is_whole, known)
    stage = Stage(here, here.units.clock.now(), report)
    households = draw_households(stage.today, count)
    play(stage, households)
    return DemoLoaded(True, True, len(households))


BROKEN_OFF = (
    "The register holds households but not the whole demo: it is a register of its own, or the demo was interrupted. "
    "To start afresh, use an empty database or remove the instance folder."
)


def _look(here: Services) -> tuple[int, bool]:
    """Return how many households are there and whether the demo's last step is."""
    with here.units.begin(SYSTEM, read_only=True) as unit:
        count = unit.session.scalar(select(func.count()).select_from(Household)) or 0
        return count, find_user_by_login(unit, LAST_LOGIN) is not None
