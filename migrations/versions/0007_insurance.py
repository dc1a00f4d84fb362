"""Tables of insurance, and the triggers that keep every premium split to the cent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_insurance_product()
    create_premium_share()
    create_cover_application()
    create_application_share()
    keep_product_shares_whole()
    keep_application_shares_whole()
    keep_shares_as_they_were()


def downgrade() -> None:
    for table in ("application_share", "cover_application", "premium_share", "insurance_product"):
        op.drop_table(table)
    for function in (
        "insurance_keep_shares()",
        "insurance_check_application_shares()",
        "insurance_check_product_shares()",
    ):
        op.execute(f"drop function {function}")


def code_list(*values: str, name: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def create_insurance_product() -> None:
    op.create_table(
        "insurance_product",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            code_list("crop", "livestock", "accident", "illness", "property", "income", name="product_kind"),
            nullable=False,
        ),
        sa.Column("unit", code_list("mu", "head", "person", "household", name="cover_unit"), nullable=False),
        sa.Column("sum_insured_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        sa.Column("rate_ppm", sa.BigInteger(), nullable=False),
        sa.Column("causes", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("eligibility", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), server_default="", nullable=False),
        sa.Column("on_sale_from", sa.Date(), nullable=False),
        sa.Column("on_sale_until", sa.Date(), nullable=True),
        sa.Column("state", code_list("on_sale", "withdrawn", name="product_state"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("cardinality(causes) > 0", name=op.f("ck_insurance_product_causes")),
        sa.CheckConstraint("on_sale_until >= on_sale_from", name=op.f("ck_insurance_product_sale_dates")),
        sa.CheckConstraint("rate_ppm between 1 and 1000000", name=op.f("ck_insurance_product_rate")),
        sa.CheckConstraint("sum_insured_minor > 0", name=op.f("ck_insurance_product_sum_insured")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_insurance_product_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["app_user.id"], name=op.f("fk_insurance_product_published_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insurance_product")),
    )
    op.create_index("ix_insurance_product_organisation_id", "insurance_product", ["organisation_id"], unique=False)
    op.create_index("ix_insurance_product_region_path", "insurance_product", ["region_path"], unique=False)


def create_cover_application() -> None:
    op.create_table(
        "cover_application",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("units", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("sum_insured_minor", sa.BigInteger(), nullable=False),
        sa.Column("premium_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "state",
            code_list("drafted", "submitted", "accepted", "declined", "withdrawn", name="cover_state"),
            nullable=False,
        ),
        sa.Column("household_consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by_id", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=400), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state in ('accepted', 'declined')) = (decided_at is not null)", name=op.f("ck_cover_application_decided")
        ),
        sa.CheckConstraint(
            "state = 'drafted' or state = 'withdrawn' or household_consented_at is not null",
            name=op.f("ck_cover_application_consent"),
        ),
        sa.CheckConstraint("decided_by_id <> applied_by_id", name=op.f("ck_cover_application_second_person")),
        sa.CheckConstraint("sum_insured_minor > 0 and premium_minor > 0", name=op.f("ck_cover_application_amounts")),
        sa.CheckConstraint("units > 0", name=op.f("ck_cover_application_units")),
        sa.ForeignKeyConstraint(
            ["applied_by_id"], ["app_user.id"], name=op.f("fk_cover_application_applied_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["app_user.id"], name=op.f("fk_cover_application_decided_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id", "region_path"],
            ["household.id", "household.region_path"],
            name=op.f("fk_cover_application_household_id_region_path_household"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["insurance_product.id"], name=op.f("fk_cover_application_product_id_insurance_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_application")),
        sa.UniqueConstraint("number", name=op.f("uq_cover_application_number")),
    )
    op.create_index("ix_cover_application_household_id", "cover_application", ["household_id"], unique=False)
    op.create_index("ix_cover_application_product_id", "cover_application", ["product_id", "state"], unique=False)
    op.create_index("ix_cover_application_region_path", "cover_application", ["region_path", "state"], unique=False)
    op.create_index(
        "uq_cover_application_open",
        "cover_application",
        ["household_id", "product_id"],
        unique=True,
        postgresql_where=sa.text("state in ('drafted', 'submitted')"),
    )


def create_premium_share() -> None:
    op.create_table(
        "premium_share",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "payer", code_list("central", "province", "county", "enterprise", "household", name="payer"), nullable=False
        ),
        sa.Column("share_bps", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("share_bps between 1 and 10000", name=op.f("ck_premium_share_share")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["insurance_product.id"], name=op.f("fk_premium_share_product_id_insurance_product")
        ),
        sa.PrimaryKeyConstraint("product_id", "payer", name=op.f("pk_premium_share")),
    )


def create_application_share() -> None:
    op.create_table(
        "application_share",
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "payer", code_list("central", "province", "county", "enterprise", "household", name="payer"), nullable=False
        ),
        sa.Column("share_bps", sa.SmallInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_application_share_amount")),
        sa.CheckConstraint("share_bps between 1 and 10000", name=op.f("ck_application_share_share")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["cover_application.id"],
            name=op.f("fk_application_share_application_id_cover_application"),
        ),
        sa.PrimaryKeyConstraint("application_id", "payer", name=op.f("pk_application_share")),
    )


def keep_product_shares_whole() -> None:
    """Checked when the transaction ends, so that a product and its shares may be written one after another."""
    op.execute(
        """
        create function insurance_check_product_shares() returns trigger language plpgsql as $$
        declare
            checked bigint := case tg_table_name when 'premium_share' then (to_jsonb(new)->>'product_id')::bigint
                                                 else (to_jsonb(new)->>'id')::bigint end;
        begin
            if (select coalesce(sum(share_bps), 0) from premium_share where product_id = checked) <> 10000 then
                raise exception 'the shares of insurance product % do not add up to 10000', checked
                    using errcode = 'check_violation';
            end if;
            return null;
        end $$
        """
    )
    for table in ("insurance_product", "premium_share"):
        op.execute(
            f"create constraint trigger {table}_is_whole after insert on {table}"
            " deferrable initially deferred for each row execute function insurance_check_product_shares()"
        )


def keep_application_shares_whole() -> None:
    """An application's parts add up to its premium; checked when the transaction ends."""
    op.execute(
        """
        create function insurance_check_application_shares() returns trigger language plpgsql as $$
        declare
            checked bigint := case tg_table_name when 'application_share'
                                   then (to_jsonb(new)->>'application_id')::bigint
                                   else (to_jsonb(new)->>'id')::bigint end;
        begin
            if exists (
                select from cover_application a left join application_share s on s.application_id = a.id
                where a.id = checked group by a.id
                having coalesce(sum(s.amount_minor), 0) <> a.premium_minor or coalesce(sum(s.share_bps), 0) <> 10000
            ) then
                raise exception 'the parts of cover application % do not add up to its premium', checked
                    using errcode = 'check_violation';
            end if;
            return null;
        end $$
        """
    )
    op.execute(
        "create constraint trigger application_share_is_whole after insert on application_share"
        " deferrable initially deferred for each row execute function insurance_check_application_shares()"
    )
    op.execute(
        "create constraint trigger cover_application_is_whole after insert or update of premium_minor"
        " on cover_application deferrable initially deferred"
        " for each row execute function insurance_check_application_shares()"
    )


def keep_shares_as_they_were() -> None:
    """A share is written once; only the day its money came is added."""
    op.execute(
        """
        create function insurance_keep_shares() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' or to_jsonb(old) - 'paid_at' is distinct from to_jsonb(new) - 'paid_at' then
                raise exception 'a share of % is never changed or removed', tg_table_name
                    using errcode = 'restrict_violation';
            end if;
            return new;
        end $$
        """
    )
    for table in ("premium_share", "application_share"):
        op.execute(
            f"create trigger {table}_is_kept before update or delete on {table}"
            " for each row execute function insurance_keep_shares()"
        )
