"""What cover costs and who pays which part: published premiums to the cent, splits that always add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import Money, sum_money
from insurance.errors import BadTerms, BadUnits, SharesDoNotAddUp
from insurance.rules.premium import Tariff, check_tariff, quote_premium, split_premium, unit_premium
from insurance.rules.words import CoverUnit, Payer

PUBLIC = (Payer.CENTRAL, Payer.PROVINCE, Payer.COUNTY)
FULL_COST = (4500, 2700, 300, 2500)
PIG = (5000, 2300, 700, 2000)


def shares(central: int, province: int, county: int, household: int) -> dict[Payer, int]:
    return {Payer.CENTRAL: central, Payer.PROVINCE: province, Payer.COUNTY: county, Payer.HOUSEHOLD: household}


def tariff(yuan: int, rate_ppm: int, split: tuple[int, int, int, int] = FULL_COST, unit: str = "mu") -> Tariff:
    return Tariff(CoverUnit(unit), Money(yuan * 100), rate_ppm, shares(*split))


@pytest.mark.parametrize(
    ("product", "yuan", "rate_ppm", "premium"),
    [
        ("rice, full cost", 1100, 45_000, 4950),
        ("maize, full cost", 800, 45_000, 3600),
        ("wheat, full cost", 700, 27_200, 1904),
        ("rapeseed", 300, 34_000, 1020),
        ("fattening pig", 800, 55_000, 4400),
        ("breeding sow", 1500, 60_000, 9000),
        ("public forest, 0.649 rounded", 550, 1_180, 65),
        ("commercial forest", 800, 1_500, 120),
        ("wheat, 16.515 rounded", 367, 45_000, 1652),
    ],
)
def test_published_premiums_come_out_to_the_cent(product: str, yuan: int, rate_ppm: int, premium: int) -> None:
    assert unit_premium(tariff(yuan, rate_ppm)).minor == premium, product


@pytest.mark.parametrize(
    ("yuan", "rate_ppm", "split", "parts"),
    [
        # 22.275 / 13.365 / 1.485 / 12.375: public shares rounded half up, the household pays what is left.
        (1100, 45_000, FULL_COST, (2228, 1337, 149, 1236)),
        (800, 55_000, PIG, (2200, 1012, 308, 880)),
        (550, 1_180, (5000, 2500, 1500, 1000), (33, 16, 10, 6)),
        # One yuan of the farmer's own stands for 2 of the centre, 1.25 of the province and 0.75 of the county.
        (100, 50_000, (4000, 2500, 1500, 2000), (200, 125, 75, 100)),
    ],
)
def test_published_splits_come_out_to_the_cent(
    yuan: int, rate_ppm: int, split: tuple[int, int, int, int], parts: tuple[int, ...]
) -> None:
    quote = quote_premium(tariff(yuan, rate_ppm, split), Decimal(1))
    assert tuple(part.amount.minor for part in quote.parts) == parts
    assert quote.household_part.minor == parts[-1]


def test_the_published_unit_premium_is_what_gets_multiplied() -> None:
    quote = quote_premium(tariff(550, 1_180, (5000, 2500, 1500, 1000)), Decimal("10"))
    assert (quote.unit_premium.minor, quote.total.minor, quote.sum_insured.minor) == (65, 650, 550_000)


def test_part_of_a_mu_is_insured_to_the_cent() -> None:
    quote = quote_premium(tariff(1100, 45_000), Decimal("3.55"))
    assert quote.total.minor == 17_573  # 49.50 × 3.55 = 175.725
    assert sum_money([part.amount for part in quote.parts]) == quote.total


def test_a_payer_without_a_share_has_no_part() -> None:
    quote = quote_premium(tariff(1000, 62_000, (4500, 2500, 0, 3000)), Decimal(1))
    assert [part.payer for part in quote.parts] == [Payer.CENTRAL, Payer.PROVINCE, Payer.HOUSEHOLD]


def test_a_household_without_a_share_pays_nothing_whatever_the_rounding() -> None:
    parts = split_premium(Money(1), {Payer.CENTRAL: 5000, Payer.COUNTY: 5000})
    assert {part.payer: part.amount.minor for part in parts} == {Payer.CENTRAL: 0, Payer.COUNTY: 1}


def test_rounding_up_never_leaves_the_household_less_than_nothing() -> None:
    parts = split_premium(Money(5), shares(5000, 3000, 1800, 200))
    assert [part.amount.minor for part in parts] == [2, 2, 1, 0]


@given(
    total=st.integers(1, 10**9),
    cuts=st.lists(st.integers(0, 10_000), min_size=4, max_size=4),
)
def test_every_split_adds_up_and_no_part_is_below_zero(total: int, cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 10_000]
    split = {payer: edges[n + 1] - edges[n] for n, payer in enumerate(Payer)}
    parts = split_premium(Money(total), split)
    assert sum(part.amount.minor for part in parts) == total
    assert all(part.amount.minor >= 0 for part in parts)
    assert all(abs(part.amount.minor - total * part.share_bps / 10_000) <= 2 for part in parts)


@given(st.integers(0, 10_000))
def test_the_sum_insured_does_not_depend_on_who_pays(household_bps: int) -> None:
    split = {Payer.COUNTY: 10_000 - household_bps, Payer.HOUSEHOLD: household_bps}
    quote = quote_premium(Tariff(CoverUnit.HEAD, Money(80_000), 55_000, split), Decimal(3))
    assert (quote.sum_insured.minor, quote.total.minor) == (240_000, 13_200)


@pytest.mark.parametrize(
    "split", [(4500, 2700, 300, 2400), (4500, 2700, 300, 2600), (6000, 5000, -1000, 0), (0, 0, 0, 0)]
)
def test_shares_that_are_not_the_whole_are_refused(split: tuple[int, int, int, int]) -> None:
    with pytest.raises(SharesDoNotAddUp):
        check_tariff(tariff(1100, 45_000, split))


@pytest.mark.parametrize(("yuan", "rate_ppm"), [(0, 45_000), (1100, 0), (1100, 1_000_001), (1, 1)])
def test_terms_without_a_premium_are_refused(yuan: int, rate_ppm: int) -> None:
    with pytest.raises(BadTerms):
        check_tariff(tariff(yuan, rate_ppm))


@pytest.mark.parametrize(
    ("unit", "units"),
    [("mu", "0"), ("mu", "-1"), ("mu", "1.005"), ("mu", "NaN"), ("mu", "100001"), ("head", "1.5"), ("person", "0.5")],
)
def test_units_that_nobody_can_insure_are_refused(unit: str, units: str) -> None:
    with pytest.raises(BadUnits):
        quote_premium(tariff(1100, 45_000, unit=unit), Decimal(units))


def test_units_too_few_to_cost_a_cent_are_refused() -> None:
    with pytest.raises(BadUnits):
        quote_premium(tariff(100, 100), Decimal("0.01"))
