"""The demo: real households of a real survey in a real county, everything else made up and marked so.

It goes through the same doors as people do: files are imported, the register is graded, and every act is done by a
log-in that may do it, on the day on which it would have happened. See `data/README.md` for what is real.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from registry.models import Household, User
from web.demo.households import draw_households
from web.demo.logins import demo_logins
from web.demo.protagonist import STORY_CODE
from web.demo.stage import SYSTEM, Stage
from web.demo.story import FIRST_LOGIN, LAST_LOGIN, play
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
    found = _look(here)
    if found is not None:
        report("The demo is there already." if found.is_whole else BROKEN_OFF)
        return found
    stage = Stage(here, here.units.clock.now(), report)
    households = draw_households(stage.today, count)
    play(stage, households)
    loaded = _look(here)
    return replace(loaded, is_new=True) if loaded else DemoLoaded(True, False, 0)


BROKEN_OFF = (
    "The register is in use, but not by the whole demo: it is one of your own, or loading the demo was interrupted. "
    "Nothing was changed. To start afresh, use an empty database or remove the instance folder."
)


def _look(here: Services) -> DemoLoaded | None:
    """Return what is there already, None for a register without households and without the demo's first log-in."""
    with here.units.begin(SYSTEM, read_only=True) as unit:
        households = unit.session.scalar(select(func.count()).select_from(Household)) or 0
        has_begun = unit.session.scalar(select(User.id).where(User.login == FIRST_LOGIN)) is not None
        last = select(User.id).join(Household).where(User.login == LAST_LOGIN, Household.code == STORY_CODE)
        is_whole = unit.session.scalar(last) is not None
    return DemoLoaded(False, is_whole, households) if households or has_begun else None
