"""Tables of the ledger.

The database itself keeps the books straight (see migration 0003): a journal's lines add up to zero in each commodity
when the transaction ends, journals and postings are never changed or removed, an account that may not go below zero
stays above it, and a payment once received stays received, at its amount.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.orm import Base, Id, code_list
from ledger.rules.words import AccountKind, OwnerKind, PaymentMethod, PaymentPurpose, PaymentStatus


def household_key() -> ForeignKeyConstraint:
    """Return the foreign key of a row that may belong to a household; its region path follows the household."""
    return ForeignKeyConstraint(
        ["household_id", "region_path"], ["household.id", "household.region_path"], onupdate="CASCADE"
    )


class Account(Base):
    """Where money or points lie or are owed.

    `side` is 1 where debits increase the balance and -1 where credits do; `balance_minor` counts in that direction and
    is kept by each booking. `household_id` repeats the owner where that is a household, so that a key can hold it.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("id", "commodity"),
        household_key(),
        CheckConstraint("commodity = 'points' or commodity ~ '^[A-Z]{3}$'", name="commodity"),
        CheckConstraint("side = case when kind in ('asset', 'expense', 'points') then 1 else -1 end", name="side"),
        CheckConstraint("may_go_negative or balance_minor >= 0", name="not_below_zero"),
        CheckConstraint("(owner_kind is null) = (owner_id is null)", name="owner"),
        CheckConstraint(
            "household_id is not distinct from case when owner_kind = 'household' then owner_id end"
            " and (household_id is null) = (region_path is null)",
            name="household",
        ),
        CheckConstraint("not (commodity = 'points' and household_id is not null and may_go_negative)", name="points"),
        Index("ix_account_owner_kind_owner_id", "owner_kind", "owner_id"),
        Index("ix_account_household_id", "household_id"),
        Index("ix_account_region_path", "region_path"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[AccountKind] = mapped_column(code_list(AccountKind))
    commodity: Mapped[str] = mapped_column(String(10))
    side: Mapped[int] = mapped_column(SmallInteger)
    owner_kind: Mapped[OwnerKind | None] = mapped_column(code_list(OwnerKind))
    owner_id: Mapped[int | None]
    household_id: Mapped[int | None]
    region_path: Mapped[str | None] = mapped_column(String(120, collation="C"))
    may_go_negative: Mapped[bool] = mapped_column(server_default=text("false"))
    balance_minor: Mapped[int] = mapped_column(server_default=text("0"))
    opened_at: Mapped[datetime]


class Journal(Base):
    """One booking: an event that moved money or points, under a reference that is used once."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_source_kind_source_id", "source_kind", "source_id"),)

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    description: Mapped[str] = mapped_column(String(300))
    occurred_at: Mapped[datetime]
    actor_id: Mapped[int | None]
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[int | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("journal.id"), unique=True)


class Posting(Base):
    """One line of a journal: positive is a debit, negative a credit."""

    __tablename__ = "posting"
    __table_args__ = (
        ForeignKeyConstraint(["account_id", "commodity"], ["account.id", "account.commodity"]),
        CheckConstraint("amount_minor <> 0", name="not_zero"),
        Index("ix_posting_account_id_id", "account_id", "id"),
        Index("ix_posting_journal_id", "journal_id"),
    )

    id: Mapped[Id]
    journal_id: Mapped[int] = mapped_column(ForeignKey("journal.id"))
    account_id: Mapped[int]
    amount_minor: Mapped[int]
    commodity: Mapped[str] = mapped_column(String(10))


class Payment(Base):
    """Money that somebody is asked for, and what became of it.

    `household_id` and `region_path` are filled when the payment is about a household, and scope who sees it. `flag`
    says what a person must look at.
    """

    __tablename__ = "payment"
    __table_args__ = (
        household_key(),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("fee_minor between 0 and amount_minor", name="fee"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        CheckConstraint("(household_id is null) = (region_path is null)", name="household"),
        CheckConstraint("(status = 'settled') = (settled_at is not null and journal_id is not null)", name="settled"),
        CheckConstraint("confirmed_by <> recorded_by", name="second_person"),
        Index("ix_payment_subject_kind_subject_id", "subject_kind", "subject_id"),
        Index("ix_payment_status_created_at", "status", "created_at"),
        Index("ix_payment_payer_organisation_id", "payer_organisation_id"),
        Index("ix_payment_household_id", "household_id"),
        Index("ix_payment_region_path", "region_path"),
    )

    id: Mapped[Id]
    purpose: Mapped[PaymentPurpose] = mapped_column(code_list(PaymentPurpose))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    payer_name: Mapped[str] = mapped_column(String(120))
    payer_organisation_id: Mapped[int | None]
    household_id: Mapped[int | None]
    region_path: Mapped[str | None] = mapped_column(String(120, collation="C"))
    method: Mapped[PaymentMethod] = mapped_column(code_list(PaymentMethod))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    fee_minor: Mapped[int] = mapped_column(server_default=text("0"))
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    idempotency_key: Mapped[str] = mapped_column(String(120), unique=True)
    provider_reference: Mapped[str | None] = mapped_column(String(255), unique=True)
    status: Mapped[PaymentStatus] = mapped_column(code_list(PaymentStatus))
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    recorded_by: Mapped[int | None]
    confirmed_by: Mapped[int | None]
    journal_id: Mapped[int | None] = mapped_column(ForeignKey("journal.id"), unique=True)
    flag: Mapped[str | None] = mapped_column(String(300))
    end_reason: Mapped[str | None] = mapped_column(String(300))


class PaymentNotice(Base):
    """A provider's event that reached us: its own number is stored before anything is done about it."""

    __tablename__ = "payment_notice"
    __table_args__ = (UniqueConstraint("provider", "event_id"),)

    id: Mapped[Id]
    provider: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(120))
    provider_reference: Mapped[str | None] = mapped_column(String(255))
    received_at: Mapped[datetime]
