"""The ledger: accounts, journals and postings that the database keeps balanced, payments and their notices.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_accounts()
    create_journals()
    create_postings()
    create_payments()
    create_payment_notices()
    keep_books_for_good()
    keep_books_balanced()
    keep_received_payments()


def create_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("commodity", sa.String(10), nullable=False),
        sa.Column("side", sa.SmallInteger(), nullable=False),
        sa.Column("owner_kind", sa.String(40)),
        sa.Column("owner_id", sa.BigInteger()),
        sa.Column("household_id", sa.BigInteger()),
        sa.Column("region_path", sa.String(120, collation="C")),
        sa.Column("may_go_negative", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("code", name=op.f("uq_account_code")),
        sa.UniqueConstraint("id", "commodity", name=op.f("uq_account_id_commodity")),
        sa.ForeignKeyConstraint(
            ["household_id", "region_path"],
            ["household.id", "household.region_path"],
            name=op.f("fk_account_household_id_region_path_household"),
            onupdate="CASCADE",
        ),
        sa.CheckConstraint(
            "kind in ('asset', 'expense', 'points', 'liability', 'income', 'equity')",
            name=op.f("ck_account_account_kind"),
        ),
        sa.CheckConstraint("owner_kind in ('household', 'organisation')", name=op.f("ck_account_owner_kind")),
        sa.CheckConstraint("commodity = 'points' or commodity ~ '^[A-Z]{3}$'", name=op.f("ck_account_commodity")),
        sa.CheckConstraint(
            "side = case when kind in ('asset', 'expense', 'points') then 1 else -1 end", name=op.f("ck_account_side")
        ),
        sa.CheckConstraint("may_go_negative or balance_minor >= 0", name=op.f("ck_account_not_below_zero")),
        sa.CheckConstraint("(owner_kind is null) = (owner_id is null)", name=op.f("ck_account_owner")),
        sa.CheckConstraint(
            "household_id is not distinct from case when owner_kind = 'household' then owner_id end"
            " and (household_id is null) = (region_path is null)",
            name=op.f("ck_account_household"),
        ),
        sa.CheckConstraint(
            "not (commodity = 'points' and household_id is not null and may_go_negative)",
            name=op.f("ck_account_points"),
        ),
    )
    op.create_index("ix_account_owner_kind_owner_id", "account", ["owner_kind", "owner_id"])
    op.create_index("ix_account_household_id", "account", ["household_id"])
    op.create_index("ix_account_region_path", "account", ["region_path"])


def create_journals() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("description", sa.String(300), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger()),
        sa.Column("source_kind", sa.String(40), nullable=False),
        sa.Column("source_id", sa.BigInteger()),
        sa.Column("reverses_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("reference", name=op.f("uq_journal_reference")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_journal_reverses_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["journal.id"], name=op.f("fk_journal_reverses_id_journal")),
    )
    op.create_index("ix_journal_source_kind_source_id", "journal", ["source_kind", "source_id"])


def create_postings() -> None:
    op.create_table(
        "posting",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("commodity", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_posting_journal_id_journal")),
        sa.ForeignKeyConstraint(
            ["account_id", "commodity"],
            ["account.id", "account.commodity"],
            name=op.f("fk_posting_account_id_commodity_account"),
        ),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_posting_not_zero")),
    )
    op.create_index("ix_posting_account_id_id", "posting", ["account_id", "id"])
    op.create_index("ix_posting_journal_id", "posting", ["journal_id"])


def create_payments() -> None:
    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.BigInteger()),
        sa.Column("payer_name", sa.String(120), nullable=False),
        sa.Column("payer_organisation_id", sa.BigInteger()),
        sa.Column("household_id", sa.BigInteger()),
        sa.Column("region_path", sa.String(120, collation="C")),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("idempotency_key", sa.String(120), nullable=False),
        sa.Column("provider_reference", sa.String(255)),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("recorded_by", sa.BigInteger()),
        sa.Column("confirmed_by", sa.BigInteger()),
        sa.Column("journal_id", sa.BigInteger()),
        sa.Column("flag", sa.String(300)),
        sa.Column("end_reason", sa.String(300)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("reference", name=op.f("uq_payment_reference")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_payment_idempotency_key")),
        sa.UniqueConstraint("provider_reference", name=op.f("uq_payment_provider_reference")),
        sa.UniqueConstraint("journal_id", name=op.f("uq_payment_journal_id")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_payment_journal_id_journal")),
        sa.ForeignKeyConstraint(
            ["household_id", "region_path"],
            ["household.id", "household.region_path"],
            name=op.f("fk_payment_household_id_region_path_household"),
            onupdate="CASCADE",
        ),
        sa.CheckConstraint(
            "purpose in ('donation', 'assistance', 'order', 'premium')", name=op.f("ck_payment_payment_purpose")
        ),
        sa.CheckConstraint("method in ('bank_transfer', 'stripe')", name=op.f("ck_payment_payment_method")),
        sa.CheckConstraint(
            "status in ('intended', 'pending', 'settled', 'failed', 'cancelled')",
            name=op.f("ck_payment_payment_status"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payment_amount")),
        sa.CheckConstraint("fee_minor between 0 and amount_minor", name=op.f("ck_payment_fee")),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_payment_currency")),
        sa.CheckConstraint("(household_id is null) = (region_path is null)", name=op.f("ck_payment_household")),
        sa.CheckConstraint(
            "(status = 'settled') = (settled_at is not null and journal_id is not null)",
            name=op.f("ck_payment_settled"),
        ),
        sa.CheckConstraint("confirmed_by <> recorded_by", name=op.f("ck_payment_second_person")),
    )
    op.create_index("ix_payment_subject_kind_subject_id", "payment", ["subject_kind", "subject_id"])
    op.create_index("ix_payment_status_created_at", "payment", ["status", "created_at"])
    op.create_index("ix_payment_payer_organisation_id", "payment", ["payer_organisation_id"])
    op.create_index("ix_payment_household_id", "payment", ["household_id"])
    op.create_index("ix_payment_region_path", "payment", ["region_path"])


def create_payment_notices() -> None:
    op.create_table(
        "payment_notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("provider", sa.String(40), nullable=False),
        sa.Column("event_id", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(120), nullable=False),
        sa.Column("provider_reference", sa.String(255)),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_notice")),
        sa.UniqueConstraint("provider", "event_id", name=op.f("uq_payment_notice_provider_event_id")),
    )


def keep_books_for_good() -> None:
    """A journal and its postings are written once: a mistake is undone by a reversal, never by a change."""
    op.execute(
        """
        create function ledger_refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception 'rows of % are never changed or removed: post a reversal', tg_table_name
                using errcode = 'restrict_violation';
        end $$
        """
    )
    for table in ("journal", "posting"):
        op.execute(
            f"create trigger {table}_is_final before update or delete or truncate on {table}"
            " for each statement execute function ledger_refuse_change()"
        )


def keep_books_balanced() -> None:
    """A journal's lines are written in one statement, and balance when the transaction ends.

    The balance is checked once for each journal, not for each line, which halves what a batch costs; that lines come
    only once closes the way to unbalance a journal afterwards.
    """
    op.execute(
        """
        create function ledger_check_balance() returns trigger language plpgsql as $$
        declare
            has_lines boolean := false;
            total numeric;
        begin
            for total in select sum(amount_minor) from posting where journal_id = new.id group by commodity loop
                has_lines := true;
                if total <> 0 then
                    raise exception 'journal % does not balance', new.reference using errcode = 'check_violation';
                end if;
            end loop;
            if not has_lines then
                raise exception 'journal % has no lines', new.reference using errcode = 'check_violation';
            end if;
            return null;
        end $$
        """
    )
    op.execute(
        "create constraint trigger journal_balances after insert on journal"
        " deferrable initially deferred for each row execute function ledger_check_balance()"
    )
    op.execute(
        """
        create function ledger_refuse_late_lines() returns trigger language plpgsql as $$
        begin
            if exists (select from posting
                       where journal_id in (select journal_id from added) and id not in (select id from added)) then
                raise exception 'the lines of a journal are written in one statement' using errcode = 'check_violation';
            end if;
            return null;
        end $$
        """
    )
    op.execute(
        "create trigger posting_comes_once after insert on posting referencing new table as added"
        " for each statement execute function ledger_refuse_late_lines()"
    )


def keep_received_payments() -> None:
    """What was asked for does not change, and money received stays received."""
    op.execute(
        """
        create function ledger_keep_payment() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' then
                raise exception 'payment % is kept', old.reference using errcode = 'restrict_violation';
            end if;
            if (old.amount_minor, old.currency, old.method, old.reference, old.idempotency_key)
                is distinct from (new.amount_minor, new.currency, new.method, new.reference, new.idempotency_key) then
                raise exception 'payment %: what was asked for does not change', old.reference
                    using errcode = 'restrict_violation';
            end if;
            if old.status = 'settled' and (new.status, new.fee_minor, new.journal_id)
                is distinct from (old.status, old.fee_minor, old.journal_id) then
                raise exception 'payment % was received and stays so', old.reference
                    using errcode = 'restrict_violation';
            end if;
            return new;
        end $$
        """
    )
    op.execute(
        "create trigger payment_is_kept before update or delete on payment"
        " for each row execute function ledger_keep_payment()"
    )


def downgrade() -> None:
    op.drop_table("payment_notice")
    op.drop_table("payment")
    op.drop_table("posting")
    op.drop_table("journal")
    op.drop_table("account")
    op.execute("drop function ledger_keep_payment()")
    op.execute("drop function ledger_refuse_late_lines()")
    op.execute("drop function ledger_check_balance()")
    op.execute("drop function ledger_refuse_change()")
