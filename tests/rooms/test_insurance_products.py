"""Offering products, and which of them fit which household."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from foundation.money import Money
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from insurance.errors import BadTerms, NotAnInsurer, ProductNotFound, SharesDoNotAddUp
from insurance.models import InsuranceProduct, PremiumShare
from insurance.operations.cover import accept_application, apply
from insurance.operations.products import publish_product, withdraw_product
from insurance.queries.products import get_product, list_fitting_products, list_products, tariff_of
from insurance.rules.eligibility import Eligibility
from insurance.rules.premium import Tariff
from insurance.rules.words import CoverUnit, Payer
from registry.operations.consents import give_consent
from registry.queries.needs import get_needs
from registry.rules.causes import Cause
from registry.rules.words import ConsentPurpose
from tests.builders.world import NOW, TODAY, World
from tests.rooms.insurance_samples import RICE, publish_rice

DISASTER = (Cause.NATURAL_DISASTER,)


def test_an_insurer_offers_a_product_with_its_shares(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    unit.session.execute(text("set constraints all immediate"))
    unit.actor = world.actor(unit, "insurer")
    product = get_product(unit, product_id)
    assert tariff_of(product) == RICE.tariff
    assert product.organisation_id == world.organisations["insurer"]


@pytest.mark.parametrize("login", ["enterprise", "caseworker", "trainer"])
def test_nobody_but_an_insurer_offers_products(unit: UnitOfWork, world: World, login: str) -> None:
    unit.actor = world.actor(unit, login)
    with pytest.raises(NotAnInsurer):
        publish_product(unit, replace(RICE, organisation_id=world.organisations["insurer"]))


def test_shares_that_do_not_add_up_are_refused_by_the_rule_and_by_the_database(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    unit.actor = world.actor(unit, "insurer")
    short = replace(RICE.tariff, shares_bps={Payer.COUNTY: 5000, Payer.HOUSEHOLD: 4999})
    with pytest.raises(SharesDoNotAddUp):
        publish_product(unit, replace(RICE, tariff=short))
    with pytest.raises(IntegrityError), unit.session.begin_nested():
        unit.session.execute(insert(PremiumShare).values(product_id=product_id, payer="enterprise", share_bps=1))
        unit.session.execute(text("set constraints all immediate"))


def test_the_database_refuses_a_product_without_shares(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    columns = [column.name for column in InsuranceProduct.__table__.columns if column.name != "id"]
    copied = ", ".join(columns)
    with pytest.raises(IntegrityError), unit.session.begin_nested():
        unit.session.execute(
            text(f"insert into insurance_product ({copied}) select {copied} from insurance_product where id = :one"),
            {"one": product_id},
        )
        unit.session.execute(text("set constraints all immediate"))


@pytest.mark.parametrize(
    "change",
    [{"name_en": " "}, {"name_zh": ""}, {"causes": frozenset()}, {"on_sale_until": date(2026, 2, 28)}],
)
def test_terms_that_cannot_be_offered_are_refused(unit: UnitOfWork, world: World, change: dict[str, object]) -> None:
    unit.actor = world.actor(unit, "insurer")
    with pytest.raises(BadTerms):
        publish_product(unit, replace(RICE, **change))


def test_a_product_is_withdrawn_once_and_only_by_its_insurer(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    unit.actor = world.actor(unit, "county_officer")
    with pytest.raises(NotAnInsurer):
        withdraw_product(unit, product_id)
    unit.actor = world.actor(unit, "insurer")
    assert withdraw_product(unit, product_id).is_new
    assert not withdraw_product(unit, product_id).is_new


def test_staff_see_what_is_offered_in_their_area_and_an_insurer_its_own(unit: UnitOfWork, world: World) -> None:
    here, elsewhere = publish_rice(unit, world), publish_rice(unit, world, region_path="51.")
    for login, seen in {"caseworker": {here}, "county_officer": {here}, "insurer": {here, elsewhere}}.items():
        unit.actor = world.actor(unit, login)
        assert {row.id for row in list_products(unit, PageRequest()).rows} == seen, login
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(ProductNotFound):
        get_product(unit, elsewhere)


def test_products_that_fit_are_proposed_with_reasons_and_the_price(unit: UnitOfWork, world: World) -> None:
    publish_rice(unit, world)
    needs = get_needs(unit, world.households["A-001"], DISASTER)
    (found,) = list_fitting_products(unit, needs, TODAY)
    assert found.fit.fits
    assert [reason.speaks_for for reason in found.fit.reasons] == [True, True]
    assert (found.quote.units, found.are_units_known) == (Decimal(4), True)
    assert (found.quote.total.minor, found.quote.household_part.minor) == (19_800, 4950)
    assert found.insurer == "测试insurer"


@pytest.mark.parametrize(
    ("causes", "today"),
    [((Cause.ILLNESS,), TODAY), ((), TODAY), (DISASTER, date(2026, 6, 16)), (DISASTER, date(2026, 2, 28))],
)
def test_a_product_for_other_causes_or_days_is_not_proposed(
    unit: UnitOfWork, world: World, causes: tuple[Cause, ...], today: date
) -> None:
    publish_rice(unit, world)
    needs = get_needs(unit, world.households["A-001"], causes)
    assert list_fitting_products(unit, needs, today) == ()


def test_a_household_that_grows_no_rice_is_not_proposed_rice_cover(unit: UnitOfWork, world: World) -> None:
    publish_rice(unit, world)
    needs = replace(get_needs(unit, world.households["A-001"], DISASTER), rice_mu=None)
    assert list_fitting_products(unit, needs, TODAY) == ()


def test_the_cheapest_for_the_household_comes_first(unit: UnitOfWork, world: World) -> None:
    publish_rice(unit, world)
    unit.actor = world.actor(unit, "insurer")
    free = Tariff(CoverUnit.HOUSEHOLD, Money(5_000_000), 1_000, {Payer.COUNTY: 10_000})
    publish_product(
        unit, replace(RICE, name_en="County cover", tariff=free, eligibility=Eligibility(ex_poor_only=True))
    )
    unit.actor = world.actor(unit, "caseworker")
    needs = get_needs(unit, world.households["A-001"], DISASTER)
    assert [found.name_en for found in list_fitting_products(unit, needs, TODAY)] == ["County cover", "Rice, full cost"]


def test_what_a_household_has_is_not_proposed_again_and_counts_in_the_figures(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    household_id = world.households["A-001"]
    give_consent(unit, household_id, ConsentPurpose.SHARE_WITH_HELPER, "陈桂英")
    needs = get_needs(unit, household_id, DISASTER)
    fact = apply(unit, needs, product_id, Decimal(1), household_consented_at=NOW)
    assert list_fitting_products(unit, needs, TODAY) == ()
    unit.actor = world.actor(unit, "insurer")
    accept_application(unit, fact.application_id)
    (row,) = list_products(unit, PageRequest()).rows
    assert (row.waiting, row.accepted, row.declined) == (0, 1, 0)
    assert (row.premium_minor, row.insured_minor, row.subsidy_due_minor) == (4950, 110_000, 2228 + 1337 + 149)
    unit.actor = world.actor(unit, "other_caseworker")
    (row,) = list_products(unit, PageRequest()).rows
    assert (row.accepted, row.premium_minor, row.subsidy_due_minor) == (0, 0, 0)
