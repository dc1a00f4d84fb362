"""Booking and booking back."""

from collections.abc import Sequence

from foundation.unit_of_work import UnitOfWork
from ledger.errors import CannotReverse
from ledger.operations.booking import book_drafts, find_booked
from ledger.queries.accounts import get_journal
from ledger.rules.entries import Entry, JournalDraft, mirror
from ledger.rules.facts import BatchPosted, JournalPosted


def post_journal(
    unit: UnitOfWork,
    *,
    reference: str,
    description: str,
    entries: Sequence[Entry],
    source_kind: str,
    source_id: int | None = None,
) -> JournalPosted:
    """Book one event; the same reference with the same lines returns the booking made before.

    Args:
        entries: debits positive, credits negative, adding up to zero in each commodity.
    Raises: BadEntry when the lines are not sound; ReferenceTaken when the reference is booked with other lines;
        NotEnough when an account that may not would fall below zero.
    Writes: journal, posting, account.balance_minor. Cost: 3 statements.
    """
    draft = JournalDraft(reference, description, tuple(entries), source_kind, source_id)
    posted = book_one(unit, draft)
    if posted.is_new:
        unit.note("post_journal", "journal", posted.journal_id, reference=reference, source=source_kind)
    return posted


def post_journals(unit: UnitOfWork, batch: Sequence[JournalDraft]) -> BatchPosted:
    """Book many events at once; one that is refused does not keep the others from being booked.

    Accounts are locked for the whole batch in the order of their ids, so what belongs together goes into one batch.
    Returns: the bookings made or found, and those refused with the error that says why.
    Writes: journal, posting, account.balance_minor. Cost: 1 statement, and 2 for each 1,000 bookings.
    """
    outcome = book_drafts(unit, batch)
    fresh = sum(posted.is_new for posted in outcome.posted)
    if fresh:
        unit.note("post_journals", "journal", None, booked=fresh, refused=len(outcome.refused))
    return outcome


def reverse_journal(unit: UnitOfWork, journal_id: int, reason: str) -> JournalPosted:
    """Book a journal back with its mirror, once; a second call returns the reversal made before.

    Raises: JournalNotFound; CannotReverse for a reversal; NotEnough when what was booked is spent already.
    Writes: journal, posting, account.balance_minor. Cost: 5 statements.
    """
    journal = get_journal(unit, journal_id)
    if journal.reverses_id is not None:
        raise CannotReverse()
    _, lines = find_booked(unit, [journal.reference])
    entries = mirror(lines[journal.reference])
    draft = JournalDraft(
        f"reversal:{journal.id}", reason, entries, journal.source_kind, journal.source_id, reverses_id=journal.id
    )
    posted = book_one(unit, draft)
    if posted.is_new:
        unit.note("reverse_journal", "journal", journal_id, reversal=posted.journal_id, reason=reason)
    return posted


def book_one(unit: UnitOfWork, draft: JournalDraft) -> JournalPosted:
    """Book one event without an audit note, for operations that write their own.

    Raises: what `post_journal` raises.
    """
    outcome = book_drafts(unit, [draft])
    if outcome.refused:
        raise outcome.refused[0].error
    return outcome.posted[0]
