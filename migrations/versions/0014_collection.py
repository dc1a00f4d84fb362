"""Field collection: forms, devices, submissions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

HOUSEHOLD_KEY = (["household_id", "region_path"], ["household.id", "household.region_path"])
SUBMISSION_STATES = ("incomplete", "waiting", "conflict", "staged", "landed", "returned", "discarded", "replaced")
ENTITIES = ("household", "person", "income", "spending", "event")
IMMUTABLE = """
create function form_version_is_immutable() returns trigger language plpgsql as $$
begin
    raise exception 'a published version of a form never changes: publish another one';
end $$;
create trigger form_version_is_immutable before update or delete on form_version
    for each row execute function form_version_is_immutable();
"""


def code_list(name: str, *values: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def key() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def path() -> sa.Column:
    return sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    create_forms()
    create_device()
    create_submission()
    create_submission_file()
    create_submission_decision()
    op.execute(IMMUTABLE)


def create_forms() -> None:
    op.create_table(
        "collection_form",
        key(),
        sa.Column("form_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        path(),
        sa.Column("state", code_list("form_state", "open", "closing", "closed"), nullable=False),
        moment("created_at"),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_form")),
        sa.UniqueConstraint("form_id", name=op.f("uq_collection_form_form_id")),
    )
    op.create_index(op.f("ix_collection_form_region_path"), "collection_form", ["region_path"])
    op.create_table(
        "form_version",
        key(),
        sa.Column("collection_form_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("xform", sa.Text(), nullable=False),
        sa.Column("md5", sa.String(length=32), nullable=False),
        sa.Column("workbook_key", sa.String(length=80), nullable=False),
        sa.Column("questions", postgresql.JSONB(), nullable=False),
        sa.Column("media", postgresql.JSONB(), nullable=False),
        sa.Column("lists", sa.ARRAY(sa.String(length=80)), nullable=False),
        sa.Column("warnings", sa.ARRAY(sa.Text()), nullable=False),
        moment("published_at"),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_form_id"],
            ["collection_form.id"],
            name=op.f("fk_form_version_collection_form_id_collection_form"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_version")),
        sa.UniqueConstraint("collection_form_id", "version", name=op.f("uq_form_version_collection_form_id_version")),
    )


def create_device() -> None:
    op.create_table(
        "device",
        key(),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        path(),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("form_ids", sa.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        moment("issued_at"),
        sa.Column("issued_by_id", sa.BigInteger(), nullable=True),
        sa.Column("issued_by", sa.String(length=120), nullable=False),
        moment("revoked_at", nullable=True),
        sa.Column("revoked_by", sa.String(length=120), nullable=True),
        moment("last_seen_at", nullable=True),
        sa.Column("last_seen_with", sa.String(length=160), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("name", name=op.f("uq_device_name")),
    )
    op.create_index(op.f("ix_device_region_path"), "device", ["region_path"])


def create_submission() -> None:
    op.create_table(
        "submission",
        key(),
        sa.Column("instance_id", sa.String(length=249), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("deprecated_id", sa.String(length=249), nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("form_version_id", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=True),
        path(),
        sa.Column("household_code", sa.String(length=40), nullable=False),
        sa.Column("head", sa.String(length=80), nullable=False),
        moment("base_mark", nullable=True),
        moment("finished_at", nullable=True),
        moment("received_at"),
        sa.Column("state", code_list("submission_state", *SUBMISSION_STATES), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("import_run_id", sa.BigInteger(), nullable=True),
        sa.Column("rows", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("reason", sa.String(length=400), server_default="", nullable=False),
        moment("decided_at", nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            *HOUSEHOLD_KEY, name=op.f("fk_submission_household_id_region_path_household"), onupdate="CASCADE"
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_submission_{column}_{table}"))
            for column, table in (
                ("replaces_id", "submission"),
                ("form_version_id", "form_version"),
                ("device_id", "device"),
                ("import_run_id", "import_run"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("instance_id", "content_hash", name=op.f("uq_submission_instance_id_content_hash")),
    )
    op.create_index("ix_submission_region_path", "submission", ["region_path", "received_at"])
    for column in (
        "household_code",
        "household_id",
        "state",
        "import_run_id",
        "form_version_id",
        "device_id",
        "replaces_id",
        "deprecated_id",
    ):
        op.create_index(f"ix_submission_{column}", "submission", [column])


def create_submission_file() -> None:
    op.create_table(
        "submission_file",
        key(),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", code_list("file_state", "awaited", "kept", "refused"), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("type", sa.String(length=60), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        moment("arrived_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_file_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_file")),
        sa.UniqueConstraint("submission_id", "name", name=op.f("uq_submission_file_submission_id_name")),
    )


def create_submission_decision() -> None:
    op.create_table(
        "submission_decision",
        key(),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=True),
        path(),
        sa.Column("household_code", sa.String(length=40), nullable=False),
        sa.Column("entity", code_list("staged_entity", *ENTITIES), nullable=False),
        sa.Column("record", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("said", postgresql.JSONB(), nullable=False),
        sa.Column("won", code_list("side_kind", "register", "submission"), nullable=False),
        sa.Column("won_submission_id", sa.BigInteger(), nullable=True),
        moment("decided_at"),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            *HOUSEHOLD_KEY, name=op.f("fk_submission_decision_household_id_region_path_household"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_decision_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["won_submission_id"], ["submission.id"], name=op.f("fk_submission_decision_won_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_decision")),
    )
    for column in ("household_code", "household_id", "submission_id"):
        op.create_index(f"ix_submission_decision_{column}", "submission_decision", [column])
    op.create_index("ix_submission_decision_region_path", "submission_decision", ["region_path", "decided_at"])


def downgrade() -> None:
    for table in ("submission_decision", "submission_file", "submission", "device", "form_version", "collection_form"):
        op.drop_table(table)
    op.execute("drop function form_version_is_immutable()")
