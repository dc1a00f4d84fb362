"""Code lists of imports: where a run stands, what a staged record is and what becomes of it."""

from foundation.wording import Worded, mark


class ImportState(Worded):
    STAGING = "staging", mark("Being checked")
    STAGED = "staged", mark("Ready for a decision")
    COMMITTED = "committed", mark("Taken into the register")
    DISCARDED = "discarded", mark("Discarded")


class StagedEntity(Worded):
    HOUSEHOLD = "household", mark("Households")
    PERSON = "person", mark("Members")
    INCOME = "income", mark("Income lines")
    SPENDING = "spending", mark("Spending lines")
    EVENT = "event", mark("Events")


class StagedOutcome(Worded):
    """What a commit does with a record, held against the register as it was when the files were checked."""

    NEW = "new", mark("New")
    CHANGED = "changed", mark("Changed")
    UNCHANGED = "unchanged", mark("Unchanged")
    SKIPPED = "skipped", mark("Left as the register has it")
    REFUSED = "refused", mark("Refused")


class OnDuplicate(Worded):
    """What to do with a record that the register already has with other values."""

    ERROR = "error", mark("Refuse it")
    SKIP = "skip", mark("Leave it as the register has it")
    UPDATE = "update", mark("Replace the register’s values")


class ImportStep(Worded):
    """What an import is doing, for those who wait for it."""

    READING = "reading", mark("Reading %(name)s")
    CHECKING = "checking", mark("Checking households, members and lines against one another and the register")
    KEEPING = "keeping", mark("Keeping what was found for your decision")
    WRITING = "writing", mark("Writing into the register")


COMMITTABLE = frozenset({ImportState.STAGED})
DISCARDABLE = frozenset({ImportState.STAGING, ImportState.STAGED})
