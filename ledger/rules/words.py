"""Code lists of the ledger, and the two sorts of things it counts."""

from foundation.wording import Worded, mark

CNY = "CNY"
POINTS = "points"


class AccountKind(Worded):
    """What an account stands for, which decides whether debits or credits increase it."""

    ASSET = "asset", mark("Asset")
    EXPENSE = "expense", mark("Expense")
    POINTS = "points", mark("Points held")
    LIABILITY = "liability", mark("Liability")
    INCOME = "income", mark("Income")
    EQUITY = "equity", mark("Equity")


class OwnerKind(Worded):
    HOUSEHOLD = "household", mark("Household")
    ORGANISATION = "organisation", mark("Organisation")


class PaymentPurpose(Worded):
    DONATION = "donation", mark("Donation")
    ASSISTANCE = "assistance", mark("Assistance by an enterprise")
    ORDER = "order", mark("Order on the market")
    PREMIUM = "premium", mark("Insurance premium")


class PaymentMethod(Worded):
    BANK_TRANSFER = "bank_transfer", mark("Bank transfer")
    STRIPE = "stripe", mark("Card (Stripe)")


class PaymentStatus(Worded):
    INTENDED = "intended", mark("Intended")
    PENDING = "pending", mark("Waiting for the money")
    SETTLED = "settled", mark("Received")
    FAILED = "failed", mark("Failed")
    CANCELLED = "cancelled", mark("Cancelled")
