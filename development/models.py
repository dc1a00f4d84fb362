"""Tables of development."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from development.rules.words import AttendanceState, PageKind, Skill
from foundation.orm import Base, Id, RegionPath, code_list
from registry.models.households import household_key


class Course(Base):
    """What a training centre teaches, where, and which causes of falling back it answers."""

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint("cardinality(causes) > 0", name="causes"),
        Index("ix_course_organisation_id", "organisation_id"),
        Index("ix_course_region_path", "region_path"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    title_en: Mapped[str] = mapped_column(String(120))
    title_zh: Mapped[str] = mapped_column(String(120))
    skill: Mapped[Skill] = mapped_column(code_list(Skill))
    causes: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    region_path: Mapped[RegionPath] = mapped_column(server_default="")

    sessions: Mapped[list["CourseSession"]] = relationship(back_populates="course", lazy="raise")


class CourseSession(Base):
    """A course held at one time and place by one trainer."""

    __tablename__ = "course_session"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity"),
        UniqueConstraint("trainer_user_id", "starts_at"),
        Index("ix_course_session_course_id", "course_id", "starts_at"),
    )

    id: Mapped[Id]
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(160))
    trainer_user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    capacity: Mapped[int] = mapped_column(SmallInteger)

    course: Mapped[Course] = relationship(back_populates="sessions", lazy="raise")


class Attendance(Base):
    """A person enrolled in a session, and whether they were there."""

    __tablename__ = "attendance"
    __table_args__ = (
        household_key(),
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint("(state = 'enrolled') = (recorded_at is null)", name="recorded"),
        Index("ix_attendance_household_id", "household_id"),
        Index("ix_attendance_region_path", "region_path"),
    )

    id: Mapped[Id]
    session_id: Mapped[int] = mapped_column(ForeignKey("course_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    household_id: Mapped[int]
    region_path: Mapped[RegionPath]
    state: Mapped[AttendanceState] = mapped_column(code_list(AttendanceState))
    enrolled_at: Mapped[datetime]
    enrolled_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))


class PublishedPage(Base):
    """A notice, a policy or a story that everybody may read, cleaned when it was written.

    A story about a household carries the household, which no reader sees: it is shown only while the household's
    consent to publication is in force.
    """

    __tablename__ = "published_page"
    __table_args__ = (
        ForeignKeyConstraint(
            ["household_id", "region_path"], ["household.id", "household.region_path"], onupdate="CASCADE"
        ),
        CheckConstraint("(household_id is null) = (region_path is null)", name="household"),
        CheckConstraint("household_id is null or kind = 'story'", name="story"),
        Index("ix_published_page_published_at", "published_at"),
    )

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[PageKind] = mapped_column(code_list(PageKind))
    title_en: Mapped[str] = mapped_column(String(160))
    title_zh: Mapped[str] = mapped_column(String(160))
    body_en: Mapped[str] = mapped_column(Text)
    body_zh: Mapped[str] = mapped_column(Text)
    household_id: Mapped[int | None]
    region_path: Mapped[str | None] = mapped_column(String(120, collation="C"))
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"))
    withdrawn_at: Mapped[datetime | None]
