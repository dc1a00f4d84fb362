"""Record linkage: runs, pairs, decisions, merges."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def code_list(name: str, *values: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def identity() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def words(name: str, length: int, *, nullable: bool = False, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length=length), server_default=default, nullable=nullable)


def document(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), server_default=default, nullable=nullable)


def place(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=120, collation="C"), nullable=nullable)


def key(table: str, column: str, target: str, **options: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), **options
    )


def create_runs() -> None:
    op.create_table(
        "link_run",
        identity(),
        sa.Column("kind", code_list("link_run_kind", "register", "changed", "import", "file"), nullable=False),
        sa.Column(
            "state",
            code_list("link_run_state", "waiting", "running", "finished", "stopped", "failed"),
            nullable=False,
        ),
        sa.Column("step", code_list("link_step", "reading", "scoring", "writing"), nullable=True),
        place("scope_path"),
        moment("since", nullable=True),
        number("import_run_id", nullable=True),
        words("source_name", 200, nullable=True),
        document("settings", default="{}"),
        document("counts", default="{}"),
        document("stopped", nullable=True),
        moment("started_at"),
        number("started_by_id", nullable=True),
        words("started_by", 120),
        moment("finished_at", nullable=True),
        key("link_run", "import_run_id", "import_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_run")),
        sa.UniqueConstraint("import_run_id", name=op.f("uq_link_run_import_run_id")),
    )
    op.create_index("ix_link_run_started_at", "link_run", ["started_at"])
    op.create_table(
        "link_record",
        identity(),
        number("run_id"),
        words("record_key", 80),
        place("region_path", nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        key("link_record", "run_id", "link_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_record")),
        sa.UniqueConstraint("run_id", "record_key", name=op.f("uq_link_record_run_id_record_key")),
    )


def create_pairs() -> None:
    states = ("open", "unsure", "same", "merged", "different", "cleared")
    op.create_table(
        "link_pair",
        identity(),
        number("left_id"),
        number("right_id", nullable=True),
        number("record_id", nullable=True),
        sa.Column("state", code_list("pair_state", *states), nullable=False),
        sa.Column("certainty", code_list("certainty", "likely", "possible"), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("prior", sa.SmallInteger(), nullable=False),
        document("reasons"),
        number("run_id"),
        number("last_run_id"),
        moment("found_at"),
        moment("checked_at"),
        sa.Column("cleared_for", code_list("cleared_for", "changed", "left", "merged"), nullable=True),
        key("link_pair", "left_id", "person", ondelete="CASCADE"),
        key("link_pair", "right_id", "person", ondelete="CASCADE"),
        key("link_pair", "record_id", "link_record"),
        key("link_pair", "run_id", "link_run"),
        key("link_pair", "last_run_id", "link_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_pair")),
    )
    for column in ("left_id", "right_id", "run_id", "record_id"):
        op.create_index(f"ix_link_pair_{column}", "link_pair", [column])
    undecided = sa.text("state in ('open', 'unsure')")
    op.create_index("ix_link_pair_undecided", "link_pair", ["weight", "id"], postgresql_where=undecided)
    for name, column in (("people", "right_id"), ("record", "record_id")):
        op.create_index(
            f"uq_link_pair_{name}",
            "link_pair",
            ["left_id", column],
            unique=True,
            postgresql_where=sa.text(f"{column} is not null"),
        )


def create_decisions() -> None:
    standing = sa.text("undone_at is null")
    op.create_table(
        "link_decision",
        identity(),
        number("pair_id"),
        sa.Column("verdict", code_list("verdict", "same", "different", "unsure"), nullable=False),
        words("reason", 400, default=""),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        moment("decided_at"),
        number("decided_by_id", nullable=True),
        words("decided_by", 120),
        moment("undone_at", nullable=True),
        words("undone_by", 120, nullable=True),
        words("undo_reason", 400, nullable=True),
        key("link_decision", "pair_id", "link_pair"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_decision")),
    )
    op.create_index("ix_link_decision_pair_id", "link_decision", ["pair_id"])
    op.create_index("ix_link_decision_decided_at", "link_decision", ["decided_at"])
    op.create_index("uq_link_decision_standing", "link_decision", ["pair_id"], unique=True, postgresql_where=standing)
    op.create_table(
        "person_merge",
        identity(),
        number("decision_id"),
        number("kept_id"),
        number("merged_id"),
        sa.Column("fields", postgresql.ARRAY(sa.String(length=60)), server_default="{}", nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        moment("merged_at"),
        number("merged_by_id", nullable=True),
        words("merged_by", 120),
        moment("undone_at", nullable=True),
        words("undone_by", 120, nullable=True),
        key("person_merge", "decision_id", "link_decision"),
        key("person_merge", "kept_id", "person"),
        key("person_merge", "merged_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index("ix_person_merge_kept_id", "person_merge", ["kept_id"])
    op.create_index("uq_person_merge_merged_id", "person_merge", ["merged_id"], unique=True, postgresql_where=standing)


def upgrade() -> None:
    create_runs()
    create_pairs()
    create_decisions()


def downgrade() -> None:
    for table in ("person_merge", "link_decision", "link_pair", "link_record", "link_run"):
        op.drop_table(table)
