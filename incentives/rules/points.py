"""How an entry moves, and how many points it is credited with.

Points are earned and never taken away here; nothing but points ever follows from them.
"""

from datetime import date

from foundation.wording import mark
from incentives.errors import AlreadyDecided, BadEntry
from incentives.rules.words import EntryAct, EntryState

MOST_POINTS_AN_EVENT = 10

TRANSITIONS: dict[tuple[EntryState, EntryAct], EntryState] = {
    (EntryState.RECORDED, EntryAct.CONFIRM): EntryState.CONFIRMED,
    (EntryState.RECORDED, EntryAct.REJECT): EntryState.REJECTED,
}


def next_state(state: EntryState, act: EntryAct) -> EntryState:
    """Return the state after an act. Raises AlreadyDecided when the table has none."""
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise AlreadyDecided() from None


def points_credited(points: int, earned_this_year: int, points_a_year: int) -> int:
    """Return what an entry is credited with: its points, as far as the household's year has room."""
    return min(points, max(points_a_year - earned_this_year, 0))


def check_entry(occurred_on: date, today: date, note: str) -> None:
    """Raise BadEntry unless the day has come and the note says what was done."""
    if occurred_on > today:
        raise BadEntry(mark("The day lies in the future."), field="occurred_on")
    if not note.strip():
        raise BadEntry(mark("Say what was done, so that a second person can confirm it."), field="note")
