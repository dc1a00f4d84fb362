"""Reads of offers of help: an organisation its own, staff what holds in their areas, everybody what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select

from foundation.actor import Actor
from foundation.money import Money
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from marketplace.errors import OfferNotFound
from marketplace.models import AssistanceOffer, AssistanceRequest
from marketplace.queries.scope import offer_scope, request_scope
from marketplace.rules.matching import match_offer, rank_key
from marketplace.rules.offers import Conditions, OfferTerms, parse_conditions
from marketplace.rules.requests import OPEN_STATES
from marketplace.rules.words import OfferKind, OfferState, RequestState, UnitWord
from registry.models import Organisation, Region
from registry.rules.causes import Cause
from registry.rules.needs import Fit, HouseholdNeeds


@dataclass(frozen=True, slots=True)
class OfferFilters:
    """What a list of offers is narrowed to; empty means all in scope.

    Args:
        words: part of a title, the description or the organisation's name.
    """

    kind: str = ""
    state: str = ""
    cause: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer as lists and pages show it.

    Args:
        region: the name of the place where it holds; None is everywhere.
        asked, promised, delivered: units of the requests in the reader's scope that wait, are promised, were delivered.
    """

    id: int
    organisation: str
    kind: OfferKind
    title_en: str
    title_zh: str
    description: str
    unit: UnitWord
    unit_value: Money | None
    quantity: int
    left: int
    asked: int
    promised: int
    delivered: int
    region: str | None
    region_path: str
    causes: tuple[Cause, ...]
    conditions: Conditions
    valid_from: date
    valid_until: date | None
    state: OfferState


class FittingOffer(NamedTuple):
    """An offer that a household could ask for, and why."""

    offer: OfferRow
    fit: Fit


@dataclass(frozen=True, slots=True)
class OfferFigures:
    """How an organisation's help stands, all offers together.

    Args:
        promised_value, delivered_value: of the units whose value is known.
    """

    offers: int
    waiting: int
    promised: int
    delivered: int
    promised_value: Money
    delivered_value: Money


def get_offer(unit: UnitOfWork, offer_id: int) -> OfferRow:
    """Return an offer with its figures, if the actor may see it. Raises OfferNotFound. Cost: 1."""
    statement = offer_rows(unit.actor, offer_scope(unit.actor)).where(AssistanceOffer.id == offer_id)
    return _one(unit, statement)


def get_public_offer(unit: UnitOfWork, offer_id: int) -> OfferRow:
    """Return an offer that is open today, to whoever asks. Raises OfferNotFound. Cost: 1."""
    return _one(unit, offer_rows(unit.actor, is_open_on(unit.today)).where(AssistanceOffer.id == offer_id))


def list_offers(unit: UnitOfWork, filters: OfferFilters, request: PageRequest) -> Page[OfferRow]:
    """Return a page of the offers in scope with their figures, open ones first. Cost: 2."""
    statement = _narrowed(offer_rows(unit.actor, offer_scope(unit.actor)), filters)
    return _page(unit, statement, request)


def iterate_offers(unit: UnitOfWork, filters: OfferFilters) -> Sequence[OfferRow]:
    """Return every row of the list, for an export of exactly what is shown. Cost: 1."""
    statement = _narrowed(offer_rows(unit.actor, offer_scope(unit.actor)), filters).order_by(AssistanceOffer.id)
    return [_row(row) for row in unit.session.execute(statement)]


def list_public_offers(unit: UnitOfWork, filters: OfferFilters, request: PageRequest) -> Page[OfferRow]:
    """Return a page of the offers that are open today, to whoever asks. Cost: 2."""
    statement = _narrowed(offer_rows(unit.actor, is_open_on(unit.today)), filters)
    return _page(unit, statement, request)


def list_fitting_offers(unit: UnitOfWork, needs: HouseholdNeeds, today: date) -> tuple[FittingOffer, ...]:
    """Return the offers open today that fit a household and that it has not yet asked for, best first.

    Cost: 1 statement.
    """
    if not needs.causes:
        return ()
    statement = offer_rows(unit.actor, is_open_on(today)).where(
        AssistanceOffer.quantity > AssistanceOffer.reserved + AssistanceOffer.taken,
        func.starts_with(literal(needs.region_path), AssistanceOffer.region_path),
        AssistanceOffer.causes.overlap([cause.value for cause in needs.causes]),
        AssistanceOffer.id.not_in(
            select(AssistanceRequest.offer_id).where(
                AssistanceRequest.household_id == needs.household_id, AssistanceRequest.state.in_(OPEN_STATES)
            )
        ),
    )
    rows = (_row(row) for row in unit.session.execute(statement))
    matched = (FittingOffer(offer, match_offer(terms_of(offer), needs)) for offer in rows)
    fitting = (found for found in matched if found.fit.fits)
    return tuple(
        sorted(
            fitting, key=lambda one: rank_key(one.offer.id, terms_of(one.offer), needs, one.offer.valid_until, today)
        )
    )


def sum_offers(unit: UnitOfWork) -> OfferFigures:
    """Sum the offers in scope and the help of the requests in scope. Cost: 1."""
    offers = func.count(AssistanceOffer.id.distinct())
    held = AssistanceRequest.quantity
    statement = (
        select(
            offers,
            func.count(AssistanceRequest.id).filter(AssistanceRequest.state == RequestState.REQUESTED),
            *(
                func.coalesce(func.sum(amount).filter(AssistanceRequest.state == state), 0)
                for amount in (held, held * AssistanceOffer.unit_value_minor)
                for state in (RequestState.ACCEPTED, RequestState.DELIVERED)
            ),
        )
        .select_from(AssistanceOffer)
        .outerjoin(AssistanceRequest, and_(AssistanceRequest.offer_id == AssistanceOffer.id, request_scope(unit.actor)))
        .where(offer_scope(unit.actor))
    )
    count, waiting, promised, delivered, promised_minor, delivered_minor = unit.session.execute(statement).one()
    return OfferFigures(
        count, waiting, int(promised), int(delivered), Money(int(promised_minor)), Money(int(delivered_minor))
    )


def terms_of(offer: OfferRow) -> OfferTerms:
    """Return what matching needs to know of an offer."""
    return OfferTerms(frozenset(offer.causes), offer.region_path, offer.conditions)


def is_open_on(today: date) -> ColumnElement[bool]:
    """Return the condition that help can be asked for on a day; the last day counts."""
    return and_(
        AssistanceOffer.state == OfferState.OPEN,
        AssistanceOffer.valid_from <= today,
        or_(AssistanceOffer.valid_until.is_(None), AssistanceOffer.valid_until >= today),
    )


def get_offered(unit: UnitOfWork, offer_id: int, region_path: str) -> AssistanceOffer:
    """Return a published offer that holds where a household lives, open or not. Raises OfferNotFound. Cost: 1."""
    offer = unit.session.scalar(
        select(AssistanceOffer)
        .where(
            AssistanceOffer.id == offer_id,
            AssistanceOffer.state != OfferState.DRAFT,
            func.starts_with(literal(region_path), AssistanceOffer.region_path),
        )
        .execution_options(populate_existing=True)
    )
    if offer is None:
        raise OfferNotFound()
    return offer


def lock_own_offer(unit: UnitOfWork, offer_id: int) -> AssistanceOffer:
    """Return an offer of the actor's own organisation, held until the unit ends. Raises OfferNotFound. Cost: 1."""
    statement = select(AssistanceOffer).where(AssistanceOffer.id == offer_id)
    if not unit.actor.is_system:
        statement = statement.where(AssistanceOffer.organisation_id == unit.actor.organisation_id)
    offer = unit.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if offer is None:
        raise OfferNotFound()
    return offer


def offer_rows(actor: Actor, condition: ColumnElement[bool]) -> Select[Any]:
    """Return the select behind every list and page of offers, under a scope.

    The units asked for, promised and delivered are those of the requests that the actor may see.
    """
    return (
        select(
            AssistanceOffer,
            Organisation.name.label("organisation"),
            Region.name.label("region"),
            _units_in(RequestState.REQUESTED, actor).label("asked"),
            _units_in(RequestState.ACCEPTED, actor).label("promised"),
            _units_in(RequestState.DELIVERED, actor).label("delivered"),
        )
        .join(Organisation, Organisation.id == AssistanceOffer.organisation_id)
        .outerjoin(Region, Region.path == AssistanceOffer.region_path)
        .where(condition)
    )


def _units_in(state: RequestState, actor: Actor) -> Any:
    return (
        select(func.coalesce(func.sum(AssistanceRequest.quantity), 0))
        .where(AssistanceRequest.offer_id == AssistanceOffer.id, AssistanceRequest.state == state, request_scope(actor))
        .correlate(AssistanceOffer)
        .scalar_subquery()
    )


def _narrowed(statement: Select[Any], filters: OfferFilters) -> Select[Any]:
    if filters.kind:
        statement = statement.where(AssistanceOffer.kind == filters.kind)
    if filters.state:
        statement = statement.where(AssistanceOffer.state == filters.state)
    if filters.cause:
        statement = statement.where(AssistanceOffer.causes.contains([filters.cause]))
    if filters.words:
        columns = (
            AssistanceOffer.title_en,
            AssistanceOffer.title_zh,
            AssistanceOffer.description,
            Organisation.name,
        )
        statement = statement.where(or_(*(column.icontains(filters.words, autoescape=True) for column in columns)))
    return statement


def _page(unit: UnitOfWork, statement: Select[Any], request: PageRequest) -> Page[OfferRow]:
    sortable = {
        "title": AssistanceOffer.title_en,
        "organisation": Organisation.name,
        "quantity": AssistanceOffer.quantity,
        "left": AssistanceOffer.quantity - AssistanceOffer.reserved - AssistanceOffer.taken,
        "until": AssistanceOffer.valid_until,
    }
    order: list[Any] = [AssistanceOffer.state != OfferState.OPEN, AssistanceOffer.id.desc()]
    page = fetch_page(unit.session, statement, request, sortable, order)
    return Page([_row(row) for row in page.rows], page.total, page.number, page.size, page.sort)


def _one(unit: UnitOfWork, statement: Select[Any]) -> OfferRow:
    row = unit.session.execute(statement).one_or_none()
    if row is None:
        raise OfferNotFound()
    return _row(row)


def _row(row: Row[Any]) -> OfferRow:
    held: AssistanceOffer = row.AssistanceOffer
    return OfferRow(
        id=held.id,
        organisation=row.organisation,
        kind=held.kind,
        title_en=held.title_en,
        title_zh=held.title_zh,
        description=held.description,
        unit=held.unit,
        unit_value=held.unit_value,
        quantity=held.quantity,
        left=held.left,
        asked=int(row.asked),
        promised=int(row.promised),
        delivered=int(row.delivered),
        region=row.region,
        region_path=held.region_path,
        causes=tuple(cause for cause in Cause if cause.value in held.causes),
        conditions=parse_conditions(held.conditions),
        valid_from=held.valid_from,
        valid_until=held.valid_until,
        state=held.state,
    )
