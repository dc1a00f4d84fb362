"""The most urgent households of a whole register without sorting it."""

from alembic import op

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create index ix_standing_urgency on standing (urgency, score desc, household_id)")


def downgrade() -> None:
    op.execute("drop index ix_standing_urgency")
