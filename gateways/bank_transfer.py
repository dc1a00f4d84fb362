"""Payments by bank transfer: people transfer, and a finance officer who sees the money confirms it in the ledger."""

from foundation.errors import Invalid
from foundation.money import Money
from foundation.ports import PaymentNotice, PaymentOrder, PaymentState, PaymentTicket, Settlement
from foundation.wording import mark

INSTRUCTIONS = mark(
    "Transfer %(amount)s %(currency)s to %(account_holder)s, %(bank)s, account %(account_number)s. "
    "Write %(reference)s as the purpose, so that we can tell whose money it is."
)
NO_NOTICES = mark("A bank sends no notices here. A finance officer confirms transfers.")


class BankTransfer:
    """Collects money by transfer to one account.

    The account's three parts are public, so that a page can say the instructions in its reader's language.
    """

    name = "bank_transfer"

    def __init__(self, account_holder: str, bank: str, account_number: str) -> None:
        self.account_holder = account_holder
        self.bank = bank
        self.account_number = account_number

    def open_payment(self, order: PaymentOrder) -> PaymentTicket:
        """Tell how to transfer. The order's reference is also the provider's: it is what the statement will show."""
        instructions = INSTRUCTIONS % {
            "amount": order.amount.major,
            "currency": order.amount.currency,
            "account_holder": self.account_holder,
            "bank": self.bank,
            "account_number": self.account_number,
            "reference": order.reference,
        }
        return PaymentTicket(order.reference, Settlement.PENDING, instructions=instructions)

    def look_up(self, provider_reference: str) -> PaymentState:
        """Return pending, with no amount: no machine knows more."""
        return PaymentState(provider_reference, Settlement.PENDING, Money.zero(), Money.zero())

    def read_notice(self, body: bytes, signature: str) -> PaymentNotice:
        """Raise Invalid: whoever posts a notice is not the bank."""
        raise Invalid(NO_NOTICES)
