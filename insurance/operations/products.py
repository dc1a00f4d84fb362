"""Offering products and taking them off sale."""

from foundation.unit_of_work import UnitOfWork
from insurance.errors import NotAnInsurer
from insurance.models import InsuranceProduct, PremiumShare
from insurance.queries.products import get_product
from insurance.rules.facts import ProductPublished, ProductWithdrawn
from insurance.rules.products import NewProduct, check_product
from insurance.rules.words import ProductState
from registry.models import Organisation
from registry.rules.words import OrganisationKind


def publish_product(unit: UnitOfWork, new: NewProduct) -> ProductPublished:
    """Offer a product. Its terms never change afterwards: other terms are another product.

    Raises: NotAnInsurer, BadTerms, SharesDoNotAddUp. Writes: insurance_product, premium_share, audit.
    """
    insurer = _insurer(unit, new)
    check_product(new)
    product = InsuranceProduct(
        organisation_id=insurer.id,
        name_en=new.name_en.strip(),
        name_zh=new.name_zh.strip(),
        kind=new.kind,
        unit=new.tariff.unit,
        sum_insured_minor=new.tariff.sum_insured.minor,
        currency=new.tariff.sum_insured.currency,
        rate_ppm=new.tariff.rate_ppm,
        causes=sorted(cause.value for cause in new.causes),
        eligibility=new.eligibility.to_data(),
        region_path=new.region_path,
        on_sale_from=new.on_sale_from,
        on_sale_until=new.on_sale_until,
        state=ProductState.ON_SALE,
        published_at=unit.now,
        published_by_id=unit.actor.user_id,
        shares=[PremiumShare(payer=payer, share_bps=bps) for payer, bps in new.tariff.shares_bps.items() if bps],
    )
    unit.session.add(product)
    unit.session.flush()
    unit.note("publish_product", "insurance_product", product.id, region_path=new.region_path, name=product.name_zh)
    return ProductPublished(product.id)


def withdraw_product(unit: UnitOfWork, product_id: int) -> ProductWithdrawn:
    """Take one of the actor's own products off sale; applications made stay. Repeating it changes nothing.

    Raises: ProductNotFound, NotAnInsurer. Writes: insurance_product, audit.
    """
    product = get_product(unit, product_id)
    if not unit.actor.is_system and product.organisation_id != unit.actor.organisation_id:
        raise NotAnInsurer()
    if product.state is ProductState.WITHDRAWN:
        return ProductWithdrawn(product.id, is_new=False)
    product.state = ProductState.WITHDRAWN
    unit.note("withdraw_product", "insurance_product", product.id, region_path=product.region_path)
    return ProductWithdrawn(product.id, is_new=True)


def _insurer(unit: UnitOfWork, new: NewProduct) -> Organisation:
    organisation_id = unit.actor.organisation_id
    if unit.actor.is_system:
        organisation_id = new.organisation_id
    organisation = None if organisation_id is None else unit.session.get(Organisation, organisation_id)
    if organisation is None or organisation.kind is not OrganisationKind.INSURER:
        raise NotAnInsurer()
    return organisation
