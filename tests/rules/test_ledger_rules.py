"""The rules of the ledger: what a booking must be, what accounts refuse, how a payment moves."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Invalid
from foundation.money import Money
from ledger.errors import (
    BadAccount,
    BadEntry,
    NotEnough,
    NotEnoughPoints,
    PaymentMismatch,
    PaymentStuck,
    ReferenceTaken,
    Unbalanced,
    UnknownAccount,
    WrongCommodity,
)
from ledger.permissions import GRANTS, LedgerPermission
from ledger.rules.accounts import (
    HOUSE_ACCOUNTS,
    AccountSpec,
    check_spec,
    household_points,
    organisation_payable,
    side_of,
)
from ledger.rules.balances import Holding, Verdict, book, judge
from ledger.rules.entries import (
    LARGEST_MINOR,
    Entry,
    JournalDraft,
    are_same,
    check_draft,
    check_entries,
    credit,
    debit,
    mirror,
    move_points,
)
from ledger.rules.payments import (
    TRANSITIONS,
    check_arrived,
    check_intended,
    check_step,
    may_become,
    payment_reference,
    settlement_entries,
)
from ledger.rules.words import CNY, POINTS, AccountKind, OwnerKind, PaymentMethod, PaymentPurpose, PaymentStatus

YUAN = Money(100)
amounts = st.integers(-(10**12), 10**12).filter(bool)
codes = st.sampled_from(["bank", "donor-fund", "fees:stripe", "org:1:payable"])
commodities = st.sampled_from([CNY, POINTS, "USD"])
lines = st.builds(Entry, codes, amounts, commodities)


@st.composite
def balanced(draw: st.DrawFn) -> list[Entry]:
    """Some lines, and for each commodity that is left over one line that settles it."""
    entries = draw(st.lists(lines, min_size=2, max_size=6))
    for commodity in sorted({entry.commodity for entry in entries}):
        left = sum(entry.amount_minor for entry in entries if entry.commodity == commodity)
        if left:
            entries.append(Entry(draw(codes), -left, commodity))
    return draw(st.permutations(entries))


def holding(code: str, balance: int, *, kind: AccountKind = AccountKind.ASSET, free: bool = False) -> Holding:
    commodity = POINTS if kind is AccountKind.POINTS else CNY
    return Holding(1, code, commodity, side_of(kind), balance, free)


# Entries


@given(balanced())
def test_lines_that_balance_in_each_commodity_are_taken(entries: list[Entry]):
    check_entries(entries)


@given(balanced(), lines)
def test_one_line_more_always_unbalances(entries: list[Entry], another: Entry):
    with pytest.raises(Unbalanced):
        check_entries([*entries, another])


@given(balanced(), codes, commodities)
def test_a_line_of_zero_is_refused_even_where_the_rest_balances(entries: list[Entry], code: str, commodity: str):
    with pytest.raises(BadEntry):
        check_entries([*entries, Entry(code, 0, commodity)])


@given(balanced())
def test_the_mirror_balances_and_undoes(entries: list[Entry]):
    check_entries(mirror(entries))
    assert are_same(mirror(mirror(entries)), entries)
    undone = [*entries, *mirror(entries)]
    for account, commodity in {(entry.account, entry.commodity) for entry in undone}:
        assert sum(e.amount_minor for e in undone if (e.account, e.commodity) == (account, commodity)) == 0


@given(balanced(), st.randoms())
def test_the_order_of_lines_says_nothing(entries: list[Entry], random):
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert are_same(entries, shuffled)
    assert not are_same(entries, shuffled[1:])


def test_one_line_alone_is_no_booking():
    with pytest.raises(BadEntry, match="two lines"):
        check_entries([Entry("bank", 5)])
    with pytest.raises(BadEntry, match="two lines"):
        check_entries([])


def test_amounts_of_two_commodities_never_settle_one_another():
    with pytest.raises(Unbalanced, match=r"CNY do not add up to zero: 0\.05"):
        check_entries([Entry("bank", 5, CNY), Entry("points:issued", -5, POINTS)])


def test_an_amount_beyond_all_measure_is_refused():
    with pytest.raises(BadEntry, match="too large"):
        check_entries([Entry("bank", LARGEST_MINOR + 1), Entry("donor-fund", -LARGEST_MINOR - 1)])


@pytest.mark.parametrize(("reference", "text"), [("", "x"), ("r" * 121, "x"), ("r", ""), ("r", "x" * 301)])
def test_a_booking_has_a_reference_and_a_description_that_fit(reference: str, text: str):
    entries = (debit("bank", YUAN), credit("donor-fund", YUAN))
    check_draft(JournalDraft("r" * 120, "x" * 300, entries, "test"))
    with pytest.raises(BadEntry):
        check_draft(JournalDraft(reference, text, entries, "test"))


def test_points_move_from_the_giver_to_the_receiver():
    assert move_points("points:issued", "household:5:points", 3) == (
        Entry("household:5:points", 3, POINTS),
        Entry("points:issued", -3, POINTS),
    )


# Balances


@given(st.integers(0, 100), st.integers(1, 200))
def test_an_account_never_falls_below_zero(left: int, taken: int):
    holdings = {
        "household:5:points": holding("household:5:points", left, kind=AccountKind.POINTS),
        "points:redeemed": holding("points:redeemed", 0, kind=AccountKind.POINTS),
    }
    entries = move_points("household:5:points", "points:redeemed", taken)
    if taken <= left:
        assert book(holdings, entries)["household:5:points"].balance_minor == left - taken
    else:
        with pytest.raises(NotEnoughPoints, match=f"{left} left, {taken} needed"):
            book(holdings, entries)


@given(balanced())
def test_what_accounts_hold_moves_by_exactly_what_was_booked(entries: list[Entry]):
    entries = [Entry(entry.account, entry.amount_minor) for entry in entries]
    kinds = {
        "bank": AccountKind.ASSET,
        "donor-fund": AccountKind.LIABILITY,
        "fees:stripe": AccountKind.EXPENSE,
        "org:1:payable": AccountKind.LIABILITY,
    }
    before = {code: holding(code, 0, kind=kind, free=True) for code, kind in kinds.items()}
    after = before | book(before, entries)
    for code in kinds:
        booked = sum(entry.amount_minor for entry in entries if entry.account == code)
        assert after[code].balance_minor * after[code].side == booked


def test_a_fund_grows_by_credits_and_is_spent_by_debits():
    holdings = {"bank": holding("bank", 0), "donor-fund": holding("donor-fund", 0, kind=AccountKind.LIABILITY)}
    after = book(holdings, [debit("bank", YUAN), credit("donor-fund", YUAN)])
    assert (after["bank"].balance_minor, after["donor-fund"].balance_minor) == (100, 100)
    with pytest.raises(NotEnough, match=r"1\.00 CNY is left, 1\.01 is needed"):
        book(after, [debit("donor-fund", Money(101)), credit("bank", Money(101))])


def test_lines_on_one_account_count_together():
    after = book({"bank": holding("bank", 10)}, [Entry("bank", -30), Entry("bank", 25), Entry("bank", 5)])
    assert after["bank"].balance_minor == 10


def test_an_account_that_is_below_zero_may_be_filled():
    after = book(
        {"bank": holding("bank", -50), "donor-fund": holding("donor-fund", 0, kind=AccountKind.LIABILITY)},
        [debit("bank", Money(20)), credit("donor-fund", Money(20))],
    )
    assert after["bank"].balance_minor == -30


def test_an_account_that_may_go_below_zero_does():
    holdings = {
        "bank": holding("bank", 0, free=True),
        "donor-fund": holding("donor-fund", 5, kind=AccountKind.LIABILITY),
    }
    assert book(holdings, [Entry("donor-fund", 5), Entry("bank", -5)])["bank"].balance_minor == -5


def test_an_account_that_is_not_open_takes_nothing():
    with pytest.raises(UnknownAccount, match="mattress"):
        book({"bank": holding("bank", 9)}, [Entry("bank", -5), Entry("mattress", 5)])


def test_an_account_takes_its_own_commodity_only():
    holdings = {"bank": holding("bank", 9), "points:issued": holding("points:issued", 9, kind=AccountKind.POINTS)}
    with pytest.raises(WrongCommodity, match="kept in CNY and cannot take points"):
        book(holdings, [Entry("bank", -5, POINTS), Entry("points:issued", 5, POINTS)])


def test_each_booking_of_a_batch_is_judged_on_what_those_before_it_left():
    holdings = {
        "household:5:points": holding("household:5:points", 0, kind=AccountKind.POINTS),
        "points:issued": holding("points:issued", 0, kind=AccountKind.POINTS, free=True),
    }

    def earn(reference: str, points: int) -> JournalDraft:
        return JournalDraft(reference, "x", move_points("points:issued", "household:5:points", points), "test")

    def spend(reference: str, points: int) -> JournalDraft:
        return JournalDraft(reference, "x", move_points("household:5:points", "points:issued", points), "test")

    batch = [spend("too soon", 5), earn("a", 10), spend("b", 7), spend("c", 7), spend("d", 3), earn("a", 10)]
    verdicts = judge([*batch, earn("a", 9)], {}, holdings)
    assert [verdicts[number] for number in (1, 2, 4, 5)] == [Verdict.NEW, Verdict.NEW, Verdict.NEW, Verdict.REPEATED]
    assert [type(verdicts[number]) for number in (0, 3, 6)] == [NotEnoughPoints, NotEnoughPoints, ReferenceTaken]
    assert holdings["household:5:points"].balance_minor == 0


def test_what_is_booked_already_moves_nothing_again():
    holdings = {"bank": holding("bank", 0), "donor-fund": holding("donor-fund", 0, kind=AccountKind.LIABILITY)}
    entries = (credit("bank", YUAN), debit("donor-fund", YUAN))
    draft = JournalDraft("spent long ago", "x", entries, "test")
    assert judge([draft], {"spent long ago": entries}, holdings) == [Verdict.REPEATED]
    assert holdings["bank"].balance_minor == 0


# Accounts


def test_the_house_s_own_accounts_can_be_opened():
    for code, spec in HOUSE_ACCOUNTS.items():
        check_spec(spec)
        assert spec.code == code


@pytest.mark.parametrize("code", ["", "Bank", "a b", "a:", ":a", "-a", "户:1", "a" * 81])
def test_a_code_is_small_letters_digits_hyphens_and_colons(code: str):
    with pytest.raises(BadAccount):
        check_spec(AccountSpec(code, AccountKind.ASSET))


@pytest.mark.parametrize(
    "changes",
    [
        {"commodity": "yuan"},
        {"commodity": ""},
        {"owner_kind": OwnerKind.ORGANISATION},
        {"owner_id": 5},
        {"region_path": "36."},
        {"owner_kind": OwnerKind.HOUSEHOLD, "owner_id": 5},
        {
            "owner_kind": OwnerKind.HOUSEHOLD,
            "owner_id": 5,
            "region_path": "36.",
            "commodity": POINTS,
            "may_go_negative": True,
        },
    ],
)
def test_an_account_says_whose_it_is_and_what_it_holds(changes: dict[str, object]):
    with pytest.raises(Invalid):
        check_spec(AccountSpec("x", AccountKind.POINTS, **changes))


def test_points_of_a_household_are_held_and_a_payable_is_owed():
    points, payable = household_points(5, "36.3601."), organisation_payable(12)
    check_spec(points)
    check_spec(payable)
    assert (points.code, side_of(points.kind), points.may_go_negative) == ("household:5:points", 1, False)
    assert (payable.code, side_of(payable.kind)) == ("org:12:payable", -1)


# Payments

ALLOWED = {
    ("intended", "pending"),
    ("intended", "failed"),
    ("intended", "cancelled"),
    ("pending", "settled"),
    ("pending", "failed"),
    ("pending", "cancelled"),
    ("failed", "settled"),
    ("cancelled", "settled"),
}


@pytest.mark.parametrize(("status", "wanted"), list(product(PaymentStatus, PaymentStatus)))
def test_a_payment_moves_only_along_the_table(status: PaymentStatus, wanted: PaymentStatus):
    allowed = (status.value, wanted.value) in ALLOWED
    assert may_become(status, wanted) is allowed
    if allowed:
        check_step(status, wanted)
    else:
        with pytest.raises(PaymentStuck):
            check_step(status, wanted)


def test_every_status_has_its_row_and_only_money_received_is_final():
    assert set(TRANSITIONS) == set(PaymentStatus)
    assert [status for status, next_ones in TRANSITIONS.items() if not next_ones] == [PaymentStatus.SETTLED]


@pytest.mark.parametrize("amount", [Money(0), Money(-1), Money(5, "USD"), Money(LARGEST_MINOR + 1)])
def test_only_an_amount_above_zero_in_yuan_is_asked_for(amount: Money):
    with pytest.raises(Invalid):
        check_intended(amount)
    check_intended(YUAN)


@pytest.mark.parametrize(
    ("arrived", "fee"),
    [
        (Money(99), Money(0)),
        (Money(101), Money(0)),
        (Money(100, "USD"), Money(0)),
        (Money(100), Money(101)),
        (Money(100), Money(-1)),
        (Money(100), Money(3, "USD")),
    ],
)
def test_what_arrives_must_be_what_was_asked_for(arrived: Money, fee: Money):
    with pytest.raises(PaymentMismatch):
        check_arrived(YUAN, arrived, fee)
    check_arrived(YUAN, YUAN, Money(3))


@given(st.sampled_from(PaymentMethod), st.integers(1, 10**12), st.data())
def test_the_booking_of_money_received_balances_whatever_the_fee(
    method: PaymentMethod, amount: int, data: st.DataObject
):
    fee = data.draw(st.integers(0, amount))
    entries = settlement_entries(method, Money(amount), Money(fee), "donor-fund")
    check_entries(entries)
    assert sum(entry.amount_minor for entry in entries if entry.amount_minor > 0) == amount
    assert entries[-1] == Entry("donor-fund", -amount)


def test_a_card_payment_is_booked_on_clearing_and_fees_and_a_transfer_on_the_bank():
    assert settlement_entries(PaymentMethod.STRIPE, Money(10_000), Money(340), "donor-fund") == (
        Entry("clearing:stripe", 9_660),
        Entry("fees:stripe", 340),
        Entry("donor-fund", -10_000),
    )
    assert settlement_entries(PaymentMethod.BANK_TRANSFER, Money(10_000), Money(0), "donor-fund") == (
        Entry("bank", 10_000),
        Entry("donor-fund", -10_000),
    )


def test_a_reference_tells_purpose_year_and_number():
    assert payment_reference(PaymentPurpose.DONATION, date(2026, 6, 15), 123) == "D-2026-000123"
    assert {payment_reference(purpose, date(2026, 1, 1), 1)[0] for purpose in PaymentPurpose} == {"D", "A", "O", "P"}


# Permissions


def test_only_the_finance_office_changes_the_books():
    reading = {LedgerPermission.READ_ACCOUNTS, LedgerPermission.READ_PAYMENTS}
    assert GRANTS["finance_officer"] == set(LedgerPermission)
    assert all(grants == reading for role, grants in GRANTS.items() if role != "finance_officer")
