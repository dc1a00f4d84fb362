"""Payments, accounts and bookings."""

from web.ledger.views import accounts, payments

__all__ = ["accounts", "payments"]
