"""Products that tests offer."""

from dataclasses import replace
from datetime import date

from foundation.money import Money
from foundation.unit_of_work import UnitOfWork
from insurance.operations.products import publish_product
from insurance.rules.eligibility import Eligibility
from insurance.rules.premium import Tariff
from insurance.rules.products import NewProduct
from insurance.rules.words import CoverUnit, Payer, ProductKind
from registry.rules.causes import Cause
from tests.builders.world import World

RICE = NewProduct(
    name_en="Rice, full cost",
    name_zh="水稻完全成本保险",
    kind=ProductKind.CROP,
    tariff=Tariff(
        CoverUnit.MU,
        Money(110_000),
        45_000,
        {Payer.CENTRAL: 4500, Payer.PROVINCE: 2700, Payer.COUNTY: 300, Payer.HOUSEHOLD: 2500},
    ),
    causes=frozenset({Cause.NATURAL_DISASTER}),
    on_sale_from=date(2026, 3, 1),
    on_sale_until=date(2026, 6, 15),
    eligibility=Eligibility(rice_mu_at_least=0.5),
    region_path="36.",
)


def publish_rice(unit: UnitOfWork, world: World, region_path: str = "36.") -> int:
    """Offer rice cover as the insurer of the cast; return its id and give the unit back to who had it."""
    before, unit.actor = unit.actor, world.actor(unit, "insurer")
    product_id = publish_product(unit, replace(RICE, region_path=region_path)).product_id
    unit.actor = before
    return product_id
