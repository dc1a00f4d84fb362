"""Frozen rounds of statistics and the shapes of regions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEEP_ROUNDS = """
create function refuse_round_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'TRUNCATE' or old.state = 'frozen' then
        raise exception 'a frozen round of statistics is never changed or removed';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end $$;
create trigger statistics_round_is_kept before update or delete on statistics_round
    for each row execute function refuse_round_change();
create trigger statistics_round_is_not_emptied before truncate on statistics_round
    for each statement execute function refuse_round_change();
"""


def upgrade() -> None:
    state = sa.Enum(
        "requested", "frozen", "failed", name="round_state", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "statistics_round",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("region_path", sa.String(120, collation="C"), nullable=False),
        sa.Column("as_of_on", sa.Date(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.BigInteger()),
        sa.Column("requested_by", sa.String(120), nullable=False),
        sa.Column("smallest_shown", sa.SmallInteger()),
        sa.Column("frozen_at", sa.DateTime(timezone=True)),
        sa.Column("figures", postgresql.JSONB()),
        sa.Column("content_hash", sa.String(64)),
        sa.Column("failure", sa.String(400)),
        sa.CheckConstraint(
            "(state = 'frozen') = (content_hash is not null)", name=op.f("ck_statistics_round_sealed")
        ),
        sa.CheckConstraint("(state = 'frozen') = (figures is not null)", name=op.f("ck_statistics_round_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistics_round")),
    )
    op.create_index("ix_statistics_round_region_path", "statistics_round", ["region_path", "as_of_on"])
    op.create_table(
        "region_shape",
        sa.Column("region_code", sa.String(20), nullable=False),
        sa.Column("rings", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_by_id", sa.BigInteger()),
        sa.Column("loaded_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_region_shape_region_code_region")),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_region_shape")),
    )
    op.execute(KEEP_ROUNDS)


def downgrade() -> None:
    op.drop_table("region_shape")
    op.drop_table("statistics_round")
    op.execute("drop function refuse_round_change()")
