"""Membership by dates and the changes of households: split, merge, move, birth, death, marriage."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

HOUSEHOLD_KEY = (["household_id", "region_path"], ["household.id", "household.region_path"])
KINDS = (
    "split", "merge", "move", "head", "birth", "death", "marriage", "divorce", "joined", "left", "closed", "error",
)  # fmt: skip
RELATIONS = ("head", "spouse", "child", "child_in_law", "grandchild", "parent", "sibling", "other")
EFFECTIVE = "coalesce(valid_from, (observed_at at time zone 'Asia/Shanghai')::date)"

# Whoever puts a person into another household, or takes somebody back who had left, files the membership that is over.
# The condition stands in the trigger itself, so that every other write to `person` costs nothing.
FILE_MEMBERSHIPS = """
create function file_membership() returns trigger language plpgsql as $$
begin
    insert into membership (person_id, household_id, region_path, code, relation, joined_on, left_on)
    values (old.id, old.household_id, old.region_path, old.code, old.relation, old.joined_on,
            greatest(coalesce(old.left_on, new.joined_on, (now() at time zone 'Asia/Shanghai')::date), old.joined_on));
    return null;
end $$;
create trigger person_files_membership after update of household_id, joined_on, left_on on person
    for each row when (old.household_id <> new.household_id
                       or old.left_on is not null and new.left_on is null and new.joined_on >= old.left_on)
    execute function file_membership();
"""

# What `extra` was: each key that changed since is put back, numbers and truth values as such where they are such now.
REWIND_EXTRA = r"""
create function rewound_extra(present jsonb, past jsonb) returns jsonb language sql immutable strict parallel safe as $$
    select coalesce(jsonb_object_agg(key, value), '{}') from (
        select key, value from jsonb_each(present) where not past ? ('extra.' || key)
        union all
        select substr(key, 7),
               case when jsonb_typeof(present -> substr(key, 7)) = 'string'
                      or value #>> '{}' !~ '^(true|false|-?[0-9]+(\.[0-9]+)?)$'
                    then value else (value #>> '{}')::jsonb end
        from jsonb_each(past) where starts_with(key, 'extra.') and value <> 'null'
    ) as one
$$;
"""


def code_list(name: str, *values: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("relation", code_list("relation", *RELATIONS), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            *HOUSEHOLD_KEY, name=op.f("fk_membership_household_id_region_path_household"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_household_id", "membership", ["household_id"])
    op.create_index("ix_membership_person_id", "membership", ["person_id"])
    create_household_change()
    widen_observation()
    op.execute(FILE_MEMBERSHIPS)
    op.get_bind().connection.driver_connection.execute(REWIND_EXTRA)


def create_household_change() -> None:
    op.create_table(
        "household_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("kind", code_list("change_kind", *KINDS), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("other_household_id", sa.BigInteger(), nullable=True),
        sa.Column("person_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("reason", sa.String(length=400), server_default=sa.text("''"), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=120), nullable=True),
        sa.Column("undo_reason", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            *HOUSEHOLD_KEY, name=op.f("fk_household_change_household_id_region_path_household"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_household_id"], ["household.id"], name=op.f("fk_household_change_other_household_id_household")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["app_user.id"], name=op.f("fk_household_change_recorded_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_change")),
    )
    op.create_index("ix_household_change_household_id", "household_change", ["household_id", "happened_on"])
    op.create_index("ix_household_change_other_household_id", "household_change", ["other_household_id"])
    op.create_index("ix_household_change_person_ids", "household_change", ["person_ids"], postgresql_using="gin")


def widen_observation() -> None:
    op.add_column("observation", sa.Column("valid_from", sa.Date(), nullable=True))
    op.add_column("observation", sa.Column("effective_on", sa.Date(), sa.Computed(EFFECTIVE, persisted=True)))
    op.alter_column("observation", "effective_on", nullable=False)
    op.add_column(
        "observation", sa.Column("is_correction", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("observation", sa.Column("change_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_observation_change_id_household_change"), "observation", "household_change", ["change_id"], ["id"]
    )
    op.create_index(
        "ix_observation_person_id",
        "observation",
        ["person_id", "field"],
        postgresql_where=sa.text("person_id is not null"),
    )
    op.create_index(
        "ix_observation_field",
        "observation",
        ["household_id", "field"],
        postgresql_where=sa.text("person_id is null"),
    )
    op.create_index("ix_observation_effective_on", "observation", ["effective_on"])
    op.create_index(
        "ix_observation_place",
        "observation",
        ["effective_on", "household_id"],
        postgresql_where=sa.text("field in ('village_code', 'region_path')"),
    )
    op.create_index(
        "ix_observation_change_id", "observation", ["change_id"], postgresql_where=sa.text("change_id is not null")
    )


def downgrade() -> None:
    op.execute("drop function rewound_extra(jsonb, jsonb)")
    op.execute("drop trigger person_files_membership on person")
    op.execute("drop function file_membership()")
    for index in ("change_id", "place", "effective_on", "field", "person_id"):
        op.drop_index(f"ix_observation_{index}", "observation")
    for column in ("change_id", "is_correction", "effective_on", "valid_from"):
        op.drop_column("observation", column)
    op.drop_table("household_change")
    op.drop_table("membership")
