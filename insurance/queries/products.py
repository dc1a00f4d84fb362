"""Reads of products: an insurer its own, staff what is offered in their area, a household what fits it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, and_, func, literal, or_, select
from sqlalchemy.orm import selectinload

from foundation.actor import Actor
from foundation.money import Money
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from insurance.errors import ProductNotFound
from insurance.models import ApplicationShare, CoverApplication, InsuranceProduct
from insurance.queries.scope import cover_scope, product_scope
from insurance.rules.eligibility import Offer, match_product, parse_eligibility, suggested_units
from insurance.rules.premium import Quote, Tariff, quote_premium
from insurance.rules.words import CoverState, Payer, ProductKind, ProductState
from registry.models import Organisation, Region
from registry.queries.regions import is_there
from registry.rules.causes import Cause
from registry.rules.needs import Fit, HouseholdNeeds

HELD_STATES = (CoverState.DRAFTED, CoverState.SUBMITTED, CoverState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class FittingProduct:
    """A product that a household could take, why, and what it would cost.

    Args:
        quote: for the land, animals or members the register knows of; for one unit when `are_units_known` is False.
    """

    product_id: int
    name_en: str
    name_zh: str
    insurer: str
    kind: ProductKind
    offer: Offer
    fit: Fit
    quote: Quote
    are_units_known: bool


def get_product(unit: UnitOfWork, product_id: int) -> InsuranceProduct:
    """Return a product with its shares, if the actor may see it. Raises ProductNotFound. Cost: 2."""
    product = unit.session.scalar(
        select(InsuranceProduct)
        .where(InsuranceProduct.id == product_id, product_scope(unit.actor))
        .options(selectinload(InsuranceProduct.shares))
    )
    if product is None:
        raise ProductNotFound()
    return product


def get_offered_product(unit: UnitOfWork, product_id: int, region_path: str) -> InsuranceProduct:
    """Return a product offered where a household lives, with its shares, on sale or not.

    Raises: ProductNotFound. Cost: 2.
    """
    product = unit.session.scalar(
        select(InsuranceProduct)
        .where(InsuranceProduct.id == product_id, func.starts_with(literal(region_path), InsuranceProduct.region_path))
        .options(selectinload(InsuranceProduct.shares))
    )
    if product is None:
        raise ProductNotFound()
    return product


def tariff_of(product: InsuranceProduct) -> Tariff:
    """Return what a loaded product costs."""
    shares = {share.payer: share.share_bps for share in product.shares}
    return Tariff(product.unit, Money(product.sum_insured_minor, product.currency), product.rate_ppm, shares)


def offer_of(product: InsuranceProduct) -> Offer:
    """Return what matching needs to know of a product."""
    causes = frozenset(Cause(cause) for cause in product.causes)
    return Offer(product.kind, product.unit, causes, product.region_path, parse_eligibility(product.eligibility))


def list_products(unit: UnitOfWork, request: PageRequest, state: str = "") -> Page[Row[Any]]:
    """Return a page of the products in scope with their insurer and how applications for them stand. Cost: 2."""
    statement = product_figures(unit.actor)
    if state:
        statement = statement.where(InsuranceProduct.state == state)
    columns = statement.selected_columns
    sortable = {"name": InsuranceProduct.name_en, "waiting": columns["waiting"], "premium": columns["premium_minor"]}
    return fetch_page(unit.session, statement, request, sortable, [InsuranceProduct.state, InsuranceProduct.id])


def product_figures(actor: Actor) -> Select[Any]:
    """Return the scoped select of products with counts and sums over the applications that the actor may see.

    `subsidy_due_minor` is what public payers still owe for accepted cover.
    """
    return (
        select(*_product_columns(), *_figure_columns(actor))
        .join(Organisation, Organisation.id == InsuranceProduct.organisation_id)
        .outerjoin(CoverApplication, and_(CoverApplication.product_id == InsuranceProduct.id, cover_scope(actor)))
        .where(product_scope(actor))
        .group_by(InsuranceProduct.id, Organisation.name)
    )


def _product_columns() -> list[Any]:
    return [
        InsuranceProduct.id,
        InsuranceProduct.name_en,
        InsuranceProduct.name_zh,
        InsuranceProduct.kind,
        InsuranceProduct.unit,
        InsuranceProduct.sum_insured_minor,
        InsuranceProduct.currency,
        InsuranceProduct.rate_ppm,
        InsuranceProduct.state,
        InsuranceProduct.on_sale_from,
        InsuranceProduct.on_sale_until,
        Organisation.name.label("insurer"),
    ]


def _figure_columns(actor: Actor) -> list[Any]:
    def count(state: CoverState) -> Any:
        return func.count(CoverApplication.id).filter(CoverApplication.state == state)

    def total(column: Any) -> Any:
        return func.coalesce(func.sum(column).filter(CoverApplication.state == CoverState.ACCEPTED), 0)

    return [
        count(CoverState.SUBMITTED).label("waiting"),
        count(CoverState.ACCEPTED).label("accepted"),
        count(CoverState.DECLINED).label("declined"),
        total(CoverApplication.premium_minor).label("premium_minor"),
        total(CoverApplication.sum_insured_minor).label("insured_minor"),
        func.coalesce(_subsidy_due(actor), 0).label("subsidy_due_minor"),
    ]


def _subsidy_due(actor: Actor) -> Any:
    return (
        select(func.sum(ApplicationShare.amount_minor))
        .join(CoverApplication, CoverApplication.id == ApplicationShare.application_id)
        .where(
            CoverApplication.product_id == InsuranceProduct.id,
            CoverApplication.state == CoverState.ACCEPTED,
            ApplicationShare.payer != Payer.HOUSEHOLD,
            ApplicationShare.paid_at.is_(None),
            cover_scope(actor),
        )
        .correlate(InsuranceProduct)
        .scalar_subquery()
    )


def list_fitting_products(unit: UnitOfWork, needs: HouseholdNeeds, today: date) -> tuple[FittingProduct, ...]:
    """Return the products on sale today that fit a household and that it has not yet, cheapest for it first.

    Cost: 3 statements.
    """
    if not needs.causes:
        return ()
    found = [
        _fitting(product, insurer, needs)
        for product, insurer in _offered(unit, needs, today)
        if match_product(offer_of(product), needs).fits
    ]
    return tuple(sorted(found, key=lambda one: (one.quote.household_part.minor, one.product_id)))


def _offered(unit: UnitOfWork, needs: HouseholdNeeds, today: date) -> list[tuple[InsuranceProduct, str]]:
    held = select(CoverApplication.product_id).where(
        CoverApplication.household_id == needs.household_id, CoverApplication.state.in_(HELD_STATES)
    )
    rows = unit.session.execute(
        select(InsuranceProduct, Organisation.name)
        .join(Organisation, Organisation.id == InsuranceProduct.organisation_id)
        .where(
            InsuranceProduct.state == ProductState.ON_SALE,
            InsuranceProduct.on_sale_from <= today,
            or_(InsuranceProduct.on_sale_until.is_(None), InsuranceProduct.on_sale_until >= today),
            func.starts_with(literal(needs.region_path), InsuranceProduct.region_path),
            InsuranceProduct.causes.overlap([cause.value for cause in needs.causes]),
            InsuranceProduct.id.not_in(held),
        )
        .options(selectinload(InsuranceProduct.shares))
    )
    return [(product, insurer) for product, insurer in rows]


def _fitting(product: InsuranceProduct, insurer: str, needs: HouseholdNeeds) -> FittingProduct:
    offer = offer_of(product)
    units = suggested_units(offer, needs)
    return FittingProduct(
        product_id=product.id,
        name_en=product.name_en,
        name_zh=product.name_zh,
        insurer=insurer,
        kind=product.kind,
        offer=offer,
        fit=match_product(offer, needs),
        quote=quote_premium(tariff_of(product), units or Decimal(1)),
        are_units_known=units is not None,
    )


def sum_figures(unit: UnitOfWork) -> Row[Any]:
    """Return the sums of the list's figures over every product in scope. Cost: 1.

    Row: waiting, accepted, declined, premium_minor, insured_minor, subsidy_due_minor.
    """
    figures = product_figures(unit.actor).subquery()
    names = ("waiting", "accepted", "declined", "premium_minor", "insured_minor", "subsidy_due_minor")
    columns: list[Any] = [func.coalesce(func.sum(figures.c[name]), 0).label(name) for name in names]
    return unit.session.execute(select(*columns)).one()


def list_sale_regions(unit: UnitOfWork) -> Sequence[Region]:
    """Return the regions in which the actor's own organisation sits, the smallest first: where it may sell. Cost: 1."""
    seat = select(Organisation.region_path).where(Organisation.id == unit.actor.organisation_id).scalar_subquery()
    statement = select(Region).where(func.starts_with(seat, Region.path), is_there()).order_by(Region.path.desc())
    return unit.session.scalars(statement).all()
