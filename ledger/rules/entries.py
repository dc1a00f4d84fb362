"""What a booking must be before the database sees it: lines that balance.

Debits are positive, credits negative; a booking's lines add up to zero in each commodity.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from foundation.money import Money
from foundation.wording import mark
from ledger.errors import BadEntry, Unbalanced
from ledger.rules.accounts import amount_words
from ledger.rules.words import CNY, POINTS

# Ten trillion yuan in fen: far above any real amount, far below what 64 bits hold when many are added up.
LARGEST_MINOR = 10**15
LONGEST_REFERENCE = 120
LONGEST_DESCRIPTION = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: how much moves on which account.

    Args:
        account: the account's code.
        amount_minor: whole minor units or points; positive is a debit, negative a credit.
        commodity: the account's own.
    """

    account: str
    amount_minor: int
    commodity: str = CNY


@dataclass(frozen=True, slots=True)
class JournalDraft:
    """A booking to be made.

    Args:
        reference: names the event that is booked, such as `payment:12:settled`; the same event is booked once.
        source_kind: what caused it, such as `payment` or `work_day`, with the row's number in `source_id`.
    """

    reference: str
    description: str
    entries: tuple[Entry, ...]
    source_kind: str
    source_id: int | None = None
    reverses_id: int | None = None


def debit(account: str, amount: Money) -> Entry:
    """Return the line that debits `account`."""
    return Entry(account, amount.minor, amount.currency)


def credit(account: str, amount: Money) -> Entry:
    """Return the line that credits `account`."""
    return Entry(account, -amount.minor, amount.currency)


def move_points(giver: str, receiver: str, points: int) -> tuple[Entry, Entry]:
    """Return the two lines by which `receiver` gets points from `giver`."""
    return Entry(receiver, points, POINTS), Entry(giver, -points, POINTS)


def check_draft(draft: JournalDraft) -> None:
    """Raise BadEntry unless the booking has a reference and lines that balance."""
    if not 0 < len(draft.reference) <= LONGEST_REFERENCE or not 0 < len(draft.description) <= LONGEST_DESCRIPTION:
        raise BadEntry(
            mark(
                "A booking needs a reference of at most %(reference)s and a description of at most %(text)s characters."
            ),
            reference=LONGEST_REFERENCE,
            text=LONGEST_DESCRIPTION,
        )
    check_entries(draft.entries)


def check_entries(entries: Sequence[Entry]) -> None:
    """Raise BadEntry unless there are two lines or more, none of zero or beyond measure, that balance by commodity."""
    if len(entries) < 2:
        raise BadEntry(mark("A booking needs at least two lines: where it comes from and where it goes."))
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        if entry.amount_minor == 0:
            raise BadEntry(mark("The line on “%(account)s” moves nothing."), account=entry.account)
        if abs(entry.amount_minor) > LARGEST_MINOR:
            raise BadEntry(mark("The amount on “%(account)s” is too large to be true."), account=entry.account)
        sums[entry.commodity] += entry.amount_minor
    for commodity, difference in sums.items():
        if difference:
            raise Unbalanced(commodity=commodity, difference=amount_words(difference, commodity))


def mirror(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the lines that undo `entries`."""
    return tuple(Entry(entry.account, -entry.amount_minor, entry.commodity) for entry in entries)


def are_same(some: Sequence[Entry], others: Sequence[Entry]) -> bool:
    """Tell whether two bookings have the same lines, in whatever order."""
    return sorted(map(_key, some)) == sorted(map(_key, others))


def _key(entry: Entry) -> tuple[str, str, int]:
    return entry.account, entry.commodity, entry.amount_minor
