"""Reads of requests for help.

An organisation reads a masked name and the village of the household, and nothing else of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import aliased

from foundation.identifiers import masked_name
from foundation.money import Money
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from marketplace.errors import RequestNotFound
from marketplace.models import AssistanceOffer, AssistanceRequest
from marketplace.queries.scope import request_scope
from marketplace.rules.requests import open_acts
from marketplace.rules.words import OfferKind, RequestAct, RequestState, UnitWord
from registry.models import Household, Organisation, Person, Region, User

ASKER, ANSWERER = aliased(User, name="asker"), aliased(User, name="answerer")


@dataclass(frozen=True, slots=True)
class RequestFilters:
    """What a list of requests is narrowed to; empty means all in scope.

    Args:
        words: the beginning of a request's number, or part of an offer's title.
    """

    state: str = ""
    offer_id: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as lists and pages show it.

    Args:
        household_id, case_id: None for the organisation that is asked.
        household: the head's name, masked for the organisation that is asked.
        value: what the units asked for are worth, where that is known.
    """

    id: int
    number: str
    offer_id: int
    kind: OfferKind
    title_en: str
    title_zh: str
    organisation: str
    household_id: int | None
    case_id: int | None
    household: str
    village: str
    quantity: int
    unit: UnitWord
    value: Money | None
    note: str
    state: RequestState
    acts: tuple[RequestAct, ...]
    requested_at: datetime
    requested_by: str | None
    answered_at: datetime | None
    answered_by: str | None
    reason: str
    delivered_on: date | None


def list_requests(unit: UnitOfWork, filters: RequestFilters, request: PageRequest) -> Page[RequestRow]:
    """Return a page of the requests in scope, those that wait for an answer first, oldest first. Cost: 2."""
    statement = _narrowed(request_rows(unit), filters)
    sortable = {
        "number": AssistanceRequest.id,
        "requested": AssistanceRequest.requested_at,
        "village": Region.name,
        "quantity": AssistanceRequest.quantity,
    }
    order = [AssistanceRequest.state != RequestState.REQUESTED, AssistanceRequest.requested_at, AssistanceRequest.id]
    page = fetch_page(unit.session, statement, request, sortable, order)
    return Page([_row(unit, row) for row in page.rows], page.total, page.number, page.size, page.sort)


def iterate_requests(unit: UnitOfWork, filters: RequestFilters) -> Sequence[RequestRow]:
    """Return every row of the list, for an export of exactly what is shown. Cost: 1."""
    statement = _narrowed(request_rows(unit), filters).order_by(AssistanceRequest.id)
    return [_row(unit, row) for row in unit.session.execute(statement)]


def get_request(unit: UnitOfWork, request_id: int) -> RequestRow:
    """Return a request, if the actor may see it. Raises RequestNotFound. Cost: 1."""
    row = unit.session.execute(request_rows(unit).where(AssistanceRequest.id == request_id)).one_or_none()
    if row is None:
        raise RequestNotFound()
    return _row(unit, row)


def list_household_requests(unit: UnitOfWork, household_id: int) -> tuple[RequestRow, ...]:
    """Return a household's requests, newest first. Cost: 1."""
    statement = request_rows(unit).where(AssistanceRequest.household_id == household_id)
    rows = unit.session.execute(statement.order_by(AssistanceRequest.id.desc()))
    return tuple(_row(unit, row) for row in rows)


def lock_request(unit: UnitOfWork, request_id: int) -> AssistanceRequest:
    """Return a request in scope for change, held until the unit ends. Raises RequestNotFound. Cost: 1."""
    request = unit.session.scalar(
        select(AssistanceRequest)
        .join(AssistanceOffer, AssistanceOffer.id == AssistanceRequest.offer_id)
        .where(AssistanceRequest.id == request_id, request_scope(unit.actor))
        .with_for_update(of=AssistanceRequest)
        .execution_options(populate_existing=True)
    )
    if request is None:
        raise RequestNotFound()
    return request


def request_rows(unit: UnitOfWork) -> Select[Any]:
    """Return the scoped select behind lists, pages and exports."""
    is_head = (Person.household_id == Household.id) & (Person.relation == "head") & Person.left_on.is_(None)
    columns: list[Any] = [
        AssistanceRequest,
        AssistanceOffer,
        Organisation.name.label("organisation"),
        Person.name.label("head"),
        Region.name.label("village"),
        ASKER.name.label("requested_by"),
        ANSWERER.name.label("answered_by"),
    ]
    return (
        select(*columns)
        .join(AssistanceOffer, AssistanceOffer.id == AssistanceRequest.offer_id)
        .join(Organisation, Organisation.id == AssistanceOffer.organisation_id)
        .join(Household, Household.id == AssistanceRequest.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(Person, is_head)
        .outerjoin(ASKER, ASKER.id == AssistanceRequest.requested_by_id)
        .outerjoin(ANSWERER, ANSWERER.id == AssistanceRequest.answered_by_id)
        .where(request_scope(unit.actor))
    )


def _narrowed(statement: Select[Any], filters: RequestFilters) -> Select[Any]:
    if filters.state:
        statement = statement.where(AssistanceRequest.state == filters.state)
    if filters.offer_id is not None:
        statement = statement.where(AssistanceRequest.offer_id == filters.offer_id)
    if filters.words:
        statement = statement.where(
            or_(
                AssistanceRequest.number.istartswith(filters.words, autoescape=True),
                AssistanceOffer.title_en.icontains(filters.words, autoescape=True),
                AssistanceOffer.title_zh.icontains(filters.words, autoescape=True),
            )
        )
    return statement


def _row(unit: UnitOfWork, row: Row[Any]) -> RequestRow:
    held: AssistanceRequest = row.AssistanceRequest
    offer: AssistanceOffer = row.AssistanceOffer
    value = offer.unit_value
    shown = RequestRow(
        id=held.id,
        number=held.number,
        offer_id=offer.id,
        kind=offer.kind,
        title_en=offer.title_en,
        title_zh=offer.title_zh,
        organisation=row.organisation,
        household_id=held.household_id,
        case_id=held.case_id,
        household=row.head or "",
        village=row.village,
        quantity=held.quantity,
        unit=offer.unit,
        value=Money(value.minor * held.quantity, value.currency) if value else None,
        note=held.note,
        state=held.state,
        acts=open_acts(held.state),
        requested_at=held.requested_at,
        requested_by=row.requested_by,
        answered_at=held.answered_at,
        answered_by=row.answered_by,
        reason=held.reason,
        delivered_on=held.delivered_on,
    )
    if unit.actor.organisation_id is not None:
        return replace(shown, household_id=None, case_id=None, household=masked_name(shown.household))
    return shown
