"""Posted lists, requests about one's own data, retention."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATES = ("draft", "published", "ended", "withdrawn", "discarded")


def code_list(name: str, *values: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def path() -> sa.Column:
    return sa.Column("region_path", sa.String(120, collation="C"), nullable=False)


def household_key() -> sa.ForeignKeyConstraint:
    """Return the key that lets a row follow its household."""
    columns, there = ["household_id", "region_path"], ["household.id", "household.region_path"]
    return sa.ForeignKeyConstraint(columns, there, onupdate="CASCADE")


def upgrade() -> None:
    create_posted_list()
    create_posted_row()
    create_correction_request()
    op.create_table(
        "retention_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ran_by", sa.String(120), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def create_posted_list() -> None:
    kinds = ("recognition", "elimination", "assistance")
    op.create_table(
        "posted_list",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        path(),
        sa.Column("village_code", sa.String(20), nullable=False),
        sa.Column("kind", code_list("posting_kind", *kinds), nullable=False),
        sa.Column("state", code_list("posting_state", *STATES), nullable=False),
        sa.Column("note", sa.String(400), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_by_id", sa.BigInteger()),
        sa.Column("prepared_by", sa.String(120), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("published_by", sa.String(120)),
        sa.Column("taken_down_at", sa.DateTime(timezone=True)),
        sa.Column("taken_down_by", sa.String(120)),
        sa.Column("taken_down_why", sa.String(200)),
        sa.CheckConstraint("starts_on < ends_on", name="days"),
        sa.ForeignKeyConstraint(["village_code"], ["region.code"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_posted_list_region_path", "posted_list", ["region_path"])


def create_posted_row() -> None:
    op.create_table(
        "posted_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("posted_list_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        path(),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("masked_name", sa.String(80), nullable=False),
        sa.Column("members", sa.SmallInteger(), nullable=False),
        sa.Column("category", sa.String(120), nullable=False),
        household_key(),
        sa.ForeignKeyConstraint(["posted_list_id"], ["posted_list.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_posted_row_posted_list_id", "posted_row", ["posted_list_id"])
    op.create_index("ix_posted_row_household_id", "posted_row", ["household_id"])


def create_correction_request() -> None:
    about = ("household", "member", "income", "help", "other")
    op.create_table(
        "correction_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        path(),
        sa.Column("about", code_list("correction_about", *about), nullable=False),
        sa.Column("wrong", sa.String(1000), nullable=False),
        sa.Column("right", sa.String(1000), nullable=False),
        sa.Column("state", code_list("correction_state", "asked", "corrected", "refused"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.String(120)),
        sa.Column("answer", sa.String(1000)),
        household_key(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_correction_request_household_id", "correction_request", ["household_id"])
    op.create_index("ix_correction_request_region_path", "correction_request", ["region_path"])


def downgrade() -> None:
    for table in ("retention_run", "correction_request", "posted_row", "posted_list"):
        op.drop_table(table)
