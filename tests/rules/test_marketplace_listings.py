"""Which goods may be listed: docs/methods.md, case K-39."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from foundation.money import Money
from ledger.rules.words import PaymentMethod
from marketplace.errors import BadDonation, BadListing, CannotDo, MandateMissing, OutsideCountyList
from marketplace.rules.donations import NewDonation, check_donation, donation_key
from marketplace.rules.listings import (
    TRANSITIONS,
    NewListing,
    Qualification,
    Qualified,
    check_listing,
    next_state,
    qualify_listing,
)
from marketplace.rules.words import DonationPurpose, ListingAct, ListingState, SellerRole, UnitWord

COUNTY = "36.3601.360121."
SELLER = COUNTY + "360121100."
RICE = NewListing("Rice", "大米", "", UnitWord.BAG, Money(12_800), 40)
GIFT = NewDonation("key", Money(50_000), DonationPurpose.ANY, PaymentMethod.BANK_TRANSFER, "测试企业")


def qualify(
    seller: str = SELLER,
    role: SellerRole = SellerRole.PRODUCER,
    mandate: str = "",
    *,
    is_recommended: bool = True,
) -> Qualified:
    return qualify_listing(seller, [COUNTY, "51.5101.510104."], role, mandate, is_recommended=is_recommended)


def test_a_producer_outside_the_county_list_is_refused() -> None:
    found = qualify(seller="36.3601.360122.")
    assert found.outcome is Qualification.REFUSED
    assert isinstance(found.refusal, OutsideCountyList)


def test_a_trader_without_a_producers_mandate_is_refused() -> None:
    assert isinstance(qualify(role=SellerRole.TRADER, mandate="  ").refusal, MandateMissing)
    assert qualify(role=SellerRole.TRADER, mandate="乙镇合作社, 2026-05-01").outcome is Qualification.QUALIFIED


def test_without_the_countys_recommendation_goods_wait() -> None:
    assert qualify(is_recommended=False).outcome is Qualification.WAITING


def test_after_all_three_steps_goods_are_listed() -> None:
    assert qualify().outcome is Qualification.QUALIFIED


def test_goods_move_by_the_table_and_in_no_other_way() -> None:
    for state in ListingState:
        for act in ListingAct:
            if (state, act) in TRANSITIONS:
                assert next_state(state, act) is TRANSITIONS[state, act]
            else:
                with pytest.raises(CannotDo):
                    next_state(state, act)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_en": ""}, "title_en"),
        ({"title_zh": ""}, "title_zh"),
        ({"unit": UnitWord.JOB}, "unit"),
        ({"price": Money(0)}, "price"),
        ({"price": Money(1, "USD")}, "price"),
        ({"stock": -1}, "stock"),
        ({"season_from": date(2026, 9, 1)}, "season_until"),
        ({"season_until": date(2026, 9, 1)}, "season_from"),
        ({"season_from": date(2026, 9, 2), "season_until": date(2026, 9, 1)}, "season_until"),
    ],
)
def test_bad_goods_name_their_field(changes: dict[str, Any], field: str) -> None:
    check_listing(RICE)
    check_listing(replace(RICE, stock=0))
    with pytest.raises(BadListing) as refused:
        check_listing(replace(RICE, **changes))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"donor_name": "  "}, "donor_name"),
        ({"amount": Money(99)}, "amount"),
        ({"amount": Money(10**11 + 1)}, "amount"),
        ({"amount": Money(100, "USD")}, "amount"),
    ],
)
def test_a_bad_donation_names_its_field(changes: dict[str, Any], field: str) -> None:
    check_donation(GIFT)
    with pytest.raises(BadDonation) as refused:
        check_donation(replace(GIFT, **changes))
    assert refused.value.field == field


def test_a_donations_key_comes_from_its_row_and_the_act() -> None:
    assert donation_key(7) == "donation:7:pay"
