"""What happens in the ledger."""

from ledger.operations.accounts import open_account, open_household_points, open_organisation_payable
from ledger.operations.journals import post_journal, post_journals, reverse_journal
from ledger.operations.payments import (
    cancel_payment,
    confirm_bank_transfer,
    fail_payment,
    flag_payment,
    intend_payment,
    learn_ticket,
    settle_payment,
    store_notice,
)

__all__ = [
    "cancel_payment",
    "confirm_bank_transfer",
    "fail_payment",
    "flag_payment",
    "intend_payment",
    "learn_ticket",
    "open_account",
    "open_household_points",
    "open_organisation_payable",
    "post_journal",
    "post_journals",
    "reverse_journal",
    "settle_payment",
    "store_notice",
]
