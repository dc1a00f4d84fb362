"""Tables of insurance.

The database itself keeps the split straight (see migration 0007): a product's shares add up to the whole, an
application's parts add up to its premium, and its parts, once submitted, keep their amounts.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.money import Money
from foundation.orm import Base, Id, RegionPath, code_list
from insurance.rules.words import CoverState, CoverUnit, Payer, ProductKind, ProductState
from registry.models.households import household_key


class InsuranceProduct(Base):
    """What an insurer offers: a sum insured for one unit, at a rate, against named causes, for some households.

    `region_path` is where it is offered; `eligibility` holds the conditions of `rules.eligibility.Eligibility`.
    """

    __tablename__ = "insurance_product"
    __table_args__ = (
        CheckConstraint("sum_insured_minor > 0", name="sum_insured"),
        CheckConstraint("rate_ppm between 1 and 1000000", name="rate"),
        CheckConstraint("cardinality(causes) > 0", name="causes"),
        CheckConstraint("on_sale_until >= on_sale_from", name="sale_dates"),
        Index("ix_insurance_product_organisation_id", "organisation_id"),
        Index("ix_insurance_product_region_path", "region_path"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ProductKind] = mapped_column(code_list(ProductKind))
    unit: Mapped[CoverUnit] = mapped_column(code_list(CoverUnit))
    sum_insured_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3), server_default="CNY")
    rate_ppm: Mapped[int]
    causes: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    eligibility: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    region_path: Mapped[RegionPath] = mapped_column(server_default="")
    on_sale_from: Mapped[date]
    on_sale_until: Mapped[date | None]
    state: Mapped[ProductState] = mapped_column(code_list(ProductState))
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))

    shares: Mapped[list["PremiumShare"]] = relationship(back_populates="product", lazy="raise")


class PremiumShare(Base):
    """A payer's share of a product's premium; a product's shares add up to 10,000."""

    __tablename__ = "premium_share"
    __table_args__ = (CheckConstraint("share_bps between 1 and 10000", name="share"),)

    product_id: Mapped[int] = mapped_column(ForeignKey("insurance_product.id"), primary_key=True)
    payer: Mapped[Payer] = mapped_column(code_list(Payer), primary_key=True)
    share_bps: Mapped[int] = mapped_column(SmallInteger)

    product: Mapped[InsuranceProduct] = relationship(back_populates="shares", lazy="raise")


class CoverApplication(Base):
    """A household's application for cover, with what it cost on the day it was made."""

    __tablename__ = "cover_application"
    __table_args__ = (
        household_key(),
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("sum_insured_minor > 0 and premium_minor > 0", name="amounts"),
        CheckConstraint(
            "state = 'drafted' or state = 'withdrawn' or household_consented_at is not null", name="consent"
        ),
        CheckConstraint(
            "(state in ('accepted', 'declined')) = (decided_at is not null)",
            name="decided",
        ),
        CheckConstraint("decided_by_id <> applied_by_id", name="second_person"),
        Index(
            "uq_cover_application_open",
            "household_id",
            "product_id",
            unique=True,
            postgresql_where=text("state in ('drafted', 'submitted')"),
        ),
        Index("ix_cover_application_household_id", "household_id"),
        Index("ix_cover_application_region_path", "region_path", "state"),
        Index("ix_cover_application_product_id", "product_id", "state"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("insurance_product.id"))
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    case_id: Mapped[int | None]
    units: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    sum_insured_minor: Mapped[int]
    premium_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[CoverState] = mapped_column(code_list(CoverState))
    household_consented_at: Mapped[datetime | None]
    applied_at: Mapped[datetime]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str] = mapped_column(String(400), server_default="")

    product: Mapped[InsuranceProduct] = relationship(lazy="raise")
    shares: Mapped[list["ApplicationShare"]] = relationship(back_populates="application", lazy="raise")

    @property
    def premium(self) -> Money:
        return Money(self.premium_minor, self.currency)


class ApplicationShare(Base):
    """What one payer owes of an application's premium, and when it came; it may come late."""

    __tablename__ = "application_share"
    __table_args__ = (
        CheckConstraint("share_bps between 1 and 10000", name="share"),
        CheckConstraint("amount_minor >= 0", name="amount"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("cover_application.id"), primary_key=True)
    payer: Mapped[Payer] = mapped_column(code_list(Payer), primary_key=True)
    share_bps: Mapped[int] = mapped_column(SmallInteger)
    amount_minor: Mapped[int]
    paid_at: Mapped[datetime | None]

    application: Mapped[CoverApplication] = relationship(back_populates="shares", lazy="raise")
