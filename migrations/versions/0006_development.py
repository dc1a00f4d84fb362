"""Tables of development: courses, sessions, attendance, published pages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_course()
    create_course_session()
    create_attendance()
    create_published_page()


def downgrade() -> None:
    for table in ("published_page", "attendance", "course_session", "course"):
        op.drop_table(table)


def code_list(*values: str, name: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def create_course() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("title_zh", sa.String(length=120), nullable=False),
        sa.Column(
            "skill",
            code_list(
                "crops",
                "livestock",
                "craft",
                "catering",
                "care",
                "construction",
                "machinery",
                "selling",
                "business",
                "work_life",
                name="skill",
            ),
            nullable=False,
        ),
        sa.Column("causes", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), server_default="", nullable=False),
        sa.CheckConstraint("cardinality(causes) > 0", name=op.f("ck_course_causes")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )
    op.create_index("ix_course_organisation_id", "course", ["organisation_id"], unique=False)
    op.create_index("ix_course_region_path", "course", ["region_path"], unique=False)


def create_course_session() -> None:
    op.create_table(
        "course_session",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("course_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("trainer_user_id", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_course_session_capacity")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_session_course_id_course")),
        sa.ForeignKeyConstraint(
            ["trainer_user_id"], ["app_user.id"], name=op.f("fk_course_session_trainer_user_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_session")),
        sa.UniqueConstraint("trainer_user_id", "starts_at", name=op.f("uq_course_session_trainer_user_id_starts_at")),
    )
    op.create_index("ix_course_session_course_id", "course_session", ["course_id", "starts_at"], unique=False)


def create_published_page() -> None:
    op.create_table(
        "published_page",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("kind", code_list("notice", "policy", "story", name="page_kind"), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("title_zh", sa.String(length=160), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("body_zh", sa.Text(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=True),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("household_id is null or kind = 'story'", name=op.f("ck_published_page_story")),
        sa.CheckConstraint("(household_id is null) = (region_path is null)", name=op.f("ck_published_page_household")),
        sa.ForeignKeyConstraint(
            ["household_id", "region_path"],
            ["household.id", "household.region_path"],
            name=op.f("fk_published_page_household_id_region_path_household"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["app_user.id"], name=op.f("fk_published_page_published_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_page")),
        sa.UniqueConstraint("slug", name=op.f("uq_published_page_slug")),
    )
    op.create_index("ix_published_page_published_at", "published_page", ["published_at"], unique=False)


def create_attendance() -> None:
    op.create_table(
        "attendance",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("state", code_list("enrolled", "attended", "absent", name="attendance_state"), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'enrolled') = (recorded_at is null)", name=op.f("ck_attendance_recorded")),
        sa.ForeignKeyConstraint(
            ["enrolled_by_id"], ["app_user.id"], name=op.f("fk_attendance_enrolled_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id", "region_path"],
            ["household.id", "household.region_path"],
            name=op.f("fk_attendance_household_id_region_path_household"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id_person")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["app_user.id"], name=op.f("fk_attendance_recorded_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["course_session.id"], name=op.f("fk_attendance_session_id_course_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_attendance_session_id_person_id")),
    )
    op.create_index("ix_attendance_household_id", "attendance", ["household_id"], unique=False)
    op.create_index("ix_attendance_region_path", "attendance", ["region_path"], unique=False)
