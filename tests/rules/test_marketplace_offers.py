"""What an offer of help may be, who it fits, and how it moves."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from foundation.errors import Invalid
from foundation.money import Money
from marketplace.errors import BadOffer, CannotDo, UnknownCondition
from marketplace.rules.matching import match_offer, rank_key
from marketplace.rules.offers import (
    TRANSITIONS,
    Conditions,
    NewOffer,
    OfferTerms,
    check_offer,
    is_open,
    next_state,
    open_acts,
    parse_conditions,
)
from marketplace.rules.words import KIND_UNITS, OfferAct, OfferKind, OfferState, UnitWord
from registry.rules.causes import Cause
from registry.rules.needs import HouseholdNeeds

VILLAGE = "36.3601.360121.360121100.360121100201."
TODAY = date(2026, 6, 15)
NEEDS = HouseholdNeeds(
    household_id=1,
    region_path=VILLAGE,
    causes=frozenset({Cause.SCHOOLING, Cause.LOW_INCOME}),
    members=4,
    workers=2,
    children=1,
    elders=1,
    has_disability=False,
    land_mu=6.0,
    rice_mu=4.5,
    livestock=2,
    is_ex_poor=True,
)
TERMS = OfferTerms(frozenset({Cause.SCHOOLING}), "36.", Conditions())
GRANTS = NewOffer(
    kind=OfferKind.MONEY,
    title_en="School grants",
    title_zh="助学金",
    description="",
    unit=UnitWord.GRANT,
    quantity=10,
    causes=frozenset({Cause.SCHOOLING}),
    valid_from=TODAY,
    valid_until=date(2026, 12, 31),
    unit_value=Money(200_000),
)


def test_an_offer_fits_by_cause_and_place_and_says_why() -> None:
    fit = match_offer(TERMS, NEEDS)
    assert fit.fits
    assert [reason.message % reason.params for reason in fit.reasons] == [
        "Helps against a cause of the household's risk: schooling."
    ]


@pytest.mark.parametrize(
    ("needs", "against"),
    [
        ({"causes": frozenset({Cause.ILLNESS})}, "none of the household's causes"),
        ({"causes": frozenset()}, "none of the household's causes"),
        ({"region_path": "51.5101."}, "not meant for the place"),
    ],
)
def test_one_reason_against_is_enough_and_is_said(needs: dict[str, Any], against: str) -> None:
    fit = match_offer(TERMS, replace(NEEDS, **needs))
    assert not fit.fits
    (reason,) = [reason for reason in fit.reasons if not reason.speaks_for]
    assert against in reason.message % reason.params


@pytest.mark.parametrize(
    ("asked", "lacking"),
    [
        ({"ex_poor_only": True}, {"is_ex_poor": False}),
        ({"needs_worker": True}, {"workers": 0}),
        ({"needs_child": True}, {"children": 0}),
        ({"needs_elder": True}, {"elders": 0}),
        ({"members_at_least": 4}, {"members": 3}),
    ],
)
def test_each_condition_opens_and_closes_an_offer(asked: dict[str, Any], lacking: dict[str, Any]) -> None:
    offer = replace(TERMS, conditions=Conditions(**asked))
    assert match_offer(offer, NEEDS).fits
    assert not match_offer(offer, replace(NEEDS, **lacking)).fits


def test_conditions_are_stored_and_read_back() -> None:
    asked = Conditions(needs_worker=True, members_at_least=3)
    assert asked.to_data() == {"needs_worker": True, "members_at_least": 3}
    assert parse_conditions(asked.to_data()) == asked
    assert parse_conditions({}) == Conditions()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"has_disability": True}, UnknownCondition),
        ({"needs_worker": "yes"}, BadOffer),
        ({"members_at_least": True}, BadOffer),
        ({"members_at_least": 0}, BadOffer),
    ],
)
def test_conditions_that_are_none_are_refused(data: dict[str, Any], error: type[Invalid]) -> None:
    with pytest.raises(error):
        parse_conditions(data)


def test_more_shared_causes_come_first_then_what_ends_sooner() -> None:
    both = replace(TERMS, causes=NEEDS.causes)
    soon, late = date(2026, 7, 1), date(2026, 9, 1)
    ranked = sorted(
        [(1, TERMS, None), (2, TERMS, late), (3, TERMS, soon), (4, both, None)],
        key=lambda one: rank_key(one[0], one[1], NEEDS, one[2], TODAY),
    )
    assert [offer_id for offer_id, _, _ in ranked] == [4, 3, 2, 1]


def test_what_is_equal_takes_turns_from_day_to_day() -> None:
    def first(day: int) -> int:
        return min(range(1, 6), key=lambda offer_id: rank_key(offer_id, TERMS, NEEDS, None, date(2026, 6, day)))

    assert first(15) == first(15)
    assert len({first(day) for day in range(1, 31)}) > 3


def test_an_offer_moves_by_the_table_and_in_no_other_way() -> None:
    for state in OfferState:
        for act in OfferAct:
            if (state, act) in TRANSITIONS:
                assert next_state(state, act) is TRANSITIONS[state, act]
            else:
                with pytest.raises(CannotDo):
                    next_state(state, act)
    assert open_acts(OfferState.CLOSED) == ()
    assert set(open_acts(OfferState.OPEN)) == {OfferAct.PAUSE, OfferAct.CLOSE}


@pytest.mark.parametrize(
    ("state", "first", "last", "expected"),
    [
        (OfferState.OPEN, date(2026, 6, 15), None, True),
        (OfferState.OPEN, date(2026, 6, 15), date(2026, 6, 15), True),
        (OfferState.OPEN, date(2026, 6, 16), None, False),
        (OfferState.OPEN, date(2026, 1, 1), date(2026, 6, 14), False),
        (OfferState.PAUSED, date(2026, 1, 1), None, False),
        (OfferState.DRAFT, date(2026, 1, 1), None, False),
    ],
)
def test_state_and_both_days_decide_whether_it_is_open(
    state: OfferState, first: date, last: date | None, expected: bool
) -> None:
    assert is_open(state, first, last, TODAY) is expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_en": ""}, "title_en"),
        ({"title_zh": ""}, "title_zh"),
        ({"causes": frozenset()}, "causes"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 1_000_001}, "quantity"),
        ({"valid_until": date(2026, 6, 14)}, "valid_until"),
        ({"unit": UnitWord.BAG}, "unit"),
        ({"unit_value": None}, "unit_value"),
        ({"unit_value": Money(0)}, "unit_value"),
        ({"unit_value": Money(100, "USD")}, "unit_value"),
        ({"conditions": Conditions(members_at_least=21)}, "members_at_least"),
    ],
)
def test_a_bad_offer_names_its_field(changes: dict[str, Any], field: str) -> None:
    check_offer(GRANTS)
    with pytest.raises(BadOffer) as refused:
        check_offer(replace(GRANTS, **changes))
    assert refused.value.field == field


def test_goods_need_no_value_and_every_kind_has_a_unit() -> None:
    check_offer(replace(GRANTS, kind=OfferKind.GOODS, unit=UnitWord.BAG, unit_value=None))
    assert set(KIND_UNITS) == set(OfferKind)
    assert set().union(*KIND_UNITS.values()) == set(UnitWord)
