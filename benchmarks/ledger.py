"""Booking in batches against statement by statement: rates, ratios and memory, taken by turns in one run.

python -m benchmarks.ledger --transfers 5000 --rounds 3
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import create_engine, insert, select, update
from sqlalchemy.orm import sessionmaker

from foundation.actor import system_actor
from foundation.clock import SystemClock
from foundation.unit_of_work import UnitOfWork, Units
from gateways.embedded_postgres import create_database, drop_database, start_embedded_postgres
from ledger.models import Account, Journal, Posting
from ledger.operations import post_journal, post_journals
from ledger.operations.accounts import insert_accounts
from ledger.queries import drifted_accounts, unbalanced_journals
from ledger.rules.accounts import AccountSpec
from ledger.rules.entries import Entry, JournalDraft
from ledger.rules.words import AccountKind
from web.schema import upgrade

ACTOR = system_actor("benchmark")
NAME = "ledger_benchmark"
SINGLES = 500
REFUSED_SHARE = 0.05

Way = Callable[[Units, Sequence[JournalDraft]], None]


def in_batches(units: Units, drafts: Sequence[JournalDraft]) -> None:
    """Arrays, two statements for each 1,000."""
    with units.begin(ACTOR) as unit:
        post_journals(unit, drafts)


def statement_by_statement(units: Units, drafts: Sequence[JournalDraft]) -> None:
    """What a booking is without arrays: each row its own statement, all in one transaction."""
    with units.begin(ACTOR) as unit:
        for draft in drafts:
            write_row_by_row(unit, draft)


def one_call_each(units: Units, drafts: Sequence[JournalDraft]) -> None:
    """`post_journal` in a loop, all in one transaction."""
    with units.begin(ACTOR) as unit:
        for draft in drafts:
            post(unit, draft)
        unit.notes.clear()


def one_transaction_each(units: Units, drafts: Sequence[JournalDraft]) -> None:
    """A unit for each booking, as a web request has it, without the audit note."""
    for draft in drafts[:SINGLES]:
        with units.begin(ACTOR) as unit:
            post(unit, draft)
            unit.notes.clear()


def one_audited_transaction_each(units: Units, drafts: Sequence[JournalDraft]) -> None:
    """A unit for each booking with its audit note, as a web request has it."""
    for draft in drafts[:SINGLES]:
        with units.begin(ACTOR) as unit:
            post(unit, draft)


def post(unit: UnitOfWork, draft: JournalDraft) -> None:
    post_journal(
        unit,
        reference=draft.reference,
        description=draft.description,
        entries=draft.entries,
        source_kind=draft.source_kind,
        source_id=draft.source_id,
    )


def write_row_by_row(unit: UnitOfWork, draft: JournalDraft) -> None:
    connection = unit.session.connection()
    codes = [entry.account for entry in draft.entries]
    locked = select(Account.id, Account.code, Account.side).where(Account.code.in_(codes)).order_by(Account.id)
    accounts = {row.code: row for row in connection.execute(locked.with_for_update(key_share=True))}
    known = connection.execute(select(Journal.id).where(Journal.reference == draft.reference)).first()
    if known is not None:
        return
    heading = {
        "reference": draft.reference,
        "description": draft.description,
        "occurred_at": unit.now,
        "source_kind": draft.source_kind,
        "source_id": draft.source_id,
    }
    journal_id = connection.execute(insert(Journal).values(heading).returning(Journal.id)).scalar_one()
    lines = [
        {
            "journal_id": journal_id,
            "account_id": accounts[entry.account].id,
            "amount_minor": entry.amount_minor,
            "commodity": entry.commodity,
        }
        for entry in draft.entries
    ]
    # The database takes a journal's lines in one statement only.
    connection.execute(insert(Posting).values(lines))
    for entry in draft.entries:
        account = accounts[entry.account]
        moved = Account.balance_minor + account.side * entry.amount_minor
        connection.execute(update(Account).where(Account.id == account.id).values(balance_minor=moved))


def make_drafts(name: str, count: int, accounts: int, refused_share: float = 0.0) -> list[JournalDraft]:
    """Return transfers between random accounts; the refused share takes more than an account that may not has."""
    chance = random.Random(name)
    drafts = []
    for number in range(count):
        giver, taker = chance.sample(range(accounts), 2)
        amount = chance.randint(1, 10_000)
        source = "poor" if chance.random() < refused_share else f"account:{giver}"
        entries = (Entry(f"account:{taker}", amount), Entry(source, -amount))
        drafts.append(JournalDraft(f"{name}:{number}", "transfer", entries, "benchmark", number))
    return drafts


def open_accounts(units: Units, count: int) -> None:
    specs = [AccountSpec(f"account:{n}", AccountKind.ASSET, may_go_negative=True) for n in range(count)]
    with units.begin(ACTOR) as unit:
        insert_accounts(unit, [*specs, AccountSpec("poor", AccountKind.ASSET)])


def measure(units: Units, transfers: int, accounts: int, rounds: int) -> dict[str, list[float]]:
    """Return the bookings a second of each way, one figure a round; the ways take turns."""
    ways: dict[str, tuple[Way, float]] = {
        "batches": (in_batches, 0.0),
        "batches, 5 % refused": (in_batches, REFUSED_SHARE),
        "statement by statement": (statement_by_statement, 0.0),
        "post_journal in one transaction": (one_call_each, 0.0),
        "one transaction each": (one_transaction_each, 0.0),
        "one audited transaction each": (one_audited_transaction_each, 0.0),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, (way, refused_share) in ways.items():
            drafts = make_drafts(f"{name} {number}", transfers, accounts, refused_share)
            started = time.perf_counter()
            way(units, drafts)
            done = SINGLES if "each" in name else transfers
            if number:  # the first round warms up
                rates[name].append(done / (time.perf_counter() - started))
    return rates


def report(rates: dict[str, list[float]]) -> None:
    for name, values in rates.items():
        others = zip(rates["batches"], values, strict=True)
        ratio = statistics.median(batches / other for batches, other in others)
        print(f"{name:34} {statistics.median(values):9,.0f} a second   batches are {ratio:5.1f} × as fast")
    print(f"memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB at most")


def check(units: Units) -> None:
    with units.begin(ACTOR, read_only=True) as unit:
        assert not unbalanced_journals(unit)
        assert not drifted_accounts(unit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--transfers", type=int, default=5_000, help="bookings a round and way, at least 500")
    parser.add_argument("--accounts", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ledger-benchmark-") as folder:
        server = start_embedded_postgres(Path(folder) / "postgres")
        engine = create_engine(create_database(server, NAME))
        upgrade(engine)
        units = Units(sessionmaker(engine), SystemClock())
        open_accounts(units, arguments.accounts)
        print(
            f"{arguments.transfers:,} bookings of two lines, {arguments.accounts:,} accounts, {arguments.rounds} rounds"
        )
        report(measure(units, max(arguments.transfers, SINGLES), arguments.accounts, arguments.rounds))
        check(units)
        engine.dispose()
        drop_database(server, NAME)


if __name__ == "__main__":
    main()
