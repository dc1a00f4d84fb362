"""A round of statistics knows which form asked for it, and how far its count is."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statistics_round", sa.Column("request_key", sa.String(40)))
    op.add_column("statistics_round", sa.Column("steps_done", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("statistics_round", sa.Column("steps_total", sa.SmallInteger(), server_default="0", nullable=False))
    op.create_unique_constraint(
        op.f("uq_statistics_round_requested_by_id_request_key"), "statistics_round", ["requested_by_id", "request_key"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("uq_statistics_round_requested_by_id_request_key"), "statistics_round")
    op.drop_column("statistics_round", "steps_total")
    op.drop_column("statistics_round", "steps_done")
    op.drop_column("statistics_round", "request_key")
