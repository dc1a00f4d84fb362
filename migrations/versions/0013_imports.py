"""Profiles edited on screen, contradictions between rounds, uploads and their progress, and what an undo needs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ENTITIES = ("household", "person", "income", "spending", "event")
STEPS = ("reading", "checking", "keeping", "writing")
OLD_STATES = ("staging", "staged", "committed", "discarded")
STATES = ("uploaded", "staging", "staged", "failed", "committing", "committed", "undone", "discarded")
MOMENT = sa.DateTime(timezone=True)


def document(name: str, nullable: bool = True) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=nullable)


def code_list(name: str, *values: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def identity() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def set_states(states: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_import_run_import_state"), "import_run")
    listed = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint(op.f("ck_import_run_import_state"), "import_run", f"state in ({listed})")


def run_columns() -> list[sa.Column]:
    return [
        sa.Column("profile_version", sa.Integer(), nullable=True),
        document("failure"),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.String(length=120), nullable=True),
    ]


def upgrade() -> None:
    set_states(STATES)
    for column in run_columns():
        op.add_column("import_run", column)
    op.add_column("staged_record", document("contradictions"))
    create_work()
    create_trace()
    create_contradiction()
    create_profiles()


def create_work() -> None:
    op.create_table(
        "import_upload",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        document("parts", nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_upload_run_id_import_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_import_upload")),
    )
    op.create_table(
        "import_progress",
        sa.Column("run_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", code_list("import_step", *STEPS), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("percent", sa.SmallInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_import_progress")),
        prefixes=["UNLOGGED"],
    )


def create_trace() -> None:
    op.create_table(
        "import_trace",
        sa.Column("run_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entity", code_list("staged_entity", *ENTITIES), nullable=False),
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        document("before"),
        document("after"),
        sa.PrimaryKeyConstraint("run_id", "entity", "record_id", name=op.f("pk_import_trace")),
    )


def create_contradiction() -> None:
    op.create_table(
        "import_contradiction",
        identity(),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("old_value", sa.String(length=80), nullable=True),
        sa.Column("new_value", sa.String(length=80), nullable=False),
        sa.Column("sealed_value", sa.LargeBinary(), nullable=True),
        sa.Column("value_key", sa.String(length=80), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("state", code_list("contradiction_state", "open", "taken", "kept", "other_person"), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_import_contradiction_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_contradiction_run_id_import_run")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["app_user.id"], name=op.f("fk_import_contradiction_decided_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_contradiction")),
        sa.UniqueConstraint(
            "person_id", "field", "value_key", name=op.f("uq_import_contradiction_person_id_field_value_key")
        ),
    )
    op.create_index("ix_import_contradiction_run_id", "import_contradiction", ["run_id"])
    op.create_index("ix_import_contradiction_state", "import_contradiction", ["state", "id"])


def create_profiles() -> None:
    op.create_table(
        "import_profile",
        identity(),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("copied_from", sa.String(length=120), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_profile")),
        sa.UniqueConstraint("name", name=op.f("uq_import_profile_name")),
    )
    op.create_index("ix_import_profile_region_path", "import_profile", ["region_path"])
    op.create_table(
        "import_profile_version",
        identity(),
        sa.Column("profile_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("remark", sa.String(length=200), server_default="", nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("saved_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["import_profile.id"],
            name=op.f("fk_import_profile_version_profile_id_import_profile"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["app_user.id"], name=op.f("fk_import_profile_version_saved_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_profile_version")),
        sa.UniqueConstraint("profile_id", "number", name=op.f("uq_import_profile_version_profile_id_number")),
    )


def downgrade() -> None:
    tables = (
        "import_profile_version", "import_profile", "import_contradiction", "import_trace", "import_progress",
        "import_upload",
    )  # fmt: skip
    for table in tables:
        op.drop_table(table)
    op.drop_column("staged_record", "contradictions")
    for column in reversed(run_columns()):
        op.drop_column("import_run", column.name)
    set_states(OLD_STATES)
