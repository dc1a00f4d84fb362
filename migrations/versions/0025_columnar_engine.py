"""A round may be graded over a snapshot."""

from alembic import op

revision = "0025"
down_revision = "0022"
branch_labels = None
depends_on = None

NAME = op.f("ck_grading_round_engine")


def upgrade() -> None:
    op.drop_constraint(NAME, "grading_round")
    op.create_check_constraint(NAME, "grading_round", "engine in ('postgres', 'duckdb', 'reference')")


def downgrade() -> None:
    op.drop_constraint(NAME, "grading_round")
    op.create_check_constraint(NAME, "grading_round", "engine in ('postgres', 'reference')")
