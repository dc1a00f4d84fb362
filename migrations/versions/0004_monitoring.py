"""Tables of early warning: rule sets, grading rounds, grades and grade changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLOURS = ("red", "orange", "yellow", "blue", "unknown", "green")


def upgrade() -> None:
    create_rule_set()
    create_grading_round()
    create_grade()
    create_grade_change()


def downgrade() -> None:
    for table in ("grade_change", "grade", "grading_round", "rule_set"):
        op.drop_table(table)


def code_list(*values: str, name: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def region_path() -> sa.Column:
    return sa.Column("region_path", sa.String(120, collation="C"), nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def rule_ids(name: str) -> sa.Column:
    return sa.Column(name, postgresql.ARRAY(sa.String(60)), nullable=False)


def create_rule_set() -> None:
    op.create_table(
        "rule_set",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        region_path(),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", code_list("active", "retired", name="rule_set_state"), nullable=False),
        moment("created_at"),
        sa.Column("created_by_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_rule_set_name_version")),
    )


def create_grading_round() -> None:
    op.create_table(
        "grading_round",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("rule_set_id", sa.BigInteger(), nullable=False),
        sa.Column("as_of_on", sa.Date(), nullable=False),
        sa.Column("scope_path", sa.String(120, collation="C"), nullable=False),
        sa.Column("extent", code_list("full", "changed", name="round_extent"), nullable=False),
        sa.Column("engine", code_list("postgres", "reference", name="engine"), nullable=False),
        sa.Column("since_round_id", sa.BigInteger()),
        sa.Column("state", code_list("running", "finished", name="round_state"), nullable=False),
        moment("started_at"),
        sa.Column("started_by_id", sa.BigInteger()),
        sa.Column("started_by_name", sa.String(120), nullable=False),
        moment("finished_at", nullable=True),
        sa.Column("parts_total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("parts_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("household_count", sa.BigInteger()),
        sa.Column("change_count", sa.BigInteger()),
        sa.Column("colour_counts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grading_round")),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_set.id"], name=op.f("fk_grading_round_rule_set_id_rule_set")
        ),
        sa.ForeignKeyConstraint(
            ["since_round_id"], ["grading_round.id"], name=op.f("fk_grading_round_since_round_id_grading_round")
        ),
    )
    op.create_index("ix_grading_round_state", "grading_round", ["state", "id"])


def create_grade() -> None:
    op.create_table(
        "grade",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        region_path(),
        sa.Column("colour", code_list(*COLOURS, name="colour"), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        rule_ids("reasons"),
        rule_ids("unknowns"),
        sa.Column("evidence", postgresql.JSONB()),
        sa.PrimaryKeyConstraint("round_id", "household_id", name=op.f("pk_grade")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_grade_household_id_household")),
    )


def create_grade_change() -> None:
    op.create_table(
        "grade_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        region_path(),
        sa.Column("from_colour", code_list(*COLOURS, name="from_colour")),
        sa.Column("to_colour", code_list(*COLOURS, name="to_colour"), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        rule_ids("reasons"),
        sa.Column("evidence", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("fired", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade_change")),
        sa.ForeignKeyConstraint(
            ["household_id", "region_path"],
            ["household.id", "household.region_path"],
            name=op.f("fk_grade_change_household_id_region_path_household"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["grading_round.id"], name=op.f("fk_grade_change_round_id_grading_round")
        ),
    )
    op.create_index("uq_grade_change_round_id", "grade_change", ["round_id", "household_id"], unique=True)
    op.create_index("ix_grade_change_household_id", "grade_change", ["household_id"])
    op.create_index("ix_grade_change_region_path", "grade_change", ["region_path", "round_id"])
