"""Frozen rounds of statistics can be subscribed to, and nobody is told of one twice."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0025"
branch_labels = None
depends_on = None

BEFORE = ("colours", "changes", "leads", "register", "imports", "submissions", "links", "quality")
TOPICS = (*BEFORE, "rounds")


def upgrade() -> None:
    take_topics(TOPICS)
    op.add_column("message", sa.Column("round_id", sa.BigInteger()))
    op.create_foreign_key(
        op.f("fk_message_round_id_statistics_round"), "message", "statistics_round", ["round_id"], ["id"]
    )
    op.create_unique_constraint(op.f("uq_message_user_id_round_id"), "message", ["user_id", "round_id"])


def downgrade() -> None:
    op.execute("delete from message where topic = 'rounds'")
    op.execute(
        "delete from subscription_mute where subscription_id in (select id from subscription where topic = 'rounds')"
    )
    op.execute("delete from subscription where topic = 'rounds'")
    op.drop_constraint(op.f("uq_message_user_id_round_id"), "message")
    op.drop_constraint(op.f("fk_message_round_id_statistics_round"), "message")
    op.drop_column("message", "round_id")
    take_topics(BEFORE)


def take_topics(topics: tuple[str, ...]) -> None:
    """Let both tables take these topics and no others."""
    taken = ", ".join(f"'{topic}'" for topic in topics)
    for table in ("subscription", "message"):
        op.drop_constraint(op.f(f"ck_{table}_topic"), table)
        op.create_check_constraint(op.f(f"ck_{table}_topic"), table, f"topic in ({taken})")
