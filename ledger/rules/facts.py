"""What the ledger's operations report."""

from dataclasses import dataclass
from datetime import datetime

from foundation.errors import HoldfastError
from foundation.money import Money
from ledger.rules.words import PaymentStatus


@dataclass(frozen=True, slots=True)
class AccountOpened:
    """`is_new` is False when it was open already."""

    account_id: int
    code: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class JournalPosted:
    """`is_new` is False when the same booking was made before."""

    journal_id: int
    reference: str
    occurred_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class JournalRefused:
    """A booking of a batch that was left out, and why."""

    reference: str
    error: HoldfastError


@dataclass(frozen=True, slots=True)
class BatchPosted:
    """What became of a batch: each booking is in one of the two, in the batch's order."""

    posted: tuple[JournalPosted, ...]
    refused: tuple[JournalRefused, ...]


@dataclass(frozen=True, slots=True)
class PaymentIntended:
    """What the provider is asked with; `is_new` is False when the same intention was recorded before."""

    payment_id: int
    reference: str
    idempotency_key: str
    amount: Money
    status: PaymentStatus
    is_new: bool


@dataclass(frozen=True, slots=True)
class PaymentMoved:
    """A payment's status after a step; `is_new` is False when the step changed nothing."""

    payment_id: int
    reference: str
    status: PaymentStatus
    is_new: bool


@dataclass(frozen=True, slots=True)
class PaymentSettled:
    """Money received and booked; `is_new` is False when it was booked before."""

    payment_id: int
    reference: str
    amount: Money
    fee: Money
    journal_id: int
    is_new: bool
