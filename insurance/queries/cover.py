"""Reads of applications for cover.

An insurer reads a masked name and the village of the household, and nothing else of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from foundation.identifiers import masked_name
from foundation.money import Money
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from insurance.errors import ApplicationNotFound
from insurance.models import ApplicationShare, CoverApplication, InsuranceProduct
from insurance.queries.scope import cover_scope
from insurance.rules.cover import open_acts
from insurance.rules.words import CoverAct, CoverState, CoverUnit, Payer, ProductKind
from registry.models import Household, Organisation, Person, Region, User

APPLICANT, DECIDER = aliased(User, name="applicant"), aliased(User, name="decider")


@dataclass(frozen=True, slots=True)
class ApplicationFilters:
    """What a list of applications is narrowed to; empty means all in scope.

    Args:
        words: the beginning of an application's number, or part of a product's name.
    """

    state: str = ""
    product_id: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application as lists show it.

    Args:
        household_id: None for an insurer.
        holder: the head's name, masked for an insurer.
    """

    id: int
    number: str
    product_id: int
    name_en: str
    name_zh: str
    kind: ProductKind
    insurer: str
    household_id: int | None
    case_id: int | None
    holder: str
    village: str
    units: Decimal
    unit: CoverUnit
    sum_insured: Money
    premium: Money
    household_part: Money
    state: CoverState
    applied_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class PremiumPartView:
    """A payer's part of an application's premium and when it came, if it did."""

    payer: Payer
    share_bps: int
    amount: Money
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application with its split and what can be done with it."""

    row: ApplicationRow
    parts: tuple[PremiumPartView, ...]
    acts: tuple[CoverAct, ...]
    household_consented_at: datetime | None
    applied_by: str | None
    decided_by: str | None
    reason: str

    @property
    def is_subsidy_due(self) -> bool:
        """Whether a public share has not come yet; it never holds the cover back."""
        return any(part.paid_at is None and part.payer is not Payer.HOUSEHOLD for part in self.parts)


def list_applications(unit: UnitOfWork, filters: ApplicationFilters, request: PageRequest) -> Page[ApplicationRow]:
    """Return a page of the applications in scope, those that wait for the insurer first, oldest first. Cost: 2."""
    statement = application_rows(unit, filters)
    sortable = {
        "number": CoverApplication.id,
        "premium": CoverApplication.premium_minor,
        "applied": CoverApplication.applied_at,
        "village": Region.name,
    }
    order = [(CoverApplication.state != CoverState.SUBMITTED), CoverApplication.applied_at, CoverApplication.id]
    page = fetch_page(unit.session, statement, request, sortable, order)
    return Page([_row(unit, row) for row in page.rows], page.total, page.number, page.size, page.sort)


def iterate_applications(unit: UnitOfWork, filters: ApplicationFilters) -> Sequence[ApplicationRow]:
    """Return every row of the list, for an export of exactly what is shown. Cost: 1."""
    statement = application_rows(unit, filters).order_by(CoverApplication.id)
    return [_row(unit, row) for row in unit.session.execute(statement)]


def get_application(unit: UnitOfWork, application_id: int) -> ApplicationView:
    """Return an application with its split, if the actor may see it. Raises ApplicationNotFound. Cost: 2."""
    statement = application_rows(unit, ApplicationFilters()).where(CoverApplication.id == application_id)
    row = unit.session.execute(statement).one_or_none()
    if row is None:
        raise ApplicationNotFound()
    return _views(unit, [row])[0]


def list_household_cover(unit: UnitOfWork, household_id: int) -> tuple[ApplicationView, ...]:
    """Return a household's applications with their splits, newest first. Cost: 2, 1 when there is none."""
    statement = application_rows(unit, ApplicationFilters()).where(CoverApplication.household_id == household_id)
    rows = unit.session.execute(statement.order_by(CoverApplication.id.desc())).all()
    return tuple(_views(unit, rows)) if rows else ()


def lock_application(unit: UnitOfWork, application_id: int) -> CoverApplication:
    """Return an application in scope for change, held until the unit ends. Raises ApplicationNotFound. Cost: 1."""
    application = unit.session.scalar(
        select(CoverApplication)
        .join(InsuranceProduct, InsuranceProduct.id == CoverApplication.product_id)
        .where(CoverApplication.id == application_id, cover_scope(unit.actor))
        .with_for_update(of=CoverApplication)
        .execution_options(populate_existing=True)
    )
    if application is None:
        raise ApplicationNotFound()
    return application


def lock_own_application(unit: UnitOfWork, application_id: int) -> CoverApplication:
    """Return an application for one of the actor's own products, held. Raises ApplicationNotFound. Cost: 2."""
    application = lock_application(unit, application_id)
    insurer_id = unit.session.scalar(
        select(InsuranceProduct.organisation_id).where(InsuranceProduct.id == application.product_id)
    )
    if not unit.actor.is_system and insurer_id != unit.actor.organisation_id:
        raise ApplicationNotFound()
    return application


def application_rows(unit: UnitOfWork, filters: ApplicationFilters) -> Select[Any]:
    """Return the scoped and filtered select behind lists, pages and exports."""
    own_part = (
        select(ApplicationShare.amount_minor)
        .where(ApplicationShare.application_id == CoverApplication.id, ApplicationShare.payer == Payer.HOUSEHOLD)
        .correlate(CoverApplication)
        .scalar_subquery()
    )
    is_head = (Person.household_id == Household.id) & (Person.relation == "head") & Person.left_on.is_(None)
    statement = (
        select(
            CoverApplication,
            InsuranceProduct.organisation_id,
            InsuranceProduct.name_en,
            InsuranceProduct.name_zh,
            InsuranceProduct.kind,
            InsuranceProduct.unit,
            Organisation.name.label("insurer"),
            Person.name.label("head"),
            Region.name.label("village"),
            own_part.label("own_part_minor"),
            APPLICANT.name.label("applied_by"),
            DECIDER.name.label("decided_by"),
        )
        .join(InsuranceProduct, InsuranceProduct.id == CoverApplication.product_id)
        .join(Organisation, Organisation.id == InsuranceProduct.organisation_id)
        .join(Household, Household.id == CoverApplication.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(Person, is_head)
        .outerjoin(APPLICANT, APPLICANT.id == CoverApplication.applied_by_id)
        .outerjoin(DECIDER, DECIDER.id == CoverApplication.decided_by_id)
        .where(cover_scope(unit.actor))
    )
    return _narrowed(statement, filters)


def _narrowed(statement: Select[Any], filters: ApplicationFilters) -> Select[Any]:
    if filters.state:
        statement = statement.where(CoverApplication.state == filters.state)
    if filters.product_id is not None:
        statement = statement.where(CoverApplication.product_id == filters.product_id)
    if filters.words:
        statement = statement.where(
            CoverApplication.number.istartswith(filters.words, autoescape=True)
            | InsuranceProduct.name_en.icontains(filters.words, autoescape=True)
            | InsuranceProduct.name_zh.icontains(filters.words, autoescape=True)
        )
    return statement


def _row(unit: UnitOfWork, row: Row[Any]) -> ApplicationRow:
    held: CoverApplication = row.CoverApplication
    shown = ApplicationRow(
        id=held.id,
        number=held.number,
        product_id=held.product_id,
        name_en=row.name_en,
        name_zh=row.name_zh,
        kind=row.kind,
        insurer=row.insurer,
        household_id=held.household_id,
        case_id=held.case_id,
        holder=row.head or "",
        village=row.village,
        units=held.units,
        unit=row.unit,
        sum_insured=Money(held.sum_insured_minor, held.currency),
        premium=held.premium,
        household_part=Money(row.own_part_minor or 0, held.currency),
        state=held.state,
        applied_at=held.applied_at,
        submitted_at=held.submitted_at,
        decided_at=held.decided_at,
    )
    if row.organisation_id == unit.actor.organisation_id:
        return replace(shown, household_id=None, case_id=None, holder=masked_name(shown.holder))
    return shown


def _views(unit: UnitOfWork, rows: Sequence[Row[Any]]) -> list[ApplicationView]:
    ids = [row.CoverApplication.id for row in rows]
    shares = unit.session.scalars(select(ApplicationShare).where(ApplicationShare.application_id.in_(ids))).all()
    return [
        _view(unit, row, [share for share in shares if share.application_id == row.CoverApplication.id]) for row in rows
    ]


def _view(unit: UnitOfWork, row: Row[Any], shares: Sequence[ApplicationShare]) -> ApplicationView:
    held: CoverApplication = row.CoverApplication
    by_payer = {share.payer: share for share in shares}
    parts = tuple(
        PremiumPartView(payer, share.share_bps, Money(share.amount_minor, held.currency), share.paid_at)
        for payer in Payer
        if (share := by_payer.get(payer)) is not None
    )
    return ApplicationView(
        row=_row(unit, row),
        parts=parts,
        acts=open_acts(held.state),
        household_consented_at=held.household_consented_at,
        applied_by=row.applied_by,
        decided_by=row.decided_by,
        reason=held.reason,
    )
