"""Tables of the market and of offers of help.

The database itself keeps the stock straight: what is reserved and taken never exceeds what was offered.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.money import Money
from foundation.orm import Base, Id, RegionPath, code_list
from marketplace.rules.words import (
    DonationPurpose,
    ListingState,
    OfferKind,
    OfferState,
    RequestState,
    SellerRole,
    UnitWord,
)
from registry.models.households import household_key


class AssistanceOffer(Base):
    """What an organisation offers to households: so many units, against named causes, in a region, for a time.

    `reserved` counts units asked for, `taken` those promised or delivered; `conditions` holds those of `rules.offers`.
    """

    __tablename__ = "assistance_offer"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("reserved >= 0 and taken >= 0 and reserved + taken <= quantity", name="stock"),
        CheckConstraint("unit_value_minor > 0", name="unit_value"),
        CheckConstraint("kind <> 'money' or unit_value_minor is not null", name="money"),
        CheckConstraint("cardinality(causes) > 0", name="causes"),
        CheckConstraint("valid_until >= valid_from", name="valid_dates"),
        CheckConstraint("state not in ('open', 'paused') or published_at is not null", name="published"),
        Index("ix_assistance_offer_organisation_id", "organisation_id"),
        Index("ix_assistance_offer_region_path", "region_path", "state"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[OfferKind] = mapped_column(code_list(OfferKind))
    title_en: Mapped[str] = mapped_column(String(120))
    title_zh: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, server_default="")
    unit: Mapped[UnitWord] = mapped_column(code_list(UnitWord))
    unit_value_minor: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), server_default="CNY")
    quantity: Mapped[int]
    reserved: Mapped[int] = mapped_column(default=0, server_default="0")
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    region_path: Mapped[RegionPath] = mapped_column(server_default="")
    causes: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    conditions: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    state: Mapped[OfferState] = mapped_column(code_list(OfferState))
    posted_at: Mapped[datetime]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    published_at: Mapped[datetime | None]

    @property
    def unit_value(self) -> Money | None:
        return None if self.unit_value_minor is None else Money(self.unit_value_minor, self.currency)

    @property
    def left(self) -> int:
        return self.quantity - self.reserved - self.taken


class AssistanceRequest(Base):
    """A household's request for units of one offer, and the organisation's answer.

    `case_id` and `measure_id` name rows of casework, which keeps the way back itself.
    """

    __tablename__ = "assistance_request"
    __table_args__ = (
        household_key(),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint(
            "(state in ('accepted', 'declined', 'delivered')) <= (answered_at is not null)", name="answered"
        ),
        CheckConstraint("(state = 'delivered') = (delivered_on is not null)", name="delivered"),
        CheckConstraint("state <> 'declined' or reason <> ''", name="reason"),
        CheckConstraint("answered_by_id <> requested_by_id", name="second_person"),
        Index("ix_assistance_request_household_id", "household_id"),
        Index("ix_assistance_request_offer_id", "offer_id", "state"),
        Index("ix_assistance_request_region_path", "region_path", "state"),
        Index(
            "uq_assistance_request_open",
            "household_id",
            "offer_id",
            unique=True,
            postgresql_where=text("state in ('requested', 'accepted')"),
        ),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("assistance_offer.id"))
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    case_id: Mapped[int | None]
    measure_id: Mapped[int | None]
    quantity: Mapped[int]
    note: Mapped[str] = mapped_column(String(400), server_default="")
    state: Mapped[RequestState] = mapped_column(code_list(RequestState))
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str] = mapped_column(String(400), default="", server_default="")
    delivered_on: Mapped[date | None]


class Listing(Base):
    """Goods that a local producer sells, once the county has recommended them.

    `region_path` is where the seller is registered: its county recommends. `county_note` is why it sent them back.
    """

    __tablename__ = "listing"
    __table_args__ = (
        CheckConstraint("price_minor > 0", name="price"),
        CheckConstraint("stock >= 0", name="stock"),
        CheckConstraint(
            "(season_from is null) = (season_until is null) and season_until >= season_from", name="season"
        ),
        CheckConstraint("state <> 'published' or recommended_at is not null", name="recommended"),
        CheckConstraint("role <> 'trader' or state in ('draft', 'withdrawn') or mandate <> ''", name="mandate"),
        Index("ix_listing_organisation_id", "organisation_id"),
        Index("ix_listing_region_path", "region_path", "state"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    region_path: Mapped[RegionPath]
    title_en: Mapped[str] = mapped_column(String(120))
    title_zh: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, server_default="")
    unit: Mapped[UnitWord] = mapped_column(code_list(UnitWord))
    price_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), server_default="CNY")
    stock: Mapped[int]
    season_from: Mapped[date | None]
    season_until: Mapped[date | None]
    role: Mapped[SellerRole] = mapped_column(code_list(SellerRole))
    mandate: Mapped[str] = mapped_column(String(200), default="", server_default="")
    state: Mapped[ListingState] = mapped_column(code_list(ListingState))
    created_at: Mapped[datetime]
    recommended_at: Mapped[datetime | None]
    recommended_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    county_note: Mapped[str] = mapped_column(String(400), default="", server_default="")

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)


class MarketCounty(Base):
    """A county whose producers may sell here, during a time, and which list says so."""

    __tablename__ = "market_county"
    __table_args__ = (CheckConstraint("valid_until >= valid_from", name="valid_dates"),)

    id: Mapped[Id]
    region_path: Mapped[RegionPath] = mapped_column(unique=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200))
    admitted_at: Mapped[datetime]
    admitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))


class Donation(Base):
    """A gift of money; whether it has arrived is what its payment says."""

    __tablename__ = "donation"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("ix_donation_organisation_id", "organisation_id"),
    )

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    form_key: Mapped[str] = mapped_column(String(60), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    donor_name: Mapped[str] = mapped_column(String(120))
    is_anonymous: Mapped[bool] = mapped_column(server_default=text("false"))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    purpose: Mapped[DonationPurpose] = mapped_column(code_list(DonationPurpose))
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), unique=True)
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
