"""What cover costs and who pays which part of it, to the cent.

Source: docs/methods.md, Subsidised insurance.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from foundation.money import FULL_BPS, Money, sum_money
from foundation.wording import mark
from insurance.errors import BadTerms, BadUnits, SharesDoNotAddUp
from insurance.rules.words import WHOLE_UNITS, CoverUnit, Payer

FULL_PPM = 1_000_000
MOST_UNITS = Decimal(100_000)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a product costs.

    Args:
        unit: what is counted.
        sum_insured: for one unit.
        rate_ppm: the premium rate in millionths of the sum insured (4.5 % is 45,000).
        shares_bps: each payer's share of the premium in ten-thousandths; together 10,000.
    """

    unit: CoverUnit
    sum_insured: Money
    rate_ppm: int
    shares_bps: Mapping[Payer, int]


@dataclass(frozen=True, slots=True)
class PremiumPart:
    """One payer's part of a premium."""

    payer: Payer
    share_bps: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """What cover for a number of units costs.

    Args:
        unit_premium: the published premium of one unit, rounded to the cent.
        parts: in the order of `Payer`, only payers with a share; their amounts add up to `total`.
    """

    units: Decimal
    sum_insured: Money
    unit_premium: Money
    total: Money
    parts: tuple[PremiumPart, ...]

    @property
    def household_part(self) -> Money:
        zero = Money.zero(self.total.currency)
        return next((part.amount for part in self.parts if part.payer is Payer.HOUSEHOLD), zero)


def check_tariff(tariff: Tariff) -> None:
    """Raise BadTerms or SharesDoNotAddUp unless the tariff can be offered."""
    if tariff.sum_insured.minor <= 0:
        raise BadTerms(mark("Give a sum insured above zero."), field="sum_insured")
    if not 0 < tariff.rate_ppm <= FULL_PPM:
        raise BadTerms(mark("The rate must be above 0 % and at most 100 %."), field="rate")
    if unit_premium(tariff).minor == 0:
        raise BadTerms(mark("At this rate the premium of one unit is less than a cent."), field="rate")
    check_shares(tariff.shares_bps)


def check_shares(shares_bps: Mapping[Payer, int]) -> None:
    """Raise SharesDoNotAddUp unless the shares are none below zero and together exactly the whole."""
    total = sum(shares_bps.values())
    if total != FULL_BPS or any(share < 0 for share in shares_bps.values()):
        raise SharesDoNotAddUp(field="shares", percent=f"{Decimal(total) / 100:f}")


def check_units(unit: CoverUnit, units: Decimal) -> None:
    """Raise BadUnits unless so many units can be insured: above zero, whole where the unit is, two decimals for mu."""
    if not units.is_finite() or not 0 < units <= MOST_UNITS:
        raise BadUnits(field="units")
    if unit in WHOLE_UNITS and units != units.to_integral_value():
        raise BadUnits(mark("Give a whole number."), field="units")
    if units != units.quantize(Decimal("0.01")):
        raise BadUnits(mark("Give at most two decimals."), field="units")


def unit_premium(tariff: Tariff) -> Money:
    """Return the premium of one unit, half a cent rounded up: the figure that notices publish."""
    return _rounded(Decimal(tariff.sum_insured.minor) * tariff.rate_ppm / FULL_PPM, tariff.sum_insured.currency)


def quote_premium(tariff: Tariff, units: Decimal) -> Quote:
    """Return what cover for `units` costs and each payer's part.

    The unit premium is rounded to the cent first, then multiplied, so that everybody can check it against the published
    figure. Each public share is rounded on its own, half a cent up; the household pays what is left.

    Raises: BadUnits.
    """
    check_units(tariff.unit, units)
    currency = tariff.sum_insured.currency
    one = unit_premium(tariff)
    total = _rounded(one.minor * units, currency)
    if not total:
        raise BadUnits(mark("So few units cost less than a cent."), field="units")
    return Quote(
        units=units,
        sum_insured=_rounded(tariff.sum_insured.minor * units, currency),
        unit_premium=one,
        total=total,
        parts=split_premium(total, tariff.shares_bps),
    )


def split_premium(total: Money, shares_bps: Mapping[Payer, int]) -> tuple[PremiumPart, ...]:
    """Split a premium between its payers; the parts add up to it and none is below zero.

    The household takes the remainder. Where it has no share, or where rounding up would leave it less than nothing, the
    payer with the largest share gives or takes the cents.
    """
    check_shares(shares_bps)
    payers = [payer for payer in Payer if shares_bps.get(payer)]
    largest = max(payers, key=lambda payer: shares_bps[payer])
    taker = Payer.HOUSEHOLD if Payer.HOUSEHOLD in payers else largest
    amounts = {payer: total.share(shares_bps[payer]) for payer in payers if payer is not taker}
    amounts[taker] = total - sum_money(list(amounts.values()), total.currency)
    if amounts[taker].minor < 0:
        amounts[largest] += amounts[taker]
        amounts[taker] = Money.zero(total.currency)
    return tuple(PremiumPart(payer, shares_bps[payer], amounts[payer]) for payer in payers)


def _rounded(minor: Decimal, currency: str) -> Money:
    return Money(int(minor.quantize(Decimal(1), ROUND_HALF_UP)), currency)
