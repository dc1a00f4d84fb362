"""The finance office: payments waiting, transfers confirmed by a second person, accounts that balance."""

from foundation.unit_of_work import Units
from ledger.queries import find_account
from ledger.rules.accounts import DONOR_FUND
from tests.builders.world import World
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.marketplace_samples import SYSTEM, transfer
from tests.web.sealed import sealed_lines


def confirmed(client_as: ClientAs, units: Units, world: World) -> int:
    """Give 500 yuan by transfer and confirm it; return the payment."""
    _donation_id, payment_id = transfer(units, world)
    client_as("finance_officer").post(f"/ledger/payments/{payment_id}/confirm", {"amount": "500.00"})
    return payment_id


def test_payments_are_the_finance_officers_home(client_as: ClientAs) -> None:
    officer = client_as("finance_officer")
    assert officer.get("/account/home", status=302).location == "/ledger/payments"
    assert "No payment fits this filter." in plain(officer.get("/ledger/payments"))
    assert "No account is open yet." in plain(officer.get("/ledger/accounts"))


def test_payments_are_filtered_sorted_and_exported(client_as: ClientAs, units: Units, world: World) -> None:
    transfer(units, world)
    officer = client_as("finance_officer")
    url = "/ledger/payments?status=pending&purpose=donation&method=bank_transfer&q=测试&sort=-amount"
    assert "500.00 yuan" in plain(officer.get(url))
    assert "No payment fits" in plain(officer.get("/ledger/payments?status=settled"))
    assert "No payment fits" in plain(officer.get("/ledger/payments?flagged=y"))
    (_head, line) = sealed_lines(officer, url.replace("payments?", "payments/export?"))
    assert "500" in line and "测试enterprise" in line


def test_a_confirmed_transfer_shows_its_balanced_booking(client_as: ClientAs, units: Units, world: World) -> None:
    payment_id = confirmed(client_as, units, world)
    officer = client_as("finance_officer")
    page = plain(officer.get(f"/ledger/payments/{payment_id}"))
    assert "donor-fund" in page and "bank" in page and "Received and booked" in page
    officer.post(f"/ledger/payments/{payment_id}/confirm", {"amount": "500.00"})
    with units.begin(SYSTEM, read_only=True) as unit:
        fund = find_account(unit, DONOR_FUND)
        assert fund is not None and fund.balance_minor == 50_000
        account_id = fund.id
    assert "donor-fund" in plain(officer.get("/ledger/accounts?sort=-balance"))
    statement = plain(officer.get(f"/ledger/accounts/{account_id}"))
    assert f"payment:{payment_id}:settled" in statement and "Balance: 500.00 yuan" in statement
    assert "Lines" in plain(officer.get("/ledger/journals/1"))


def test_another_amount_is_flagged_and_not_booked(client_as: ClientAs, units: Units, world: World) -> None:
    _donation_id, payment_id = transfer(units, world)
    officer = client_as("finance_officer")
    url = f"/ledger/payments/{payment_id}/confirm"
    assert "400.00 CNY arrived" in plain(officer.post(url, {"amount": "400"}, status=422))
    assert "Something does not fit" in plain(officer.get("/ledger/payments?flagged=y"))
    assert "is not an amount" in plain(officer.post(url, {"amount": "much"}, status=422))
    assert "does not fit" in plain(client_as("enterprise").get("/marketplace/donations/1"))


def test_a_booking_is_taken_back_once_and_both_stay(client_as: ClientAs, units: Units, world: World) -> None:
    confirmed(client_as, units, world)
    officer = client_as("finance_officer")
    assert "Nothing is deleted" in plain(officer.get("/ledger/journals/1/reverse"))
    officer.post("/ledger/journals/1/reverse", {"reason": ""}, status=422)
    answer = officer.post("/ledger/journals/1/reverse", {"reason": "Sent back to the giver."})
    again = officer.post("/ledger/journals/1/reverse", {"reason": "Sent back to the giver."})
    assert answer.location == again.location
    page = plain(officer.get(answer.location))
    assert "Takes back an earlier booking" in page and "Sent back to the giver." in page
    refused = officer.post(f"{answer.location}/reverse", {"reason": "No."}, status=422)
    assert "A reversal is not reversed again" in plain(refused)
    client_as("auditor").post("/ledger/journals/1/reverse", {"reason": "No."}, status=403)


def test_readers_read_and_do_nothing(client_as: ClientAs, units: Units, world: World) -> None:
    _donation_id, payment_id = transfer(units, world)
    for login in ("auditor", "county_officer"):
        reader = client_as(login)
        page = plain(reader.get(f"/ledger/payments/{payment_id}"))
        assert "Confirm the transfer" not in page and "Give this payment up" not in page
        reader.post(f"/ledger/payments/{payment_id}/confirm", {"amount": "500"}, status=403)
        reader.get("/ledger/accounts")
    for login in ("caseworker", "enterprise", "household_member"):
        client_as(login).get(f"/ledger/payments/{payment_id}", status=403)


def test_a_payment_is_given_up_with_a_reason(client_as: ClientAs, units: Units, world: World) -> None:
    _donation_id, payment_id = transfer(units, world)
    officer = client_as("finance_officer")
    assert "no longer expected" in plain(officer.get(f"/ledger/payments/{payment_id}/cancel"))
    officer.post(f"/ledger/payments/{payment_id}/cancel", {"reason": ""}, status=422)
    officer.post(f"/ledger/payments/{payment_id}/cancel", {"reason": "The donor asked us to."})
    assert "The donor asked us to." in plain(officer.get(f"/ledger/payments/{payment_id}"))
    officer.post(f"/ledger/payments/{payment_id}/cancel", {"reason": "Again."})


def test_what_is_not_there_is_not_found(client_as: ClientAs, units: Units, world: World) -> None:
    officer = client_as("finance_officer")
    officer.get("/ledger/payments/999", status=404)
    officer.get("/ledger/accounts/999", status=404)
    officer.get("/ledger/journals/999", status=404)
    officer.post("/ledger/payments/999/confirm", {"amount": "1"}, status=404)
    officer.post("/ledger/payments/999/ask", status=404)
    _donation_id, payment_id = transfer(units, world)
    officer.post(f"/ledger/payments/{payment_id}/ask")
