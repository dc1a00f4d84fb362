"""Reads of the ledger, always within the actor's scope unless a query says otherwise."""

from ledger.queries.accounts import (
    FundFlow,
    JournalLine,
    balance_of,
    find_account,
    get_account,
    get_journal,
    list_accounts,
    list_lines,
    list_statement,
    sum_fund_flows,
)
from ledger.queries.checks import (
    DriftedAccount,
    MisbookedPayment,
    drifted_accounts,
    misbooked_payments,
    unbalanced_journals,
)
from ledger.queries.payments import (
    PaymentFilters,
    PurposeFlow,
    find_payment_by_provider_reference,
    get_payment,
    list_payments,
    sum_flows_by_purpose,
)
from ledger.queries.scope import account_scope, payment_scope

__all__ = [
    "DriftedAccount",
    "FundFlow",
    "JournalLine",
    "MisbookedPayment",
    "PaymentFilters",
    "PurposeFlow",
    "account_scope",
    "balance_of",
    "drifted_accounts",
    "find_account",
    "find_payment_by_provider_reference",
    "get_account",
    "get_journal",
    "get_payment",
    "list_accounts",
    "list_lines",
    "list_payments",
    "list_statement",
    "misbooked_payments",
    "payment_scope",
    "sum_flows_by_purpose",
    "sum_fund_flows",
    "unbalanced_journals",
]
