"""What accounts would hold after a booking, and which bookings they refuse."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from foundation.errors import HoldfastError
from ledger.errors import NotEnough, NotEnoughPoints, ReferenceTaken, UnknownAccount, WrongCommodity
from ledger.rules.accounts import amount_words
from ledger.rules.entries import Entry, JournalDraft, are_same, check_draft
from ledger.rules.words import POINTS


@dataclass(frozen=True, slots=True)
class Holding:
    """An account as it stands.

    Args:
        side: 1 where debits increase the balance, -1 where credits do.
        balance_minor: in the account's own direction.
    """

    account_id: int
    code: str
    commodity: str
    side: int
    balance_minor: int
    may_go_negative: bool


class Verdict(Enum):
    """What becomes of a booking that is not refused."""

    NEW = "new"
    REPEATED = "repeated"


def judge(
    drafts: Sequence[JournalDraft], booked: Mapping[str, Sequence[Entry]], holdings: MutableMapping[str, Holding]
) -> list[Verdict | HoldfastError]:
    """Judge each booking on what those before it left, and move `holdings` on by the new ones.

    Args:
        booked: the lines already booked under a reference.
    Returns: for each booking a verdict, or the reason why it is refused.
    """
    lines = dict(booked)
    verdicts: list[Verdict | HoldfastError] = []
    for draft in drafts:
        try:
            verdicts.append(_judge_one(draft, lines, holdings))
        except HoldfastError as refusal:
            verdicts.append(refusal)
    return verdicts


def _judge_one(
    draft: JournalDraft, lines: MutableMapping[str, Sequence[Entry]], holdings: MutableMapping[str, Holding]
) -> Verdict:
    known = lines.get(draft.reference)
    if known is not None:
        if not are_same(known, draft.entries):
            raise ReferenceTaken(reference=draft.reference)
        return Verdict.REPEATED
    check_draft(draft)
    holdings.update(book(holdings, draft.entries))
    lines[draft.reference] = draft.entries
    return Verdict.NEW


def book(holdings: Mapping[str, Holding], entries: Sequence[Entry]) -> dict[str, Holding]:
    """Return the touched accounts as they stand after the lines, all lines counted together.

    Raises: UnknownAccount, WrongCommodity; NotEnough when an account that may not would end below zero, unless the
        booking raises it.
    """
    after: dict[str, Holding] = {}
    for entry in entries:
        holding = after.get(entry.account) or holdings.get(entry.account)
        if holding is None:
            raise UnknownAccount(account=entry.account)
        if holding.commodity != entry.commodity:
            raise WrongCommodity(account=entry.account, kept_in=holding.commodity, commodity=entry.commodity)
        moved = holding.balance_minor + holding.side * entry.amount_minor
        after[entry.account] = replace(holding, balance_minor=moved)
    for code, holding in after.items():
        _refuse_overdraft(holdings[code], holding)
    return after


def _refuse_overdraft(before: Holding, after: Holding) -> None:
    if after.may_go_negative or after.balance_minor >= 0 or after.balance_minor >= before.balance_minor:
        return
    trouble = NotEnoughPoints if after.commodity == POINTS else NotEnough
    raise trouble(
        account=after.code,
        commodity=after.commodity,
        left=amount_words(before.balance_minor, after.commodity),
        needed=amount_words(before.balance_minor - after.balance_minor, after.commodity),
    )
