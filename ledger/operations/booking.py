"""How bookings reach the tables: accounts locked in the order of their ids, then two statements for each 1,000.

On PostgreSQL the cost of a booking is its round trips: a batch travels as arrays, and one booking is a batch of one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ARRAY, String, any_, bindparam, select, text

from foundation.unit_of_work import UnitOfWork
from ledger.errors import BookedAtOnce
from ledger.models import Account, Journal, Posting
from ledger.operations.accounts import insert_accounts
from ledger.rules.accounts import HOUSE_ACCOUNTS
from ledger.rules.balances import Holding, Verdict, judge
from ledger.rules.entries import Entry, JournalDraft
from ledger.rules.facts import BatchPosted, JournalPosted, JournalRefused

CHUNK = 1_000

account, journal, posting = Account.__table__.c, Journal.__table__.c, Posting.__table__.c

# Other units' postings only need the key of the account row, which this lock leaves free.
LOCK = (
    select(account.id, account.code, account.commodity, account.side, account.balance_minor, account.may_go_negative)
    .where(account.code == any_(bindparam("codes", type_=ARRAY(String))))
    .order_by(account.id)
    .with_for_update(key_share=True)
)

BOOKED = (
    select(journal.reference, journal.id, journal.occurred_at, account.code, posting.amount_minor, posting.commodity)
    .select_from(Journal.__table__)
    .join(Posting.__table__, posting.journal_id == journal.id)
    .join(Account.__table__, account.id == posting.account_id)
    .where(journal.reference == any_(bindparam("references", type_=ARRAY(String))))
)

WRITE = text(
    """
    with draft as (
        select * from unnest(cast(:references as text[]), cast(:descriptions as text[]), cast(:source_kinds as text[]),
                             cast(:source_ids as bigint[]), cast(:reverses_ids as bigint[]))
        with ordinality as d (reference, description, source_kind, source_id, reverses_id, number)
    ), line as (
        select * from unnest(cast(:numbers as bigint[]), cast(:account_ids as bigint[]), cast(:amounts as bigint[]),
                             cast(:commodities as text[]))
        with ordinality as l (number, account_id, amount_minor, commodity, position)
    ), written as (
        insert into journal (reference, description, occurred_at, actor_id, source_kind, source_id, reverses_id)
        select reference, description, :now, cast(:actor_id as bigint), source_kind, source_id, reverses_id
        from draft order by number
        on conflict (reference) do nothing
        returning id, reference
    ), moved as (
        insert into posting (journal_id, account_id, amount_minor, commodity)
        select written.id, line.account_id, line.amount_minor, line.commodity
        from line join draft using (number) join written using (reference)
        order by line.position
        returning account_id, amount_minor
    ), kept as (
        update account set balance_minor = balance_minor + side * delta
        from (select account_id, cast(sum(amount_minor) as bigint) as delta from moved group by account_id) as change
        where account.id = change.account_id
    )
    select reference, id from written
    """
)


def book_drafts(unit: UnitOfWork, drafts: Sequence[JournalDraft]) -> BatchPosted:
    """Book what can be booked; each booking is judged on what those before it left.

    Raises: BookedAtOnce when another unit takes one of the references at the same moment.
    Writes: journal, posting, account.balance_minor. Cost: 1 statement to lock, and 2 for each 1,000 bookings.
    """
    posted: list[JournalPosted] = []
    refused: list[JournalRefused] = []
    holdings = lock_holdings(unit, {entry.account for draft in drafts for entry in draft.entries})
    for start in range(0, len(drafts), CHUNK):
        chunk = drafts[start : start + CHUNK]
        booked, lines = find_booked(unit, [draft.reference for draft in chunk])
        verdicts = judge(chunk, lines, holdings)
        fresh = [draft for draft, verdict in zip(chunk, verdicts, strict=True) if verdict is Verdict.NEW]
        booked |= write_journals(unit, fresh, holdings)
        for draft, verdict in zip(chunk, verdicts, strict=True):
            if isinstance(verdict, Verdict):
                journal_id, occurred_at = booked[draft.reference]
                posted.append(JournalPosted(journal_id, draft.reference, occurred_at, verdict is Verdict.NEW))
            else:
                refused.append(JournalRefused(draft.reference, verdict))
    return BatchPosted(tuple(posted), tuple(refused))


def lock_holdings(unit: UnitOfWork, codes: Collection[str]) -> dict[str, Holding]:
    """Lock accounts in the order of their ids and return them as they stand.

    The house's own accounts are opened when they are first needed. Cost: 1 statement.
    """
    holdings = _select_holdings(unit, codes)
    missing = [HOUSE_ACCOUNTS[code] for code in codes if code in HOUSE_ACCOUNTS and code not in holdings]
    if missing:
        insert_accounts(unit, missing)
        holdings = _select_holdings(unit, codes)
    return holdings


def _select_holdings(unit: UnitOfWork, codes: Collection[str]) -> dict[str, Holding]:
    rows = unit.session.connection().execute(LOCK, {"codes": sorted(codes)})
    return {row.code: Holding(*row) for row in rows}


def find_booked(
    unit: UnitOfWork, references: Sequence[str]
) -> tuple[dict[str, tuple[int, datetime]], dict[str, list[Entry]]]:
    """Return the journal (id, moment) and the lines of each reference that is booked already. Cost: 1 statement."""
    journals: dict[str, tuple[int, datetime]] = {}
    lines: dict[str, list[Entry]] = defaultdict(list)
    rows = unit.session.connection().execute(BOOKED, {"references": list(references)})
    for reference, journal_id, occurred_at, code, amount_minor, commodity in rows:
        journals[reference] = journal_id, occurred_at
        lines[reference].append(Entry(code, amount_minor, commodity))
    return journals, lines


def write_journals(
    unit: UnitOfWork, drafts: Sequence[JournalDraft], holdings: Mapping[str, Holding]
) -> dict[str, tuple[int, datetime]]:
    """Insert journals and lines and move the balances; return id and moment by reference. Cost: 1 statement."""
    if not drafts:
        return {}
    lines = [(number, entry) for number, draft in enumerate(drafts, 1) for entry in draft.entries]
    values = {
        "references": [draft.reference for draft in drafts],
        "descriptions": [draft.description for draft in drafts],
        "source_kinds": [draft.source_kind for draft in drafts],
        "source_ids": [draft.source_id for draft in drafts],
        "reverses_ids": [draft.reverses_id for draft in drafts],
        "numbers": [number for number, _ in lines],
        "account_ids": [holdings[entry.account].account_id for _, entry in lines],
        "amounts": [entry.amount_minor for _, entry in lines],
        "commodities": [entry.commodity for _, entry in lines],
        "actor_id": unit.actor.user_id,
        "now": unit.now,
    }
    rows = unit.session.connection().execute(WRITE, values)
    written = {reference: (journal_id, unit.now) for reference, journal_id in rows}
    for draft in drafts:
        if draft.reference not in written:
            raise BookedAtOnce(reference=draft.reference)
    return written
