"""Validation: runs, findings, exceptions, and rules that regions add."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_quality_run()
    create_quality_finding()
    create_quality_exception()
    create_quality_rules()


def downgrade() -> None:
    for table in ("quality_rules", "quality_exception", "quality_finding", "quality_run"):
        op.drop_table(table)


def code_list(name: str, *values: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def region_path(name: str = "region_path") -> sa.Column:
    return sa.Column(name, sa.String(120, collation="C"), nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def household_key(table: str, **options: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["household_id", "region_path"],
        ["household.id", "household.region_path"],
        name=op.f(f"fk_{table}_household_id_region_path_household"),
        onupdate="CASCADE",
        **options,
    )


def create_quality_run() -> None:
    op.create_table(
        "quality_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        region_path("scope_path"),
        sa.Column("rule_ids", postgresql.ARRAY(sa.String(40))),
        sa.Column("state", code_list("run_state", "waiting", "running", "finished", "broken"), nullable=False),
        moment("asked_at"),
        sa.Column("asked_by_id", sa.BigInteger()),
        sa.Column("asked_by", sa.String(120), nullable=False),
        moment("started_at", nullable=True),
        moment("finished_at", nullable=True),
        sa.Column("parts_total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("parts_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("counts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_run")),
    )
    op.create_index("ix_quality_run_scope_path", "quality_run", ["scope_path", "id"])


def create_quality_finding() -> None:
    op.create_table(
        "quality_finding",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        region_path(),
        sa.Column("person_id", sa.BigInteger()),
        sa.Column("rule_id", sa.String(40), nullable=False),
        sa.Column("severity", code_list("severity", "high", "mid", "low"), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), server_default="{}", nullable=False),
        moment("first_seen_at"),
        moment("last_seen_at"),
        moment("cleared_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_finding")),
        household_key("quality_finding", ondelete="CASCADE"),
    )
    is_open = sa.text("cleared_at is null")
    op.create_index(
        "uq_quality_finding_open",
        "quality_finding",
        ["household_id", "rule_id", "person_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=is_open,
    )
    op.create_index(
        "ix_quality_finding_region_path", "quality_finding", ["region_path", "rule_id"], postgresql_where=is_open
    )
    op.create_index("ix_quality_finding_rule_id", "quality_finding", ["rule_id", "region_path"])
    op.create_index(
        "ix_quality_finding_cleared_at",
        "quality_finding",
        ["cleared_at"],
        postgresql_where=sa.text("cleared_at is not null"),
    )


def create_quality_exception() -> None:
    op.create_table(
        "quality_exception",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        region_path(),
        sa.Column("person_id", sa.BigInteger()),
        sa.Column("rule_id", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        moment("granted_at"),
        sa.Column("granted_by_id", sa.BigInteger()),
        sa.Column("granted_by", sa.String(120), nullable=False),
        moment("ended_at", nullable=True),
        sa.Column("ended_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_exception")),
        household_key("quality_exception"),
    )
    op.create_index("ix_quality_exception_household_id", "quality_exception", ["household_id", "rule_id"])
    op.create_index("ix_quality_exception_region_path", "quality_exception", ["region_path"])


def create_quality_rules() -> None:
    op.create_table(
        "quality_rules",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        region_path(),
        sa.Column("source_text", sa.Text(), nullable=False),
        moment("stored_at"),
        sa.Column("stored_by_id", sa.BigInteger()),
        sa.Column("stored_by", sa.String(120), nullable=False),
        moment("retired_at", nullable=True),
        sa.Column("retired_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_rules")),
    )
    op.create_index(
        "uq_quality_rules_in_force",
        "quality_rules",
        ["name", "region_path"],
        unique=True,
        postgresql_where=sa.text("retired_at is null"),
    )
