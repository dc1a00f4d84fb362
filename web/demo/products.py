"""What the demo's insurers sell: real published terms of two places, and a made-up cover for illness.

Source: docs/methods.md, Subsidised insurance, Products and shares (Deyang, Guangde). The places' terms are shown as
they were published; the demo's county has not adopted them.
"""

from dataclasses import dataclass

from foundation.money import Money
from insurance.operations.products import publish_product
from insurance.rules.eligibility import Eligibility
from insurance.rules.premium import Tariff
from insurance.rules.products import NewProduct
from insurance.rules.words import CoverUnit, Payer, ProductKind
from registry.rules.causes import Cause
from web.demo.places import COUNTY_PATH
from web.demo.stage import Stage

PUBLISHING = -10
CROP_CAUSES = (Cause.NATURAL_DISASTER, Cause.BUSINESS_FAILURE, Cause.LOW_INCOME)


@dataclass(frozen=True, slots=True)
class Terms:
    """A product's terms: the sum insured for one unit in yuan, the rate in millionths, shares in ten-thousandths.

    Args:
        shares: central, province, county, household.
    """

    login: str
    name_en: str
    name_zh: str
    kind: ProductKind
    unit: CoverUnit
    yuan: int
    rate_ppm: int
    shares: tuple[int, int, int, int]
    causes: tuple[Cause, ...]
    eligibility: Eligibility


FULL_COST_RICE = "Rice, full cost (terms of Deyang)"
RICE = Eligibility(rice_mu_at_least=0.5)
PIGS = Eligibility(livestock_at_least=1)
PRODUCTS = (
    Terms(
        login="insurer",
        name_en=FULL_COST_RICE,
        name_zh="水稻完全成本保险（德阳条款）",
        kind=ProductKind.CROP,
        unit=CoverUnit.MU,
        yuan=1100,
        rate_ppm=45000,
        shares=(4500, 2700, 300, 2500),
        causes=CROP_CAUSES,
        eligibility=RICE,
    ),
    Terms(
        login="insurer",
        name_en="Fattening pig (terms of Deyang)",
        name_zh="育肥猪保险（德阳条款）",
        kind=ProductKind.LIVESTOCK,
        unit=CoverUnit.HEAD,
        yuan=800,
        rate_ppm=55000,
        shares=(5000, 2300, 700, 2000),
        causes=(Cause.BUSINESS_FAILURE, Cause.NATURAL_DISASTER, Cause.LOW_INCOME),
        eligibility=PIGS,
    ),
    Terms(
        login="insurer2",
        name_en="Rice (terms of Guangde)",
        name_zh="水稻保险（广德条款）",
        kind=ProductKind.CROP,
        unit=CoverUnit.MU,
        yuan=406,
        rate_ppm=60000,
        shares=(4750, 2500, 750, 2000),
        causes=CROP_CAUSES,
        eligibility=RICE,
    ),
    Terms(
        login="insurer2",
        name_en="Breeding sow (terms of Guangde)",
        name_zh="能繁母猪保险（广德条款）",
        kind=ProductKind.LIVESTOCK,
        unit=CoverUnit.HEAD,
        yuan=1500,
        rate_ppm=60000,
        shares=(5000, 2500, 500, 2000),
        causes=(Cause.BUSINESS_FAILURE, Cause.LOW_INCOME),
        eligibility=PIGS,
    ),
    Terms(
        login="insurer2",
        name_en="Serious illness and accident (made-up terms)",
        name_zh="重病与意外保险（演示条款）",
        kind=ProductKind.ILLNESS,
        unit=CoverUnit.PERSON,
        yuan=20000,
        rate_ppm=4000,
        shares=(0, 3000, 5000, 2000),
        causes=(Cause.ILLNESS, Cause.ACCIDENT),
        eligibility=Eligibility(),
    ),
)
PAYERS = (Payer.CENTRAL, Payer.PROVINCE, Payer.COUNTY, Payer.HOUSEHOLD)


def publish_products(stage: Stage) -> dict[str, int]:
    """Let each insurer publish its products; return their ids by English name."""
    products = {}
    for terms in PRODUCTS:
        with stage.act(terms.login, PUBLISHING) as unit:
            shares = {payer: bps for payer, bps in zip(PAYERS, terms.shares, strict=True) if bps}
            new = NewProduct(
                name_en=terms.name_en,
                name_zh=terms.name_zh,
                kind=terms.kind,
                tariff=Tariff(terms.unit, Money(terms.yuan * 100), terms.rate_ppm, shares),
                causes=frozenset(terms.causes),
                on_sale_from=unit.today,
                eligibility=terms.eligibility,
                region_path=COUNTY_PATH,
            )
            products[terms.name_en] = publish_product(unit, new).product_id
    return products
