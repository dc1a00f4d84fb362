"""Bank transfer: people transfer, people confirm."""

import pytest

from foundation.errors import Invalid
from foundation.money import Money
from foundation.ports import PaymentOrder, Settlement
from gateways.bank_transfer import BankTransfer

GATEWAY = BankTransfer("Holdfast Foundation", "Example Bank", "6222 0000 1234")
ORDER = PaymentOrder("donation-7-open", "D-2026-000007", Money(123_450), "Donation", "https://x/back", "https://x/stop")


def test_the_ticket_tells_where_to_transfer_and_what_to_quote():
    ticket = GATEWAY.open_payment(ORDER)
    assert ticket.status is Settlement.PENDING
    assert ticket.provider_reference == "D-2026-000007"
    assert ticket.pay_url is None
    for part in ("1234.50 CNY", "Holdfast Foundation", "Example Bank", "6222 0000 1234", "D-2026-000007"):
        assert part in ticket.instructions
    assert GATEWAY.open_payment(ORDER) == ticket


def test_no_machine_knows_whether_the_money_came():
    assert GATEWAY.look_up("D-2026-000007").status is Settlement.PENDING


def test_nobody_can_post_a_notice():
    with pytest.raises(Invalid):
        GATEWAY.read_notice(b"{}", "t=1,v1=ab")
