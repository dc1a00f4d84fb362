"""Tables of incentives: participation, the schedule of points, entries."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_participation_item()
    create_participation()
    create_participation_entry()


def downgrade() -> None:
    for table in ("participation_entry", "participation", "participation_item"):
        op.drop_table(table)


def code_list(*values: str, name: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def create_participation_item() -> None:
    op.create_table(
        "participation_item",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("title_zh", sa.String(length=120), nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=False),
        sa.Column("is_labour", sa.Boolean(), nullable=False),
        sa.Column("other_route_code", sa.String(length=40), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.CheckConstraint(
            "not is_labour or other_route_code is not null", name=op.f("ck_participation_item_other_route")
        ),
        sa.CheckConstraint("points between 1 and 10", name=op.f("ck_participation_item_points")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_participation_item_dates")),
        sa.ForeignKeyConstraint(
            ["other_route_code"],
            ["participation_item.code"],
            name=op.f("fk_participation_item_other_route_code_participation_item"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_participation_item")),
    )


def create_participation() -> None:
    op.create_table(
        "participation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("points_a_year", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("left_at >= joined_at", name=op.f("ck_participation_dates")),
        sa.ForeignKeyConstraint(
            ["household_id", "region_path"],
            ["household.id", "household.region_path"],
            name=op.f("fk_participation_household_id_region_path_household"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
    )
    op.create_index("ix_participation_region_path", "participation", ["region_path"], unique=False)
    op.create_index(
        "uq_participation_in_force",
        "participation",
        ["household_id"],
        unique=True,
        postgresql_where=sa.text("left_at is null"),
    )


def create_participation_entry() -> None:
    op.create_table(
        "participation_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=False),
        sa.Column("credited_points", sa.SmallInteger(), nullable=True),
        sa.Column("state", code_list("recorded", "confirmed", "rejected", name="entry_state"), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=400), server_default="", nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'confirmed') = (confirmed_by_id is not null and credited_points is not null)",
            name=op.f("ck_participation_entry_confirmed"),
        ),
        sa.CheckConstraint("(state = 'recorded') = (decided_at is null)", name=op.f("ck_participation_entry_decided")),
        sa.CheckConstraint(
            "(journal_id is not null) = (coalesce(credited_points, 0) > 0)", name=op.f("ck_participation_entry_journal")
        ),
        sa.CheckConstraint("confirmed_by_id <> recorded_by_id", name=op.f("ck_participation_entry_second_person")),
        sa.CheckConstraint("credited_points between 0 and points", name=op.f("ck_participation_entry_credited")),
        sa.CheckConstraint("points between 1 and 10", name=op.f("ck_participation_entry_points")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["app_user.id"], name=op.f("fk_participation_entry_confirmed_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id", "region_path"],
            ["household.id", "household.region_path"],
            name=op.f("fk_participation_entry_household_id_region_path_household"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_code"], ["participation_item.code"], name=op.f("fk_participation_entry_item_code_participation_item")
        ),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_participation_entry_journal_id_journal")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_participation_entry_person_id_person")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["app_user.id"], name=op.f("fk_participation_entry_recorded_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation_entry")),
        sa.UniqueConstraint("journal_id", name=op.f("uq_participation_entry_journal_id")),
    )
    op.create_index(
        "ix_participation_entry_household_id", "participation_entry", ["household_id", "occurred_on"], unique=False
    )
    op.create_index("ix_participation_entry_region_path", "participation_entry", ["region_path", "state"], unique=False)
    op.create_index(
        "uq_participation_entry_once",
        "participation_entry",
        ["person_id", "item_code", "occurred_on"],
        unique=True,
        postgresql_where=sa.text("state <> 'rejected'"),
    )
