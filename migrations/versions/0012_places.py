"""Changes of regions, and the further fields that a region defines."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CHANGE_KINDS = ("added", "renamed", "merged", "moved", "recoded", "split", "closed", "followed")
FIELD_KINDS = ("number", "whole", "flag", "date", "code")

# Which region every code that was ever used leads to today, for statements that join by code.
PRESENT_REGION = """
create view present_region as
select r.code, p.code as present_code, p.path, p.level, p.name
from region r join region p on p.code = coalesce(r.successor_code, r.code)
where p.valid_to is null
"""
# A household lies where its village lies; the database refuses anything else from now on.
STRAIGHTEN_PATHS = """
update household h set region_path = r.path from region r where r.code = h.village_code and r.path <> h.region_path
"""


def code_list(name: str, *values: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def path_column(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(120, collation="C"), nullable=nullable)


def upgrade() -> None:
    let_regions_end()
    create_region_change()
    op.execute(PRESENT_REGION)
    bind_households_to_their_village()
    create_extra_field()
    op.add_column(
        "rule_set",
        sa.Column(
            "extra_fields", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
    )


def let_regions_end() -> None:
    op.add_column("region", sa.Column("successor_code", sa.String(20), nullable=True))
    op.create_foreign_key(op.f("fk_region_successor_code_region"), "region", "region", ["successor_code"], ["code"])
    op.create_index(
        "ix_region_successor_code",
        "region",
        ["successor_code"],
        postgresql_where=sa.text("successor_code is not null"),
    )
    op.create_unique_constraint(op.f("uq_region_code_path"), "region", ["code", "path"])


def create_region_change() -> None:
    op.create_table(
        "region_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("root_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("other_code", sa.String(20), nullable=True),
        sa.Column("kind", code_list("region_change_kind", *CHANGE_KINDS), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("old_name", sa.String(80), nullable=True),
        sa.Column("new_name", sa.String(80), nullable=True),
        sa.Column("old_name_en", sa.String(120), nullable=True),
        sa.Column("new_name_en", sa.String(120), nullable=True),
        sa.Column("old_parent_code", sa.String(20), nullable=True),
        sa.Column("new_parent_code", sa.String(20), nullable=True),
        path_column("old_path", nullable=True),
        path_column("new_path", nullable=True),
        sa.Column("households", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("document", sa.String(200), server_default=sa.text("''"), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.ForeignKeyConstraint(["code"], ["region.code"], name=op.f("fk_region_change_code_region")),
        sa.ForeignKeyConstraint(["other_code"], ["region.code"], name=op.f("fk_region_change_other_code_region")),
        sa.ForeignKeyConstraint(["root_id"], ["region_change.id"], name=op.f("fk_region_change_root_id_region_change")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["app_user.id"], name=op.f("fk_region_change_recorded_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_change")),
    )
    op.create_index("ix_region_change_code", "region_change", ["code", "happened_on", "id"])
    for column in ("other_code", "root_id"):
        op.create_index(
            f"ix_region_change_{column}", "region_change", [column], postgresql_where=sa.text(f"{column} is not null")
        )
    op.create_index("ix_region_change_happened_on", "region_change", ["happened_on"])


def bind_households_to_their_village() -> None:
    op.execute(STRAIGHTEN_PATHS)
    op.drop_constraint("fk_household_village_code_region", "household", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_household_village_code_region_path_region"),
        "household",
        "region",
        ["village_code", "region_path"],
        ["code", "path"],
        onupdate="CASCADE",
    )


def create_extra_field() -> None:
    op.create_table(
        "extra_field",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("entity", code_list("field_entity", "household", "person"), nullable=False),
        sa.Column("kind", code_list("field_kind", *FIELD_KINDS), nullable=False),
        sa.Column("question_en", sa.String(200), nullable=False),
        sa.Column("question_zh", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(20), server_default=sa.text("''"), nullable=False),
        sa.Column("options", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        path_column("region_path"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_field")),
        sa.UniqueConstraint("region_path", "key", name=op.f("uq_extra_field_region_path_key")),
    )
    op.create_index("ix_extra_field_key", "extra_field", ["key"])


def downgrade() -> None:
    op.drop_column("rule_set", "extra_fields")
    op.drop_table("extra_field")
    op.drop_constraint("fk_household_village_code_region_path_region", "household", type_="foreignkey")
    op.create_foreign_key("fk_household_village_code_region", "household", "region", ["village_code"], ["code"])
    op.execute("drop view present_region")
    op.drop_table("region_change")
    op.drop_constraint("uq_region_code_path", "region", type_="unique")
    op.drop_index("ix_region_successor_code", "region")
    op.drop_column("region", "successor_code")
