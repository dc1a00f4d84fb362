"""What can go wrong with points."""

from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.wording import mark


class EntryNotFound(NotFound):
    message = mark("There is no such entry, or it lies outside your area.")


class ItemNotFound(NotFound):
    message = mark("There is nothing of that kind in the schedule on that day.")


class BadSchedule(Invalid):
    message = mark("The schedule cannot be used.")


class NotTakingPart(Conflict):
    message = mark("The household does not take part in the points scheme on that day. Taking part is its free choice.")


class AlreadyTakingPart(Conflict):
    message = mark("The household already takes part in the points scheme.")


class AlreadyRecorded(Conflict):
    message = mark("This is already recorded for this person on this day.")


class ExemptFromLabour(Conflict):
    """Nobody asks exempt people to do labour; the equal other way is open to them."""

    message = mark("This person is exempt from labour (%(exemption)s). The same points are earned this way: %(other)s.")


class BadEntry(Invalid):
    message = mark("This entry cannot be taken.")


class ReasonMissing(Invalid):
    message = mark("Say why, so that the household can be told.")


class AlreadyDecided(Conflict):
    message = mark("This entry has been decided in the meantime.")


class SecondPersonNeeded(Forbidden):
    message = mark("Whoever recorded an entry, or belongs to the household, may not confirm it. A second person must.")
