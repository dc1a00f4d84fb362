"""Code lists of imports: where a run stands, what a staged record is and what becomes of it."""

from foundation.wording import Worded, mark


class ImportState(Worded):
    UPLOADED = "uploaded", mark("Waiting to be checked")
    STAGING = "staging", mark("Being checked")
    STAGED = "staged", mark("Ready for a decision")
    FAILED = "failed", mark("Could not be checked")
    COMMITTING = "committing", mark("Being taken in")
    COMMITTED = "committed", mark("Taken into the register")
    UNDONE = "undone", mark("Undone")
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


class ContradictionState(Worded):
    """What became of a value that contradicts the register."""

    OPEN = "open", mark("Waiting for a decision")
    TAKEN = "taken", mark("New value taken")
    KEPT = "kept", mark("Register’s value kept")
    OTHER_PERSON = "other_person", mark("Another person")


class BuiltOnKind(Worded):
    """What may have been built on an import, so that it cannot be undone any more."""

    LATER_IMPORT = "later_import", mark("Later imports of the same records")
    EDIT = "edit", mark("Records changed since")
    FAMILY_CHANGE = "family_change", mark("Changes of the family")
    CONSENT = "consent", mark("Consents")
    CONTRADICTION = "contradiction", mark("Contradictions that somebody decided")
    OTHER = "other", mark("Other records of these households")


WAITING = frozenset({ImportState.UPLOADED, ImportState.STAGING})
"""The worker has it, or will."""
COMMITTABLE = frozenset({ImportState.STAGED, ImportState.COMMITTING})
UNDECIDED = frozenset({ImportState.UPLOADED, ImportState.STAGING, ImportState.STAGED, ImportState.FAILED})
"""Runs that keep a copy of their files and may be discarded."""
UNDECIDED_DAYS = 30
"""After so many days without a decision a run is discarded, because it keeps personal data."""
