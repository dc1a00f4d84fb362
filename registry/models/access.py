"""Organisations, users, roles and the appointments that say where a role holds."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.orm import Base, EncryptedText, Id, RegionPath, code_list
from registry.rules.words import OrganisationKind


class Organisation(Base):
    """An office, enterprise, producer, insurer, training centre or other body."""

    __tablename__ = "organisation"

    id: Mapped[Id]
    kind: Mapped[OrganisationKind] = mapped_column(code_list(OrganisationKind))
    name: Mapped[str] = mapped_column(String(160))
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    region_path: Mapped[RegionPath] = mapped_column(index=True)
    contact: Mapped[str | None] = mapped_column(String(160))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class Role(Base):
    """A named set of permissions, kept in step with the rooms' grants."""

    __tablename__ = "role"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    permissions: Mapped[list[str]] = mapped_column(ARRAY(String(80)))


class User(Base):
    """Somebody who can log in."""

    __tablename__ = "app_user"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(10), default="zh", server_default="zh")
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)
    totp_last_step: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    failed_logins: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    locked_until: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    session_nonce: Mapped[str] = mapped_column(String(32))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))

    appointments: Mapped[list["Appointment"]] = relationship(back_populates="user", lazy="raise")
    staff_profile: Mapped["StaffProfile | None"] = relationship(back_populates="user", lazy="raise")


class Appointment(Base):
    """A user holds a role, in an area, for a time. An organisation's or household's role has no area."""

    __tablename__ = "appointment"
    __table_args__ = (Index("ix_appointment_user_id", "user_id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    role_name: Mapped[str] = mapped_column(ForeignKey("role.name"))
    region_path: Mapped[RegionPath | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="appointments", lazy="raise")


class StaffProfile(Base):
    """What pairing knows of a caseworker: place, capacity, languages, skills, leave."""

    __tablename__ = "staff_profile"

    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    region_path: Mapped[RegionPath] = mapped_column(index=True)
    village_code: Mapped[str | None] = mapped_column(String(20))
    latitude: Mapped[float] = mapped_column(Numeric(9, 6, asdecimal=False))
    longitude: Mapped[float] = mapped_column(Numeric(9, 6, asdecimal=False))
    capacity: Mapped[int] = mapped_column(SmallInteger)
    languages: Mapped[list[str]] = mapped_column(ARRAY(String(20)), server_default="{}")
    skills: Mapped[list[str]] = mapped_column(ARRAY(String(40)), server_default="{}")
    leave_from_on: Mapped[date | None]
    leave_until_on: Mapped[date | None]
    settings: Mapped[dict[str, Any]] = mapped_column(server_default="{}")

    user: Mapped[User] = relationship(back_populates="staff_profile", lazy="raise")
