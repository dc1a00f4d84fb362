"""Money as whole minor units with a currency; never a float."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

from foundation.errors import Invalid
from foundation.wording import mark

# ISO 4217 minor units other than two. A currency that is not listed has two.
MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3}
FULL_BPS = 10_000


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (fen, cents) of one currency."""

    minor: int
    currency: str = "CNY"

    @classmethod
    def zero(cls, currency: str = "CNY") -> Self:
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str = "CNY") -> Self:
        """Read a decimal number in major units ("12.50"), thousands separators allowed.

        Raises: Invalid when the text is no number or has more digits than the currency.
        """
        try:
            amount = Decimal(text.strip().replace(",", "").replace("，", ""))
        except InvalidOperation:
            raise Invalid(mark("“%(text)s” is not an amount. Write it like 1250.50."), text=text) from None
        if not amount.is_finite():
            raise Invalid(mark("“%(text)s” is not an amount. Write it like 1250.50."), text=text)
        minor = amount.scaleb(minor_digits(currency))
        if minor != minor.to_integral_value():
            raise Invalid(mark("“%(text)s” has more decimals than %(currency)s has."), text=text, currency=currency)
        return cls(int(minor), currency)

    @property
    def major(self) -> Decimal:
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def share(self, bps: int) -> "Money":
        """Return `bps` ten-thousandths of the amount, half a minor unit rounded up."""
        exact = Decimal(self.minor) * bps / FULL_BPS
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), self.currency)

    def split(self, shares_bps: Sequence[int], remainder_to: int = -1) -> tuple["Money", ...]:
        """Split by shares so that the parts add up to the whole.

        Each share is rounded on its own; the one at `remainder_to` takes what is left.
        Raises: ValueError unless the shares add up to 10,000.
        """
        if sum(shares_bps) != FULL_BPS:
            raise ValueError(f"shares add up to {sum(shares_bps)}, not {FULL_BPS}")
        parts = [self.share(bps) for bps in shares_bps]
        parts[remainder_to] = Money.zero(self.currency)
        parts[remainder_to] = self - sum_money(parts, self.currency)
        return tuple(parts)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other


def minor_digits(currency: str) -> int:
    """Return how many decimals the currency has."""
    return MINOR_DIGITS.get(currency, 2)


def sum_money(parts: Sequence[Money], currency: str = "CNY") -> Money:
    """Add up amounts of one currency; an empty sequence gives zero."""
    total = Money.zero(currency)
    for part in parts:
        total += part
    return total
