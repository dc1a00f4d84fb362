"""Subscriptions and messages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TOPICS = ("colours", "changes", "leads", "register", "imports", "submissions", "links", "quality")


def code_list(name: str, *values: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    create_subscription()
    op.create_table(
        "subscription_mute",
        sa.Column("subscription_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"]),
        sa.PrimaryKeyConstraint("subscription_id", "user_id"),
    )
    create_message()


def create_subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("topic", code_list("topic", *TOPICS), nullable=False),
        sa.Column("region_path", sa.String(120, collation="C"), nullable=False),
        sa.Column("cadence", code_list("cadence", "daily", "weekly", "monthly"), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("role_name", sa.String(40)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.BigInteger()),
        sa.Column("served_on", sa.Date()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(user_id is null) <> (role_name is null)", name="one_reader"),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"]),
        sa.ForeignKeyConstraint(["role_name"], ["role.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "uq_subscription_in_force",
        "subscription",
        ["topic", "region_path", "user_id", "role_name"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ended_at is null"),
    )


def create_message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("subscription_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", code_list("topic", *TOPICS), nullable=False),
        sa.Column("region_path", sa.String(120, collation="C"), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("wants_mail", sa.Boolean(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"]),
        sa.ForeignKeyConstraint(["subscription_id"], ["subscription.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_message_user_id", "message", ["user_id", "id"])
    op.create_index(
        "ix_message_unread", "message", ["user_id"], postgresql_where=sa.text("read_at is null")
    )


def downgrade() -> None:
    for table in ("message", "subscription_mute", "subscription"):
        op.drop_table(table)
