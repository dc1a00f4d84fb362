"""What may be done with money and points, and which role holds it by default."""

from foundation.permissions import Grants, Permission


class LedgerPermission(Permission):
    READ_ACCOUNTS = "ledger:account:read"
    READ_PAYMENTS = "ledger:payment:read"
    RECORD_PAYMENT = "ledger:payment:record"
    CONFIRM_PAYMENT = "ledger:payment:confirm"
    CANCEL_PAYMENT = "ledger:payment:cancel"
    REVERSE_JOURNAL = "ledger:journal:reverse"


READING = frozenset({LedgerPermission.READ_ACCOUNTS, LedgerPermission.READ_PAYMENTS})

GRANTS: Grants = {
    "finance_officer": frozenset(LedgerPermission),
    "county_officer": READING,
    "auditor": READING,
}
