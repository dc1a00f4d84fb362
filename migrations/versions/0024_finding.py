"""Finding by the beginning of a code and by a whole name without reading everybody."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("create index ix_household_code_prefix on household (code varchar_pattern_ops)")
    op.execute("create index ix_person_name_key on person (name_key(name))")


def downgrade() -> None:
    op.execute("drop index ix_person_name_key")
    op.execute("drop index ix_household_code_prefix")
