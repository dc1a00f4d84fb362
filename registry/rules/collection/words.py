"""Code lists of field collection, and which state follows which."""

from foundation.wording import Worded, mark


class FormState(Worded):
    """Whether a form goes out to devices and comes back from them."""

    OPEN = "open", mark("Open")
    CLOSING = "closing", mark("Closing: no longer given out, still taken in")
    CLOSED = "closed", mark("Closed")


class SubmissionState(Worded):
    """Where a submission stands on its way into the register."""

    INCOMPLETE = "incomplete", mark("Photos still to come")
    WAITING = "waiting", mark("Waiting")
    CONFLICT = "conflict", mark("Contradicts another change")
    STAGED = "staged", mark("In an import")
    LANDED = "landed", mark("In the register")
    RETURNED = "returned", mark("Sent back to the field")
    DISCARDED = "discarded", mark("Discarded")
    REPLACED = "replaced", mark("Replaced by a later version")


class FileState(Worded):
    """What became of a file that a submission names."""

    AWAITED = "awaited", mark("Still to come")
    KEPT = "kept", mark("Arrived")
    REFUSED = "refused", mark("Not taken")


class SideKind(Worded):
    """Who said something about a field: the register, or a submission."""

    REGISTER = "register", mark("The register")
    SUBMISSION = "submission", mark("A submission")


S = SubmissionState

FORM_MOVES: dict[FormState, frozenset[FormState]] = {
    FormState.OPEN: frozenset({FormState.CLOSING, FormState.CLOSED}),
    FormState.CLOSING: frozenset({FormState.OPEN, FormState.CLOSED}),
    FormState.CLOSED: frozenset({FormState.OPEN, FormState.CLOSING}),
}
SUBMISSION_MOVES: dict[SubmissionState, frozenset[SubmissionState]] = {
    S.INCOMPLETE: frozenset({S.WAITING, S.CONFLICT, S.RETURNED, S.DISCARDED, S.REPLACED}),
    S.WAITING: frozenset({S.CONFLICT, S.STAGED, S.RETURNED, S.DISCARDED, S.REPLACED}),
    S.CONFLICT: frozenset({S.WAITING, S.STAGED, S.RETURNED, S.DISCARDED, S.REPLACED}),
    S.STAGED: frozenset({S.WAITING, S.LANDED}),
    S.LANDED: frozenset({S.WAITING}),  # an import can be undone
    S.RETURNED: frozenset({S.WAITING, S.REPLACED}),
    S.DISCARDED: frozenset({S.WAITING}),
    S.REPLACED: frozenset(),
}
"""The only moves there are; whoever moves a form or a submission asks here."""

PENDING = frozenset({S.WAITING, S.CONFLICT})
"""Complete, and not yet in an import: what the desk works on."""
OPEN_TO_FILES = frozenset({S.INCOMPLETE, S.WAITING, S.CONFLICT, S.RETURNED})
"""States in which a missing or refused file may still arrive."""


def may_move(current: SubmissionState, following: SubmissionState) -> bool:
    """Tell whether a submission may go from one state to another."""
    return following in SUBMISSION_MOVES[current]
