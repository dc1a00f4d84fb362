"""The ledger on a real database: books that stay straight, whoever writes, and payments received once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from threading import Barrier

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError

from foundation.actor import VISITOR, system_actor
from foundation.errors import Conflict, NotFound
from foundation.money import Money
from foundation.paging import PageRequest
from foundation.ports import PaymentNotice, PaymentTicket, Settlement
from foundation.unit_of_work import UnitOfWork, Units
from ledger.errors import (
    AccountDiffers,
    AccountNotFound,
    BadEntry,
    CannotReverse,
    JournalNotFound,
    NotEnough,
    NotEnoughPoints,
    PaymentDiffers,
    PaymentMismatch,
    PaymentNotFound,
    PaymentStuck,
    ReferenceDiffers,
    ReferenceTaken,
    SecondPersonNeeded,
    UnknownAccount,
    WrongCommodity,
    WrongMethod,
)
from ledger.models import Account, Journal, Payment, Posting
from ledger.operations import (
    cancel_payment,
    confirm_bank_transfer,
    fail_payment,
    flag_payment,
    intend_payment,
    learn_ticket,
    open_account,
    open_household_points,
    open_organisation_payable,
    post_journal,
    post_journals,
    reverse_journal,
    settle_payment,
    store_notice,
)
from ledger.queries import (
    FundFlow,
    PaymentFilters,
    PurposeFlow,
    balance_of,
    drifted_accounts,
    find_account,
    find_payment_by_provider_reference,
    get_account,
    get_journal,
    get_payment,
    list_accounts,
    list_lines,
    list_payments,
    list_statement,
    misbooked_payments,
    sum_flows_by_purpose,
    sum_fund_flows,
    unbalanced_journals,
)
from ledger.rules.accounts import AccountSpec, household_points_code
from ledger.rules.entries import Entry, JournalDraft, credit, debit, move_points
from ledger.rules.facts import JournalPosted, PaymentSettled
from ledger.rules.payments import NewPayment
from ledger.rules.words import AccountKind, PaymentMethod, PaymentPurpose, PaymentStatus
from tests.builders.world import VILLAGE_A, VILLAGE_B, World

HUNDRED = Money(10_000)
FEE = Money(340)
NOTHING = Money(0)
PAGE = PageRequest()


@pytest.fixture
def points(unit: UnitOfWork, world: World) -> str:
    """The points account of household A-001, with ten points on it."""
    household_id = world.households["A-001"]
    open_household_points(unit, household_id, VILLAGE_A)
    code = household_points_code(household_id)
    earn(unit, code, 10, "earned")
    return code


def earn(unit: UnitOfWork, code: str, count: int, reference: str) -> JournalPosted:
    entries = move_points("points:issued", code, count)
    return post_journal(unit, reference=reference, description="Work day", entries=entries, source_kind="work_day")


def spend(unit: UnitOfWork, code: str, count: int, reference: str) -> JournalPosted:
    entries = move_points(code, "points:redeemed", count)
    return post_journal(unit, reference=reference, description="Soap", entries=entries, source_kind="reward")


def donate(unit: UnitOfWork, amount: Money, reference: str) -> JournalPosted:
    entries = [debit("bank", amount), credit("donor-fund", amount)]
    return post_journal(unit, reference=reference, description="Gift", entries=entries, source_kind="donation")


def donation(
    key: str = "donation:7:pay", method: PaymentMethod = PaymentMethod.STRIPE, **changes: object
) -> NewPayment:
    values = {
        "purpose": PaymentPurpose.DONATION,
        "method": method,
        "amount": HUNDRED,
        "payer_name": "李四",
        "subject_kind": "donation",
        "subject_id": 7,
        "idempotency_key": key,
    }
    return NewPayment(**values | changes)


def pending(unit: UnitOfWork, reference: str = "cs_1", **changes: object) -> int:
    """Intend a card payment and learn its ticket; return its id."""
    payment_id = intend_payment(unit, donation(**changes)).payment_id
    learn_ticket(unit, payment_id, ticket(reference))
    return payment_id


def ticket(reference: str) -> PaymentTicket:
    return PaymentTicket(reference, Settlement.PENDING)


def settle(unit: UnitOfWork, payment_id: int, amount: Money = HUNDRED, fee: Money = FEE) -> PaymentSettled:
    return settle_payment(unit, payment_id, amount=amount, fee=fee, credit_account="donor-fund")


def acts(unit: UnitOfWork) -> list[str]:
    return [note.action for note in unit.notes]


def check_books(unit: UnitOfWork) -> None:
    """Let the database check what it would check at the end, and look through the books."""
    unit.session.execute(text("set constraints all immediate"))
    assert (unbalanced_journals(unit), drifted_accounts(unit), misbooked_payments(unit)) == ([], [], [])


@contextmanager
def refused_by_the_database(unit: UnitOfWork, words: str) -> Iterator[None]:
    """Expect the block, or the checks that wait for its end, to fail; go on as if it had not been tried."""
    with pytest.raises(DBAPIError, match=words), unit.session.begin_nested():
        yield
        unit.session.execute(text("set constraints all immediate"))


@contextmanager
def counted_statements(unit: UnitOfWork) -> Iterator[list[str]]:
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    connection = unit.session.connection()
    event.listen(connection, "before_cursor_execute", count)
    yield statements
    event.remove(connection, "before_cursor_execute", count)


def at_once(units: Units, *attempts: Callable[[UnitOfWork], object]) -> list[object]:
    """Run each attempt in a unit and a thread of its own, all starting together; return results or errors."""
    start = Barrier(len(attempts))

    def run(attempt: Callable[[UnitOfWork], object]) -> object:
        try:
            with units.begin(system_actor("thread")) as unit:
                start.wait(10)
                return attempt(unit)
        except Conflict as error:
            return error

    with ThreadPoolExecutor(len(attempts)) as pool:
        return [future.result(30) for future in [pool.submit(run, attempt) for attempt in attempts]]


# Booking


def test_a_booking_moves_both_accounts_and_leaves_a_note(unit: UnitOfWork):
    posted = donate(unit, HUNDRED, "gift 1")
    assert posted.is_new
    assert (balance_of(unit, "bank"), balance_of(unit, "donor-fund")) == (10_000, 10_000)
    assert acts(unit) == ["post_journal"]
    check_books(unit)


def test_the_same_event_is_booked_once(unit: UnitOfWork):
    first = donate(unit, HUNDRED, "gift 1")
    again = donate(unit, HUNDRED, "gift 1")
    assert (again.journal_id, again.occurred_at, again.is_new) == (first.journal_id, first.occurred_at, False)
    assert balance_of(unit, "donor-fund") == 10_000
    assert acts(unit) == ["post_journal"]


def test_a_reference_cannot_be_used_for_other_lines(unit: UnitOfWork):
    donate(unit, HUNDRED, "gift 1")
    with pytest.raises(ReferenceTaken, match="gift 1"):
        donate(unit, Money(9_999), "gift 1")
    assert balance_of(unit, "donor-fund") == 10_000


@pytest.mark.parametrize(
    ("entries", "error"),
    [
        ([Entry("bank", 5), Entry("donor-fund", -4)], BadEntry),
        ([Entry("bank", 5)], BadEntry),
        ([Entry("bank", 0), Entry("donor-fund", 0)], BadEntry),
        ([Entry("bank", 5), Entry("mattress", -5)], UnknownAccount),
        ([Entry("bank", 5, "points"), Entry("donor-fund", -5, "points")], WrongCommodity),
        ([Entry("bank", -5), Entry("donor-fund", 5)], NotEnough),
    ],
)
def test_a_booking_that_is_not_sound_leaves_nothing(unit: UnitOfWork, entries: list[Entry], error: type[Exception]):
    with pytest.raises(error):
        post_journal(unit, reference="r", description="d", entries=entries, source_kind="test")
    assert unit.session.scalars(select(Journal)).all() == []
    assert unit.notes == []


def test_one_booking_takes_three_statements(unit: UnitOfWork, points: str):
    with counted_statements(unit) as statements:
        earn(unit, points, 1, "earned again")
    assert len(statements) == 3


def test_points_never_fall_below_zero(unit: UnitOfWork, points: str):
    spend(unit, points, 7, "soap")
    with pytest.raises(NotEnoughPoints, match="3 left, 4 needed"):
        spend(unit, points, 4, "more soap")
    spend(unit, points, 3, "a little soap")
    assert [balance_of(unit, code) for code in (points, "points:issued", "points:redeemed")] == [0, 10, 10]
    check_books(unit)


# Booking back


def test_a_booking_is_undone_once_by_its_mirror(unit: UnitOfWork, points: str):
    earned = earn(unit, points, 5, "by mistake")
    undone = reverse_journal(unit, earned.journal_id, "Not the right household")
    again = reverse_journal(unit, earned.journal_id, "Clicked twice")
    assert (undone.is_new, again.is_new, again.journal_id) == (True, False, undone.journal_id)
    assert balance_of(unit, points) == 10
    journal = get_journal(unit, undone.journal_id)
    assert (journal.reverses_id, journal.description) == (earned.journal_id, "Not the right household")
    assert acts(unit).count("reverse_journal") == 1
    check_books(unit)


def test_a_reversal_is_not_reversed_again(unit: UnitOfWork, points: str):
    undone = reverse_journal(unit, earn(unit, points, 5, "by mistake").journal_id, "Wrong")
    with pytest.raises(CannotReverse):
        reverse_journal(unit, undone.journal_id, "Right after all")


def test_what_is_spent_cannot_be_taken_back(unit: UnitOfWork, points: str):
    earned = earn(unit, points, 5, "by mistake")
    spend(unit, points, 12, "soap")
    with pytest.raises(NotEnoughPoints, match="3 left, 5 needed"):
        reverse_journal(unit, earned.journal_id, "Too late")
    assert balance_of(unit, points) == 3


def test_a_booking_outside_the_area_cannot_be_reversed(unit: UnitOfWork, world: World, points: str):
    earned = earn(unit, points, 5, "by mistake")
    unit.actor = world.actor(unit, "other_caseworker")
    with pytest.raises(JournalNotFound):
        reverse_journal(unit, earned.journal_id, "Not mine to see")


# Batches


def earnings(code: str, count: int, prefix: str = "day") -> list[JournalDraft]:
    entries = move_points("points:issued", code, 1)
    return [JournalDraft(f"{prefix} {number}", "Work day", entries, "work_day", number) for number in range(count)]


def test_a_batch_travels_in_few_statements(unit: UnitOfWork, points: str):
    with counted_statements(unit) as statements:
        outcome = post_journals(unit, earnings(points, 2_100))
    assert len(statements) == 1 + 2 * 3
    assert (len(outcome.posted), outcome.refused) == (2_100, ())
    assert balance_of(unit, points) == 2_110
    assert acts(unit)[-1] == "post_journals"
    check_books(unit)


def test_one_bad_booking_does_not_keep_the_others_from_being_booked(unit: UnitOfWork, points: str):
    dear = JournalDraft("television", "x", move_points(points, "points:redeemed", 500), "reward")
    cheap = JournalDraft("soap", "x", move_points(points, "points:redeemed", 12), "reward")
    crooked = JournalDraft(
        "crooked", "x", (Entry(points, 5, "points"), Entry("points:issued", -4, "points")), "work_day"
    )
    lost = JournalDraft("lost", "x", move_points("points:issued", "household:0:points", 1), "work_day")
    taken = JournalDraft("earned", "x", move_points("points:issued", points, 11), "work_day")
    outcome = post_journals(unit, [dear, *earnings(points, 2), cheap, crooked, lost, taken])
    assert [posted.reference for posted in outcome.posted] == ["day 0", "day 1", "soap"]
    assert [(refused.reference, type(refused.error).__name__) for refused in outcome.refused] == [
        ("television", "NotEnoughPoints"),
        ("crooked", "Unbalanced"),
        ("lost", "UnknownAccount"),
        ("earned", "ReferenceTaken"),
    ]
    assert balance_of(unit, points) == 0
    check_books(unit)


def test_a_batch_that_comes_again_books_only_what_is_new(unit: UnitOfWork, points: str):
    post_journals(unit, earnings(points, 3))
    outcome = post_journals(unit, [*earnings(points, 5), *earnings(points, 1)])
    assert [posted.is_new for posted in outcome.posted] == [False, False, False, True, True, False]
    assert balance_of(unit, points) == 15
    assert acts(unit)[-1] == "post_journals"
    count = len(unit.notes)
    assert post_journals(unit, []).posted == ()
    post_journals(unit, earnings(points, 5))
    assert len(unit.notes) == count


# What the database itself refuses


def write_journal(unit: UnitOfWork, *lines: tuple[str, int]) -> int:
    """Write straight into the tables, as no operation does."""
    journal = Journal(reference="raw", description="x", occurred_at=unit.now, source_kind="raw")
    unit.session.add(journal)
    unit.session.flush()
    add_lines(unit, journal.id, *lines)
    return journal.id


def add_lines(unit: UnitOfWork, journal_id: int, *lines: tuple[str, int]) -> None:
    accounts = [get_account(unit, get_account_id(unit, code)) for code, _ in lines]
    unit.session.add_all(
        Posting(journal_id=journal_id, account_id=account.id, amount_minor=amount, commodity=account.commodity)
        for account, (_, amount) in zip(accounts, lines, strict=True)
    )
    unit.session.flush()


def test_the_database_takes_lines_that_balance(unit: UnitOfWork):
    donate(unit, HUNDRED, "gift")
    write_journal(unit, ("bank", 5), ("donor-fund", -5))
    unit.session.execute(text("set constraints all immediate"))


def test_the_database_refuses_lines_that_do_not_balance(unit: UnitOfWork, points: str):
    donate(unit, HUNDRED, "gift")
    with refused_by_the_database(unit, "journal raw does not balance"):
        write_journal(unit, ("bank", 5), ("donor-fund", -4))
    with refused_by_the_database(unit, "journal raw does not balance"):
        write_journal(unit, ("bank", 5), (points, -5))
    with refused_by_the_database(unit, "journal raw has no lines"):
        write_journal(unit)


def test_the_database_refuses_an_unbalanced_commit(units: Units):
    with units.begin(system_actor("test")) as unit:
        donate(unit, HUNDRED, "gift")
    with pytest.raises(DBAPIError, match="does not balance"), units.begin(system_actor("test")) as unit:
        write_journal(unit, ("bank", 5), ("donor-fund", -4))
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert unit.session.scalars(select(Journal.reference)).all() == ["gift"]


def test_the_database_refuses_lines_that_come_later(unit: UnitOfWork):
    posted = donate(unit, HUNDRED, "gift")
    with refused_by_the_database(unit, "written in one statement"):
        add_lines(unit, posted.journal_id, ("bank", 5), ("donor-fund", -5))


@pytest.mark.parametrize(
    "statement",
    [
        "update posting set amount_minor = amount_minor * 2",
        "update journal set description = 'something else'",
        "delete from posting",
        "delete from journal",
        "truncate posting",
        "truncate journal cascade",
    ],
)
def test_the_database_refuses_to_change_what_was_booked(unit: UnitOfWork, statement: str):
    donate(unit, HUNDRED, "gift")
    check_books(unit)
    with refused_by_the_database(unit, "are never changed or removed"):
        unit.session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("update account set balance_minor = -1 where code = 'donor-fund'", "ck_account_not_below_zero"),
        ("update account set side = 1 where code = 'donor-fund'", "ck_account_side"),
        ("update account set commodity = 'USD' where code = 'bank'", "fk_posting_account_id_commodity_account"),
        ("update account set may_go_negative = true where commodity = 'points'", "ck_account_points"),
        ("update account set region_path = '36.' where code = 'bank'", "ck_account_household"),
        ("delete from account where code = 'bank'", "fk_posting_account_id_commodity_account"),
        (
            "insert into posting (journal_id, account_id, amount_minor, commodity)"
            " select journal.id, account.id, 0, 'CNY' from journal, account where code = 'bank'",
            "ck_posting_not_zero",
        ),
        (
            "insert into posting (journal_id, account_id, amount_minor, commodity)"
            " select journal.id, account.id, 5, 'points' from journal, account where code = 'bank'",
            "fk_posting_account_id_commodity_account",
        ),
    ],
)
def test_the_database_refuses_accounts_and_lines_that_cannot_be(
    unit: UnitOfWork, points: str, statement: str, constraint: str
):
    donate(unit, HUNDRED, "gift")
    with refused_by_the_database(unit, f"{constraint}|written in one statement"):
        unit.session.execute(text(statement))


def test_a_kept_balance_that_drifted_is_found(unit: UnitOfWork):
    donate(unit, HUNDRED, "gift")
    unit.session.execute(text("update account set balance_minor = 9_000 where code = 'donor-fund'"))
    (drifted,) = drifted_accounts(unit)
    assert (drifted.code, drifted.kept_minor, drifted.summed_minor) == ("donor-fund", 9_000, 10_000)


# Accounts


def test_an_account_is_opened_once(unit: UnitOfWork, world: World):
    insurer = world.organisations["insurer"]
    first, again = open_organisation_payable(unit, insurer), open_organisation_payable(unit, insurer)
    assert (first.is_new, again.is_new, again.account_id) == (True, False, first.account_id)
    assert acts(unit) == ["open_account"]
    with pytest.raises(AccountDiffers):
        open_account(unit, AccountSpec(first.code, AccountKind.ASSET))


def test_the_house_s_accounts_open_when_they_are_first_needed(unit: UnitOfWork):
    assert find_account(unit, "donor-fund") is None
    donate(unit, HUNDRED, "gift")
    fund = find_account(unit, "donor-fund")
    assert fund is not None
    assert (fund.kind, fund.side, fund.may_go_negative) == (AccountKind.LIABILITY, -1, False)


def test_a_household_s_account_moves_with_it(unit: UnitOfWork, world: World, points: str):
    unit.session.execute(
        text("update household set village_code = '360121101201', region_path = :path where id = :id"),
        {"path": VILLAGE_B, "id": world.households["A-001"]},
    )
    account = find_account(unit, points)
    assert account is not None
    assert account.region_path == VILLAGE_B


def test_an_account_is_seen_by_its_owner_in_its_area_and_by_nobody_else(unit: UnitOfWork, world: World, points: str):
    donate(unit, HUNDRED, "gift")
    insurer = world.organisations["insurer"]
    payable = open_organisation_payable(unit, insurer).code
    seen = {
        "caseworker": {points},
        "other_caseworker": set(),
        "household_member": {points},
        "insurer": {payable},
        "enterprise": set(),
        "township_reviewer": {points},
        "finance_officer": {points, payable, "bank", "donor-fund", "points:issued"},
        "auditor": {points, payable, "bank", "donor-fund", "points:issued"},
        "administrator": {points},
    }
    points_id = get_account_id(unit, points)
    for login, codes in seen.items():
        unit.actor = world.actor(unit, login)
        assert {row.code for row in list_accounts(unit, PAGE).rows} == codes, login
        assert balance_of(unit, points) == (10 if points in codes else 0)
        assert (find_account(unit, points) is not None) is (points in codes)
        if points not in codes:
            with pytest.raises(AccountNotFound):
                get_account(unit, points_id)
    unit.actor = VISITOR
    assert list_accounts(unit, PAGE).total == 0


def get_account_id(unit: UnitOfWork, code: str) -> int:
    account = find_account(unit, code)
    assert account is not None
    return account.id


def test_a_statement_tells_each_move_and_what_was_left(unit: UnitOfWork, points: str):
    spend(unit, points, 4, "soap")
    earn(unit, points, 2, "more")
    account_id = get_account_id(unit, points)
    page = list_statement(unit, account_id, PAGE)
    assert [(row.reference, row.amount_minor, row.balance_minor) for row in page.rows] == [
        ("more", 2, 8),
        ("soap", -4, 6),
        ("earned", 10, 10),
    ]
    second = list_statement(unit, account_id, PageRequest(number=2, size=1))
    assert [(row.reference, row.balance_minor) for row in second.rows] == [("soap", 6)]
    assert page.rows[0].balance_minor == get_account(unit, account_id).balance_minor


def test_a_statement_of_a_fund_counts_in_the_fund_s_direction(unit: UnitOfWork):
    donate(unit, HUNDRED, "gift")
    page = list_statement(unit, get_account_id(unit, "donor-fund"), PAGE)
    assert [(row.amount_minor, row.balance_minor) for row in page.rows] == [(10_000, 10_000)]


def test_a_journal_shows_only_the_lines_one_may_see(unit: UnitOfWork, world: World, points: str):
    journal_id = earn(unit, points, 1, "another").journal_id
    assert {(line.code, line.amount_minor) for line in list_lines(unit, journal_id)} == {
        (points, 1),
        ("points:issued", -1),
    }
    unit.actor = world.actor(unit, "household_member")
    assert get_journal(unit, journal_id).reference == "another"
    assert [line.code for line in list_lines(unit, journal_id)] == [points]


# Payments: the way of a card payment


def test_a_card_payment_is_intended_learned_and_settled_with_its_fee(unit: UnitOfWork):
    intended = intend_payment(unit, donation())
    assert intended.reference == f"D-2026-{intended.payment_id:06d}"
    assert learn_ticket(unit, intended.payment_id, ticket("cs_1")).status is PaymentStatus.PENDING
    settled = settle(unit, intended.payment_id)
    assert settled.is_new
    balances = [balance_of(unit, code) for code in ("clearing:stripe", "fees:stripe", "donor-fund")]
    assert balances == [9_660, 340, 10_000]
    payment = get_payment(unit, intended.payment_id)
    assert (payment.status, payment.settled_at, payment.fee_minor) == (PaymentStatus.SETTLED, unit.now, 340)
    assert acts(unit) == ["intend_payment", "learn_ticket", "settle_payment"]
    check_books(unit)


def test_the_same_success_twice_is_booked_once(unit: UnitOfWork):
    payment_id = pending(unit)
    first, again = settle(unit, payment_id), settle(unit, payment_id)
    assert (again.is_new, again.journal_id, again.fee) == (False, first.journal_id, FEE)
    assert balance_of(unit, "donor-fund") == 10_000
    assert acts(unit).count("settle_payment") == 1


def test_the_same_intention_twice_is_one_payment(unit: UnitOfWork):
    first, again = intend_payment(unit, donation()), intend_payment(unit, donation())
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.payment_id, again.reference) == (first.payment_id, first.reference)
    assert acts(unit) == ["intend_payment"]


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Money(9_999)},
        {"subject_id": 8},
        {"method": PaymentMethod.BANK_TRANSFER},
        {"payer_organisation_id": 1},
    ],
)
def test_the_same_key_with_other_details_is_refused(unit: UnitOfWork, changes: dict[str, object]):
    intend_payment(unit, donation())
    with pytest.raises(PaymentDiffers):
        intend_payment(unit, donation(**changes))


def test_a_reference_names_one_payment(unit: UnitOfWork):
    intend_payment(unit, donation(reference="D-1"))
    with pytest.raises(PaymentDiffers, match="D-1"):
        intend_payment(unit, donation("donation:8:pay", reference="D-1"))


def test_a_ticket_is_learned_once_and_never_changed(unit: UnitOfWork):
    payment_id = pending(unit)
    assert not learn_ticket(unit, payment_id, ticket("cs_1")).is_new
    with pytest.raises(ReferenceDiffers):
        learn_ticket(unit, payment_id, ticket("cs_2"))
    found = find_payment_by_provider_reference(unit, "cs_1")
    assert found is not None
    assert found.id == payment_id
    assert find_payment_by_provider_reference(unit, "cs_2") is None


def test_money_for_a_payment_that_the_provider_does_not_know_yet_waits(unit: UnitOfWork):
    payment_id = intend_payment(unit, donation()).payment_id
    with pytest.raises(PaymentStuck):
        settle(unit, payment_id)


@pytest.mark.parametrize(
    ("amount", "fee"),
    [(Money(9_999), FEE), (Money(10_000, "USD"), FEE), (HUNDRED, Money(340, "USD")), (HUNDRED, Money(10_001))],
)
def test_another_amount_or_currency_is_not_booked_but_flagged(unit: UnitOfWork, amount: Money, fee: Money):
    payment_id = pending(unit)
    with pytest.raises(PaymentMismatch) as caught:
        settle(unit, payment_id, amount, fee)
    assert flag_payment(unit, payment_id, str(caught.value)).is_new
    assert not flag_payment(unit, payment_id, str(caught.value)).is_new
    assert [row.id for row in list_payments(unit, PAGE, PaymentFilters(is_flagged=True)).rows] == [payment_id]
    assert get_payment(unit, payment_id).status is PaymentStatus.PENDING
    assert unit.session.scalars(select(Journal)).all() == []
    settle(unit, payment_id)
    assert get_payment(unit, payment_id).flag is None


def test_another_amount_after_settling_is_noticed(unit: UnitOfWork):
    payment_id = pending(unit)
    settle(unit, payment_id)
    with pytest.raises(PaymentMismatch):
        settle(unit, payment_id, Money(1))


def test_a_failure_after_the_success_changes_nothing(unit: UnitOfWork):
    payment_id = pending(unit)
    settle(unit, payment_id)
    with pytest.raises(PaymentStuck):
        fail_payment(unit, payment_id, "card declined")
    with pytest.raises(PaymentStuck):
        cancel_payment(unit, payment_id, "changed my mind")
    assert get_payment(unit, payment_id).status is PaymentStatus.SETTLED


def test_money_that_arrives_after_a_failure_or_a_cancellation_is_booked(unit: UnitOfWork):
    for number, end in enumerate((fail_payment, cancel_payment)):
        payment_id = pending(unit, f"cs_{number}", key=f"donation:{number}:pay")
        assert end(unit, payment_id, "gave up").is_new
        assert not end(unit, payment_id, "gave up").is_new
        assert settle(unit, payment_id).is_new
    assert balance_of(unit, "donor-fund") == 20_000


def test_a_payment_cancelled_while_the_provider_was_asked_is_still_recognised(unit: UnitOfWork):
    payment_id = intend_payment(unit, donation()).payment_id
    cancel_payment(unit, payment_id, "closed the page")
    assert learn_ticket(unit, payment_id, ticket("cs_1")).status is PaymentStatus.CANCELLED
    assert settle(unit, payment_id).is_new


def test_a_fee_as_large_as_the_amount_leaves_no_empty_line(unit: UnitOfWork):
    payment_id = pending(unit)
    settled = settle(unit, payment_id, HUNDRED, HUNDRED)
    assert {line.code for line in list_lines(unit, settled.journal_id)} == {"fees:stripe", "donor-fund"}


def test_a_payment_that_is_not_there_is_said_so(unit: UnitOfWork):
    for step in (
        lambda: settle(unit, 0),
        lambda: learn_ticket(unit, 0, ticket("x")),
        lambda: fail_payment(unit, 0, "x"),
    ):
        with pytest.raises(PaymentNotFound):
            step()


def test_a_notice_is_stored_once(unit: UnitOfWork):
    notice = PaymentNotice("evt_1", "checkout.session.completed", "cs_1")
    assert store_notice(unit, "stripe", notice)
    assert not store_notice(unit, "stripe", notice)
    assert store_notice(unit, "another provider", notice)
    assert store_notice(unit, "stripe", PaymentNotice("evt_2", "checkout.session.completed", "cs_1"))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update payment set status = 'failed', settled_at = null, journal_id = null", "was received and stays so"),
        ("update payment set fee_minor = 0", "was received and stays so"),
        ("update payment set amount_minor = amount_minor + 1", "does not change"),
        ("delete from payment", "is kept"),
        ("update payment set settled_at = null", "ck_payment_settled"),
    ],
)
def test_the_database_keeps_money_received(unit: UnitOfWork, statement: str, words: str):
    settle(unit, pending(unit))
    with refused_by_the_database(unit, words):
        unit.session.execute(text(statement))


# Payments: bank transfers


def transfer(unit: UnitOfWork, **changes: object) -> int:
    return intend_payment(unit, donation(method=PaymentMethod.BANK_TRANSFER, **changes)).payment_id


def confirm(
    unit: UnitOfWork, payment_id: int, amount: Money = HUNDRED, recorded_by: int | None = None
) -> PaymentSettled:
    return confirm_bank_transfer(unit, payment_id, amount=amount, credit_account="donor-fund", recorded_by=recorded_by)


def test_a_transfer_is_confirmed_by_a_person_and_booked_on_the_bank(unit: UnitOfWork, world: World):
    payment_id = transfer(unit)
    unit.actor = world.actor(unit, "finance_officer")
    first, again = confirm(unit, payment_id), confirm(unit, payment_id)
    assert (first.is_new, again.is_new, first.fee) == (True, False, NOTHING)
    assert (balance_of(unit, "bank"), balance_of(unit, "donor-fund")) == (10_000, 10_000)
    assert get_payment(unit, payment_id).confirmed_by == world.users["finance_officer"]
    check_books(unit)


def test_a_transfer_with_instructions_waits_and_is_confirmed_too(unit: UnitOfWork, world: World):
    intended = intend_payment(unit, donation(method=PaymentMethod.BANK_TRANSFER))
    learn_ticket(unit, intended.payment_id, ticket(intended.reference))
    unit.actor = world.actor(unit, "finance_officer")
    assert confirm(unit, intended.payment_id).is_new


def test_a_second_person_must_confirm(unit: UnitOfWork, world: World):
    officer, other = world.users["finance_officer"], world.users["county_officer"]
    recorded, told = transfer(unit, recorded_by=officer), transfer(unit, key="donation:8:pay")
    unit.actor = world.actor(unit, "finance_officer")
    with pytest.raises(SecondPersonNeeded):
        confirm(unit, recorded)
    with pytest.raises(SecondPersonNeeded):
        confirm(unit, told, recorded_by=officer)
    assert confirm(unit, told, recorded_by=other).is_new
    payment = get_payment(unit, told)
    assert (payment.recorded_by, payment.confirmed_by) == (other, officer)


def test_a_program_cannot_confirm_a_transfer(unit: UnitOfWork):
    payment_id = transfer(unit)
    with pytest.raises(SecondPersonNeeded):
        confirm(unit, payment_id)


def test_a_transfer_of_another_amount_is_not_confirmed(unit: UnitOfWork, world: World):
    payment_id = transfer(unit)
    unit.actor = world.actor(unit, "finance_officer")
    with pytest.raises(PaymentMismatch):
        confirm(unit, payment_id, Money(9_900))


def test_a_card_payment_is_not_confirmed_by_hand(unit: UnitOfWork, world: World):
    payment_id = pending(unit)
    unit.actor = world.actor(unit, "finance_officer")
    with pytest.raises(WrongMethod):
        confirm(unit, payment_id)


# Who sees payments, and what the public sees


def test_payments_are_seen_by_payers_in_the_area_and_by_the_finance_office(unit: UnitOfWork, world: World):
    about = {"household_id": world.households["A-001"], "region_path": VILLAGE_A, "purpose": PaymentPurpose.PREMIUM}
    premium = intend_payment(unit, donation("premium:1:pay", **about)).payment_id
    gift = intend_payment(unit, donation(payer_organisation_id=world.organisations["enterprise"])).payment_id
    anonymous = intend_payment(unit, donation("donation:8:pay", payer_name="A visitor")).payment_id
    seen = {
        "household_member": {premium},
        "caseworker": {premium},
        "other_caseworker": set(),
        "enterprise": {gift},
        "producer": set(),
        "finance_officer": {premium, gift, anonymous},
        "auditor": {premium, gift, anonymous},
    }
    for login, ids in seen.items():
        unit.actor = world.actor(unit, login)
        assert {row.id for row in list_payments(unit, PAGE).rows} == ids, login
        for payment_id in {premium, gift, anonymous} - ids:
            with pytest.raises(NotFound):
                get_payment(unit, payment_id)
            with pytest.raises(NotFound):
                cancel_payment(unit, payment_id, "not mine")
    unit.actor = VISITOR
    assert list_payments(unit, PAGE).total == 0


def test_payments_are_found_by_status_purpose_and_words(unit: UnitOfWork):
    settle(unit, pending(unit, payer_name="王五 100%"))
    order = intend_payment(unit, donation("order:1:pay", purpose=PaymentPurpose.ORDER)).payment_id

    def ids(**filters: object) -> list[int]:
        return [row.id for row in list_payments(unit, PAGE, PaymentFilters(**filters)).rows]

    assert ids(statuses=[PaymentStatus.INTENDED]) == [order]
    assert ids(purposes=[PaymentPurpose.ORDER]) == [order]
    assert ids(methods=[PaymentMethod.BANK_TRANSFER]) == []
    assert len(ids(words="100%")) == 1
    assert ids(words="O-2026") == [order]
    assert ids(created_before=unit.now) == []
    assert len(ids()) == 2


def test_anybody_may_read_what_came_in_and_what_it_was_spent_on(unit: UnitOfWork):
    settle(unit, pending(unit))
    mistaken = settle(unit, pending(unit, "cs_2", key="donation:8:pay"))
    reverse_journal(unit, mistaken.journal_id, "Paid back")
    grant = [debit("donor-fund", Money(4_000)), credit("clearing:stripe", Money(4_000))]
    post_journal(unit, reference="grant 1", description="Seeds", entries=grant, source_kind="assistance")
    unit.actor = VISITOR
    assert sum_flows_by_purpose(unit) == [PurposeFlow(PaymentPurpose.DONATION, 1, HUNDRED, FEE)]
    assert sum_fund_flows(unit) == [FundFlow("donation", HUNDRED), FundFlow("assistance", Money(-4_000))]
    unit.actor = system_actor("test")
    assert sum(flow.amount.minor for flow in sum_fund_flows(unit)) == balance_of(unit, "donor-fund")


def test_the_flows_of_an_owner_s_account_are_not_public(unit: UnitOfWork, points: str):
    assert sum_fund_flows(unit, points) == []


# Many at once


def test_two_units_that_settle_one_payment_book_it_once(units: Units):
    with units.begin(system_actor("test")) as unit:
        payment_id = pending(unit)
    results = at_once(units, *[lambda unit: settle(unit, payment_id)] * 4)
    assert sorted(result.is_new for result in results) == [False, False, False, True]
    assert len({result.journal_id for result in results}) == 1
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert balance_of(unit, "donor-fund") == 10_000
        check_books(unit)


def test_points_stay_above_zero_when_many_spend_at_once(units: Units, world: World):
    code = household_points_code(world.households["A-001"])
    with units.begin(system_actor("test")) as unit:
        open_household_points(unit, world.households["A-001"], VILLAGE_A)
        earn(unit, code, 10, "earned")

    def attempt(number: int) -> Callable[[UnitOfWork], object]:
        return lambda unit: spend(unit, code, 4, f"soap {number}")

    results = at_once(units, *[attempt(number) for number in range(6)])
    assert sum(isinstance(result, JournalPosted) for result in results) == 2
    assert sum(isinstance(result, NotEnoughPoints) for result in results) == 4
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert balance_of(unit, code) == 2
        check_books(unit)


def test_bookings_on_the_same_accounts_in_opposite_order_do_not_block_one_another(units: Units):
    codes = [f"pot:{number}" for number in range(8)]
    with units.begin(system_actor("test")) as unit:
        for code in codes:
            open_account(unit, AccountSpec(code, AccountKind.ASSET, may_go_negative=True))

    def attempt(name: str, order: list[str]) -> Callable[[UnitOfWork], object]:
        drafts = [
            JournalDraft(f"{name} {step} {giver}", "x", (Entry(giver, -1), Entry(taker, 1)), "test")
            for step in range(20)
            for giver, taker in pairwise(order)
        ]
        return lambda unit: post_journals(unit, drafts)

    outcomes = at_once(units, attempt("up", codes), attempt("down", codes[::-1]), attempt("up too", codes))
    assert [len(outcome.posted) for outcome in outcomes] == [140, 140, 140]
    with units.begin(system_actor("test"), read_only=True) as unit:
        check_books(unit)


def test_one_event_booked_by_two_units_at_once_is_booked_once(units: Units):
    with units.begin(system_actor("test")) as unit:
        donate(unit, HUNDRED, "gift 0")
    results = at_once(units, *[lambda unit: donate(unit, HUNDRED, "gift 1")] * 3)
    assert sorted(result.is_new for result in results) == [False, False, True]
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert balance_of(unit, "donor-fund") == 20_000


def test_one_reference_for_two_events_at_once_is_refused_to_the_second(units: Units):
    with units.begin(system_actor("test")) as unit:
        for code in ("pot:a", "pot:b", "pot:c", "pot:d"):
            open_account(unit, AccountSpec(code, AccountKind.ASSET, may_go_negative=True))

    def attempt(giver: str, taker: str) -> Callable[[UnitOfWork], object]:
        entries = [Entry(giver, -1), Entry(taker, 1)]
        return lambda unit: post_journal(unit, reference="r", description="x", entries=entries, source_kind="test")

    results = at_once(units, attempt("pot:a", "pot:b"), attempt("pot:c", "pot:d"))
    assert sum(isinstance(result, JournalPosted) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 1
    with units.begin(system_actor("test"), read_only=True) as unit:
        check_books(unit)


def test_one_intention_and_one_notice_sent_twice_at_once_are_kept_once(units: Units):
    results = at_once(units, *[lambda unit: intend_payment(unit, donation())] * 3)
    assert sorted(result.is_new for result in results) == [False, False, True]
    assert len({result.payment_id for result in results}) == 1
    notice = PaymentNotice("evt_1", "checkout.session.completed", "cs_1")
    assert sorted(at_once(units, *[lambda unit: store_notice(unit, "stripe", notice)] * 3)) == [False, False, True]


def test_a_unit_that_breaks_off_leaves_the_payment_to_the_next(units: Units):
    with units.begin(system_actor("test")) as unit:
        payment_id = pending(unit)
    with pytest.raises(RuntimeError, match="power cut"), units.begin(system_actor("test")) as unit:
        settle(unit, payment_id)
        raise RuntimeError("power cut")
    with units.begin(system_actor("test")) as unit:
        assert get_payment(unit, payment_id).status is PaymentStatus.PENDING
        assert balance_of(unit, "donor-fund") == 0
        assert settle(unit, payment_id).is_new
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert unit.session.scalars(select(Payment.status)).all() == [PaymentStatus.SETTLED]
        assert unit.session.scalars(select(Account.balance_minor).where(Account.code == "donor-fund")).all() == [10_000]
