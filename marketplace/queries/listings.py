"""Reads of goods: a seller its own, the county those that its sellers list, everybody what is on the market."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, case, cast, func, or_, select

from foundation.money import Money
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from marketplace.errors import ListingNotFound
from marketplace.models import Listing, MarketCounty
from marketplace.queries.scope import listing_scope
from marketplace.rules.words import ListingState, SellerRole, UnitWord
from registry.models import Organisation, Region, User


@dataclass(frozen=True, slots=True)
class ListingFilters:
    """What a list of goods is narrowed to; empty means all in scope.

    Args:
        words: part of a name, the description or the seller's name.
    """

    state: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ListingRow:
    """Goods as lists and pages show them."""

    id: int
    seller: str
    place: str | None
    title_en: str
    title_zh: str
    description: str
    unit: UnitWord
    price: Money
    stock: int
    season_from: date | None
    season_until: date | None
    role: SellerRole
    mandate: str
    state: ListingState
    recommended_at: datetime | None
    recommended_by: str | None
    county_note: str


@dataclass(frozen=True, slots=True)
class CountyRow:
    """A county on the list."""

    id: int
    region_path: str
    name: str | None
    valid_from: date
    valid_until: date | None
    source: str


def get_listing(unit: UnitOfWork, listing_id: int) -> ListingRow:
    """Return goods that the actor may see. Raises ListingNotFound. Cost: 1."""
    return _one(unit, listing_rows(listing_scope(unit.actor)).where(Listing.id == listing_id))


def get_public_listing(unit: UnitOfWork, listing_id: int) -> ListingRow:
    """Return goods that are on the market, to whoever asks. Raises ListingNotFound. Cost: 1."""
    return _one(unit, listing_rows(is_on_market()).where(Listing.id == listing_id))


def list_listings(unit: UnitOfWork, filters: ListingFilters, request: PageRequest) -> Page[ListingRow]:
    """Return a page of the goods in scope, those that wait for their county first. Cost: 2."""
    statement = _narrowed(listing_rows(listing_scope(unit.actor)), filters)
    order = [Listing.state != ListingState.WAITING, Listing.id.desc()]
    return _page(unit, statement, request, order)


def iterate_listings(unit: UnitOfWork, filters: ListingFilters) -> Sequence[ListingRow]:
    """Return every row of the list, for an export of exactly what is shown. Cost: 1."""
    statement = _narrowed(listing_rows(listing_scope(unit.actor)), filters).order_by(Listing.id)
    return [_row(row) for row in unit.session.execute(statement)]


def list_public_listings(unit: UnitOfWork, filters: ListingFilters, request: PageRequest) -> Page[ListingRow]:
    """Return a page of the goods on the market, to whoever asks.

    What is in season and in stock comes first; what is equal changes places every day, so that no seller always comes
    first. Cost: 2 statements.
    """
    statement = _narrowed(listing_rows(is_on_market()), ListingFilters(words=filters.words))
    in_season = or_(
        Listing.season_from.is_(None), and_(Listing.season_from <= unit.today, Listing.season_until >= unit.today)
    )
    turn = func.md5(func.concat(cast(Listing.id, String), unit.today.isoformat()))
    order = [case((and_(in_season, Listing.stock > 0), 0), else_=1), turn]
    return _page(unit, statement, request, order)


def list_counties(unit: UnitOfWork) -> Sequence[CountyRow]:
    """Return the counties whose producers may sell here, by path; they are public knowledge. Cost: 1."""
    statement = select(
        MarketCounty.id,
        MarketCounty.region_path,
        Region.name,
        MarketCounty.valid_from,
        MarketCounty.valid_until,
        MarketCounty.source,
    ).outerjoin(Region, Region.path == MarketCounty.region_path)
    rows = unit.session.execute(statement.order_by(MarketCounty.region_path))
    return [CountyRow(*row) for row in rows]


def county_paths(unit: UnitOfWork) -> tuple[str, ...]:
    """Return the paths of the counties on the list today. Cost: 1."""
    statement = select(MarketCounty.region_path).where(
        MarketCounty.valid_from <= unit.today,
        or_(MarketCounty.valid_until.is_(None), MarketCounty.valid_until >= unit.today),
    )
    return tuple(unit.session.scalars(statement))


def lock_listing(unit: UnitOfWork, listing_id: int) -> Listing:
    """Return goods in scope for change, held until the unit ends. Raises ListingNotFound. Cost: 1."""
    listing = unit.session.scalar(
        select(Listing)
        .where(Listing.id == listing_id, listing_scope(unit.actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if listing is None:
        raise ListingNotFound()
    return listing


def is_on_market() -> ColumnElement[bool]:
    """Return the condition that goods are on the market."""
    return Listing.state == ListingState.PUBLISHED


def listing_rows(condition: ColumnElement[bool]) -> Select[Any]:
    """Return the select behind every list and page of goods, under a scope."""
    columns: list[Any] = [
        Listing,
        Organisation.name.label("seller"),
        Region.name.label("place"),
        User.name.label("recommended_by"),
    ]
    return (
        select(*columns)
        .join(Organisation, Organisation.id == Listing.organisation_id)
        .outerjoin(Region, Region.path == Listing.region_path)
        .outerjoin(User, User.id == Listing.recommended_by_id)
        .where(condition)
    )


def _narrowed(statement: Select[Any], filters: ListingFilters) -> Select[Any]:
    if filters.state:
        statement = statement.where(Listing.state == filters.state)
    if filters.words:
        columns = (Listing.title_en, Listing.title_zh, Listing.description, Organisation.name)
        statement = statement.where(or_(*(column.icontains(filters.words, autoescape=True) for column in columns)))
    return statement


def _page(unit: UnitOfWork, statement: Select[Any], request: PageRequest, order: list[Any]) -> Page[ListingRow]:
    sortable = {
        "title": Listing.title_en,
        "seller": Organisation.name,
        "price": Listing.price_minor,
        "stock": Listing.stock,
    }
    page = fetch_page(unit.session, statement, request, sortable, order)
    return Page([_row(row) for row in page.rows], page.total, page.number, page.size, page.sort)


def _one(unit: UnitOfWork, statement: Select[Any]) -> ListingRow:
    row = unit.session.execute(statement).one_or_none()
    if row is None:
        raise ListingNotFound()
    return _row(row)


def _row(row: Row[Any]) -> ListingRow:
    held: Listing = row.Listing
    return ListingRow(
        id=held.id,
        seller=row.seller,
        place=row.place,
        title_en=held.title_en,
        title_zh=held.title_zh,
        description=held.description,
        unit=held.unit,
        price=held.price,
        stock=held.stock,
        season_from=held.season_from,
        season_until=held.season_until,
        role=held.role,
        mandate=held.mandate,
        state=held.state,
        recommended_at=held.recommended_at,
        recommended_by=row.recommended_by,
        county_note=held.county_note,
    )
