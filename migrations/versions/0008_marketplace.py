"""Tables of the market: offers of help, requests, goods, the counties that may sell, donations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UNITS = (
    "grant",
    "piece",
    "set",
    "bag",
    "box",
    "bottle",
    "kilogram",
    "jin",
    "head",
    "place",
    "job",
    "hour",
    "day",
)


def upgrade() -> None:
    create_assistance_offer()
    create_assistance_request()
    create_listing()
    create_market_county()
    create_donation()


def downgrade() -> None:
    for table in ("donation", "market_county", "listing", "assistance_request", "assistance_offer"):
        op.drop_table(table)


def code_list(*values: str, name: str) -> sa.Enum:
    """Return a text column type that takes the listed values only."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def create_assistance_offer() -> None:
    op.create_table(
        "assistance_offer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind", code_list("money", "goods", "jobs", "training", "technology", name="offer_kind"), nullable=False
        ),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("title_zh", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", code_list(*UNITS, name="unit_word"), nullable=False),
        sa.Column("unit_value_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("taken", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), server_default="", nullable=False),
        sa.Column("causes", postgresql.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("conditions", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", code_list("draft", "open", "paused", "closed", name="offer_state"), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cardinality(causes) > 0", name=op.f("ck_assistance_offer_causes")),
        sa.CheckConstraint("kind <> 'money' or unit_value_minor is not null", name=op.f("ck_assistance_offer_money")),
        sa.CheckConstraint(
            "state not in ('open', 'paused') or published_at is not null", name=op.f("ck_assistance_offer_published")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_assistance_offer_quantity")),
        sa.CheckConstraint(
            "reserved >= 0 and taken >= 0 and reserved + taken <= quantity", name=op.f("ck_assistance_offer_stock")
        ),
        sa.CheckConstraint("unit_value_minor > 0", name=op.f("ck_assistance_offer_unit_value")),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_assistance_offer_valid_dates")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_assistance_offer_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["posted_by_id"], ["app_user.id"], name=op.f("fk_assistance_offer_posted_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistance_offer")),
    )
    op.create_index("ix_assistance_offer_organisation_id", "assistance_offer", ["organisation_id"], unique=False)
    op.create_index("ix_assistance_offer_region_path", "assistance_offer", ["region_path", "state"], unique=False)


def create_assistance_request() -> None:
    op.create_table(
        "assistance_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("household_id", sa.BigInteger(), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("measure_id", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=400), server_default="", nullable=False),
        sa.Column(
            "state",
            code_list("requested", "accepted", "declined", "withdrawn", "delivered", name="request_state"),
            nullable=False,
        ),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=400), server_default="", nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state in ('accepted', 'declined', 'delivered')) <= (answered_at is not null)",
            name=op.f("ck_assistance_request_answered"),
        ),
        sa.CheckConstraint(
            "(state = 'delivered') = (delivered_on is not null)", name=op.f("ck_assistance_request_delivered")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_assistance_request_quantity")),
        sa.CheckConstraint("state <> 'declined' or reason <> ''", name=op.f("ck_assistance_request_reason")),
        sa.CheckConstraint("answered_by_id <> requested_by_id", name=op.f("ck_assistance_request_second_person")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["app_user.id"], name=op.f("fk_assistance_request_answered_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["household_id", "region_path"],
            ["household.id", "household.region_path"],
            name=op.f("fk_assistance_request_household_id_region_path_household"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["assistance_offer.id"], name=op.f("fk_assistance_request_offer_id_assistance_offer")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["app_user.id"], name=op.f("fk_assistance_request_requested_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistance_request")),
        sa.UniqueConstraint("number", name=op.f("uq_assistance_request_number")),
    )
    op.create_index("ix_assistance_request_household_id", "assistance_request", ["household_id"], unique=False)
    op.create_index("ix_assistance_request_offer_id", "assistance_request", ["offer_id", "state"], unique=False)
    op.create_index("ix_assistance_request_region_path", "assistance_request", ["region_path", "state"], unique=False)
    op.create_index(
        "uq_assistance_request_open",
        "assistance_request",
        ["household_id", "offer_id"],
        unique=True,
        postgresql_where=sa.text("state in ('requested', 'accepted')"),
    )


def create_listing() -> None:
    op.create_table(
        "listing",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("title_zh", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("unit", code_list(*UNITS, name="unit_word"), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False),
        sa.Column("stock", sa.BigInteger(), nullable=False),
        sa.Column("season_from", sa.Date(), nullable=True),
        sa.Column("season_until", sa.Date(), nullable=True),
        sa.Column("role", code_list("producer", "trader", name="seller_role"), nullable=False),
        sa.Column("mandate", sa.String(length=200), server_default="", nullable=False),
        sa.Column(
            "state", code_list("draft", "waiting", "published", "withdrawn", name="listing_state"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recommended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recommended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("county_note", sa.String(length=400), server_default="", nullable=False),
        sa.CheckConstraint(
            "role <> 'trader' or state in ('draft', 'withdrawn') or mandate <> ''", name=op.f("ck_listing_mandate")
        ),
        sa.CheckConstraint("price_minor > 0", name=op.f("ck_listing_price")),
        sa.CheckConstraint(
            "state <> 'published' or recommended_at is not null", name=op.f("ck_listing_recommended")
        ),
        sa.CheckConstraint(
            "(season_from is null) = (season_until is null) and season_until >= season_from",
            name=op.f("ck_listing_season"),
        ),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_listing_stock")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_listing_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["recommended_by_id"], ["app_user.id"], name=op.f("fk_listing_recommended_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
    )
    op.create_index("ix_listing_organisation_id", "listing", ["organisation_id"], unique=False)
    op.create_index("ix_listing_region_path", "listing", ["region_path", "state"], unique=False)


def create_market_county() -> None:
    op.create_table(
        "market_county",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("region_path", sa.String(length=120, collation="C"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("admitted_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("valid_until >= valid_from", name=op.f("ck_market_county_valid_dates")),
        sa.ForeignKeyConstraint(
            ["admitted_by_id"], ["app_user.id"], name=op.f("fk_market_county_admitted_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_county")),
        sa.UniqueConstraint("region_path", name=op.f("uq_market_county_region_path")),
    )


def create_donation() -> None:
    op.create_table(
        "donation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("form_key", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("donor_name", sa.String(length=120), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "purpose",
            code_list("any", "schooling", "health", "disaster", "livelihood", "housing", name="donation_purpose"),
            nullable=False,
        ),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_donation_amount")),
        sa.ForeignKeyConstraint(["given_by_id"], ["app_user.id"], name=op.f("fk_donation_given_by_id_app_user")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_donation_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_donation_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donation")),
        sa.UniqueConstraint("form_key", name=op.f("uq_donation_form_key")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_donation_payment_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_donation_reference")),
    )
    op.create_index("ix_donation_organisation_id", "donation", ["organisation_id"], unique=False)
