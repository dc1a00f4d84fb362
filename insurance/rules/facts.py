"""What insurance's operations report."""

from dataclasses import dataclass
from datetime import datetime

from foundation.money import Money
from insurance.rules.words import CoverState, Payer


@dataclass(frozen=True, slots=True)
class ProductPublished:
    product_id: int


@dataclass(frozen=True, slots=True)
class ProductWithdrawn:
    """`is_new` is False when it was withdrawn before."""

    product_id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class CoverApplied:
    """An application made; `state` is drafted while the household has not yet said yes."""

    application_id: int
    number: str
    household_id: int
    state: CoverState
    premium: Money
    household_part: Money


@dataclass(frozen=True, slots=True)
class CoverMoved:
    """An application's state after a step."""

    application_id: int
    number: str
    household_id: int
    state: CoverState


@dataclass(frozen=True, slots=True)
class SharePaid:
    """A payer's part that arrived; `is_new` is False when it was recorded before."""

    application_id: int
    payer: Payer
    amount: Money
    paid_at: datetime
    is_new: bool
