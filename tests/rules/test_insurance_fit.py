"""Which product is open to which household, and why."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from insurance.errors import BadTerms, UnknownEligibility
from insurance.rules.eligibility import Eligibility, Offer, match_product, parse_eligibility, suggested_units
from insurance.rules.words import CoverUnit, ProductKind
from registry.rules.causes import Cause
from registry.rules.needs import HouseholdNeeds

VILLAGE = "36.3601.360121.360121100.360121100201."
NEEDS = HouseholdNeeds(
    household_id=1,
    region_path=VILLAGE,
    causes=frozenset({Cause.NATURAL_DISASTER, Cause.LOW_INCOME}),
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
RICE = Offer(
    ProductKind.CROP, CoverUnit.MU, frozenset({Cause.NATURAL_DISASTER}), "36.", Eligibility(rice_mu_at_least=0.5)
)


def test_a_rice_grower_hit_by_disaster_fits_rice_cover_with_its_reasons() -> None:
    fit = match_product(RICE, NEEDS)
    assert fit.fits
    assert [reason.message % reason.params for reason in fit.reasons] == [
        "Covers a cause of the household's risk: natural_disaster.",
        "Grows 4.5 mu of rice.",
    ]


@pytest.mark.parametrize(
    ("needs", "against"),
    [
        ({"causes": frozenset({Cause.ILLNESS})}, "Covers none"),
        ({"causes": frozenset()}, "Covers none"),
        ({"region_path": "51.5101."}, "Is not offered where"),
        ({"rice_mu": 0.4}, "Grows 0.4 mu of rice; at least 0.5"),
        ({"rice_mu": None}, "is not known"),
    ],
)
def test_one_reason_against_is_enough_and_is_said(needs: dict[str, Any], against: str) -> None:
    fit = match_product(RICE, replace(NEEDS, **needs))
    assert not fit.fits
    (reason,) = [reason for reason in fit.reasons if not reason.speaks_for]
    assert against in reason.message % reason.params


@pytest.mark.parametrize(
    ("asked", "lacking"),
    [
        ({"ex_poor_only": True}, {"is_ex_poor": False}),
        ({"land_mu_at_least": 2.0}, {"land_mu": 1.9}),
        ({"land_mu_at_least": 2.0}, {"land_mu": None}),
        ({"livestock_at_least": 1}, {"livestock": 0}),
        ({"livestock_at_least": 1}, {"livestock": None}),
        ({"needs_worker": True}, {"workers": 0}),
        ({"needs_child": True}, {"children": 0}),
        ({"needs_elder": True}, {"elders": 0}),
    ],
)
def test_each_condition_opens_and_closes_a_product(asked: dict[str, Any], lacking: dict[str, Any]) -> None:
    offer = replace(RICE, eligibility=Eligibility(**asked))
    assert match_product(offer, NEEDS).fits
    assert not match_product(offer, replace(NEEDS, **lacking)).fits


@pytest.mark.parametrize(
    ("unit", "asked", "units"),
    [
        (CoverUnit.MU, {"rice_mu_at_least": 0.5}, "4.5"),
        (CoverUnit.MU, {}, "6"),
        (CoverUnit.HEAD, {}, "2"),
        (CoverUnit.PERSON, {}, "4"),
        (CoverUnit.HOUSEHOLD, {}, "1"),
    ],
)
def test_units_are_suggested_from_the_register(unit: CoverUnit, asked: dict[str, Any], units: str) -> None:
    offer = replace(RICE, unit=unit, eligibility=Eligibility(**asked))
    assert suggested_units(offer, NEEDS) == Decimal(units)


def test_nothing_is_suggested_where_the_register_does_not_know() -> None:
    assert suggested_units(replace(RICE, eligibility=Eligibility()), replace(NEEDS, land_mu=None)) is None


def test_conditions_survive_storing() -> None:
    asked = Eligibility(ex_poor_only=True, rice_mu_at_least=0.5, livestock_at_least=3)
    assert asked.to_data() == {"ex_poor_only": True, "rice_mu_at_least": 0.5, "livestock_at_least": 3}
    assert parse_eligibility(asked.to_data()) == asked
    assert parse_eligibility({}) == Eligibility()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"colour": "red"}, UnknownEligibility),
        ({"points_at_least": 5}, UnknownEligibility),
        ({"ex_poor_only": 1}, BadTerms),
        ({"rice_mu_at_least": "1"}, BadTerms),
        ({"rice_mu_at_least": True}, BadTerms),
        ({"livestock_at_least": -1}, BadTerms),
    ],
)
def test_conditions_that_are_none_are_refused(data: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_eligibility(data)
