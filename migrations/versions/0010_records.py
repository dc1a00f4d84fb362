"""What a household and its people are further known by: dwelling, water, kitchen, assets, accounts, marriage, work, death."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def code_list(name: str, *values: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def household_columns() -> list[sa.Column]:
    return [
        sa.Column("dwelling_kind", code_list("dwelling_kind", "own", "rented", "resettled", "public", "borrowed")),
        sa.Column("dwelling_grade", code_list("dwelling_grade", "a", "b", "c", "d")),
        sa.Column("is_shell_sound", sa.Boolean()),
        sa.Column(
            "water_source", code_list("water_source", "piped", "protected_well", "unprotected", "carried")
        ),
        sa.Column("water_minutes", sa.SmallInteger()),
        sa.Column("sanitation", code_list("sanitation", "flush", "improved", "shared", "unimproved", "none")),
        sa.Column("cooking_fuel", code_list("cooking_fuel", "electricity", "gas", "biogas", "coal", "wood")),
        sa.Column("has_electricity", sa.Boolean()),
        sa.Column("assets", sa.ARRAY(sa.String(40))),
        sa.Column("survey_weight", sa.Numeric(12, 4, asdecimal=False)),
    ]


def person_columns() -> list[sa.Column]:
    kinds = ("sight", "hearing", "speech", "limb", "intellect", "mental", "multiple")
    return [
        sa.Column("phone_index", sa.String(22)),
        sa.Column("bank_account", sa.LargeBinary()),
        sa.Column("bank_account_index", sa.String(22)),
        sa.Column("marital_status", code_list("marital_status", "single", "married", "widowed", "divorced")),
        sa.Column("is_undernourished", sa.Boolean()),
        sa.Column("disability_kind", code_list("disability_kind", *kinds)),
        sa.Column("work_region_code", sa.String(20)),
        sa.Column("monthly_wage_minor", sa.BigInteger()),
        sa.Column("public_job_count", sa.SmallInteger()),
        sa.Column("died_on", sa.Date()),
    ]


def upgrade() -> None:
    for column in household_columns():
        op.add_column("household", column)
    for column in person_columns():
        op.add_column("person", column)
    op.create_index("ix_person_phone_index", "person", ["phone_index"])
    op.create_index("ix_person_bank_account_index", "person", ["bank_account_index"])


def downgrade() -> None:
    op.drop_index("ix_person_bank_account_index", "person")
    op.drop_index("ix_person_phone_index", "person")
    for column in person_columns():
        op.drop_column("person", column.name)
    for column in household_columns():
        op.drop_column("household", column.name)
