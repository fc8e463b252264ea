"""Money: payments, refunds and their ledger; packages and credits; promo codes; what series and receipts need."""

import sqlalchemy as sa
from alembic import op

import db.models.base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "packages",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_days", sa.BigInteger(), nullable=False),
        sa.Column("is_digital", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("archived_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("credits BETWEEN 1 AND 1000", name=op.f("ck_packages_credits")),
        sa.CheckConstraint("length(description) <= 500", name=op.f("ck_packages_description_short")),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_packages_name_short")),
        sa.CheckConstraint("price > 0", name=op.f("ck_packages_price")),
        sa.CheckConstraint("valid_days BETWEEN 1 AND 3660", name=op.f("ck_packages_valid_days")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_packages_host_id_hosts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
        sa.UniqueConstraint("code", name=op.f("uq_packages_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("packages") as batch_op:
        batch_op.create_index(batch_op.f("ix_packages_host_id"), ["host_id"], unique=False)

    op.create_table(
        "promo_codes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("uses_limit", sa.BigInteger(), nullable=True),
        sa.Column("used", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("starts_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("ends_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("archived_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("(percent IS NULL) != (amount IS NULL)", name=op.f("ck_promo_codes_one_of_two")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_promo_codes_amount")),
        sa.CheckConstraint("length(code) <= 32", name=op.f("ck_promo_codes_code_short")),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name=op.f("ck_promo_codes_percent")),
        sa.CheckConstraint(
            "used >= 0 AND (uses_limit IS NULL OR used <= uses_limit)", name=op.f("ck_promo_codes_used")
        ),
        sa.CheckConstraint("uses_limit >= 1", name=op.f("ck_promo_codes_uses_limit")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_promo_codes_host_id_hosts")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_promo_codes_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promo_codes")),
        sa.UniqueConstraint("host_id", "code", name=op.f("uq_promo_codes_host_id_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("place", "package", "fee", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("payer_id", sa.BigInteger(), nullable=True),
        sa.Column("host_id", sa.BigInteger(), nullable=True),
        sa.Column("registration_id", sa.BigInteger(), nullable=True),
        sa.Column("package_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "provider",
            sa.Enum(
                "telegram", "stars", "stripe", name="provider", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "succeeded",
                "failed",
                "cancelled",
                "partially_refunded",
                "refunded",
                "disputed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("charge_id", sa.Text(), nullable=True),
        sa.Column("provider_charge_id", sa.Text(), nullable=True),
        sa.Column("checkout_id", sa.Text(), nullable=True),
        sa.Column("checkout_url", sa.Text(), nullable=True),
        sa.Column("duplicate_of_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("approved_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("succeeded_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("failed_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("cancelled_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("disputed_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), server_default="", nullable=False),
        sa.Column("receipt_number", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'failed', 'cancelled') OR charge_id IS NOT NULL", name=op.f("ck_payments_charged")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount")),
        sa.CheckConstraint("length(failure) <= 500", name=op.f("ck_payments_failure_short")),
        sa.CheckConstraint("refunded BETWEEN 0 AND amount", name=op.f("ck_payments_refunded")),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["payments.id"], name=op.f("fk_payments_duplicate_of_id_payments")
        ),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_payments_host_id_hosts")),
        sa.ForeignKeyConstraint(["package_id"], ["packages.id"], name=op.f("fk_payments_package_id_packages")),
        sa.ForeignKeyConstraint(["payer_id"], ["users.id"], name=op.f("fk_payments_payer_id_users")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_payments_registration_id_registrations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_payments_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("charge_id", name=op.f("uq_payments_charge_id")),
        sa.UniqueConstraint("checkout_id", name=op.f("uq_payments_checkout_id")),
        sa.UniqueConstraint("host_id", "receipt_number", name=op.f("uq_payments_host_id_receipt_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_payments_reference")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("payments") as batch_op:
        batch_op.create_index("ix_payments_host_id_succeeded_at", ["host_id", "succeeded_at"], unique=False)
        batch_op.create_index(
            "ix_payments_pending",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("status = 'pending'"),
            postgresql_where=sa.text("status = 'pending'"),
        )
        batch_op.create_index(batch_op.f("ix_payments_provider_charge_id"), ["provider_charge_id"], unique=False)
        batch_op.create_index("ix_payments_registration_id", ["registration_id"], unique=False)
        batch_op.create_index("ix_payments_user_id_created_at", ["user_id", "created_at"], unique=False)
        batch_op.create_index(
            "uq_payments_pending",
            ["registration_id", "provider", "kind"],
            unique=True,
            sqlite_where=sa.text("status = 'pending'"),
            postgresql_where=sa.text("status = 'pending'"),
        )

    op.create_table(
        "promo_uses",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("promo_code_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=True),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_off", sa.BigInteger(), nullable=False),
        sa.Column("at", db.models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_promo_uses_payment_id_payments")),
        sa.ForeignKeyConstraint(
            ["promo_code_id"], ["promo_codes.id"], name=op.f("fk_promo_uses_promo_code_id_promo_codes")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_promo_uses_registration_id_registrations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_promo_uses_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promo_uses")),
        sa.UniqueConstraint("promo_code_id", "user_id", name=op.f("uq_promo_uses_promo_code_id_user_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "purchases",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("package_id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("bought_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_purchases_name_short")),
        sa.CheckConstraint("remaining BETWEEN 0 AND credits", name=op.f("ck_purchases_remaining")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_purchases_host_id_hosts")),
        sa.ForeignKeyConstraint(["package_id"], ["packages.id"], name=op.f("fk_purchases_package_id_packages")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_purchases_payment_id_payments")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_purchases_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_purchases_payment_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("purchases") as batch_op:
        batch_op.create_index("ix_purchases_expires_at", ["expires_at"], unique=False)
        batch_op.create_index("ix_purchases_user_id_host_id", ["user_id", "host_id", "expires_at"], unique=False)

    op.create_table(
        "refunds",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "cancelled",
                "session_cancelled",
                "by_hand",
                "late",
                "twice",
                "mismatch",
                "external",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "owed",
                "pending",
                "succeeded",
                "failed",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("requested_by_id", sa.BigInteger(), nullable=True),
        sa.Column("provider_refund_id", sa.Text(), nullable=True),
        sa.Column("round", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("is_by_hand", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("due_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("leased_until", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("sent_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("succeeded_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("failed_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_amount")),
        sa.CheckConstraint("length(failure) <= 500", name=op.f("ck_refunds_failure_short")),
        sa.CheckConstraint("length(reason) <= 300", name=op.f("ck_refunds_reason_short")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_refunds_payment_id_payments")),
        sa.ForeignKeyConstraint(["requested_by_id"], ["users.id"], name=op.f("fk_refunds_requested_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("provider_refund_id", name=op.f("uq_refunds_provider_refund_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_refunds_reference")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("refunds") as batch_op:
        batch_op.create_index(
            "ix_refunds_open",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("status IN ('owed', 'pending', 'failed')"),
            postgresql_where=sa.text("status IN ('owed', 'pending', 'failed')"),
        )
        batch_op.create_index(batch_op.f("ix_refunds_payment_id"), ["payment_id"], unique=False)

    op.create_table(
        "credit_entries",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("purchase_id", sa.BigInteger(), nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "cause",
            sa.Enum(
                "bought",
                "used",
                "returned",
                "corrected",
                "refunded",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("round", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("amount != 0", name=op.f("ck_credit_entries_amount")),
        sa.CheckConstraint("length(reason) <= 300", name=op.f("ck_credit_entries_reason_short")),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_credit_entries_actor_id_users")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_credit_entries_purchase_id_purchases")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_credit_entries_registration_id_registrations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_entries")),
        sa.UniqueConstraint(
            "registration_id", "cause", "round", name=op.f("uq_credit_entries_registration_id_cause_round")
        ),
        sqlite_strict=True,
    )
    with op.batch_alter_table("credit_entries") as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_entries_purchase_id"), ["purchase_id"], unique=False)

    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("refund_id", sa.BigInteger(), nullable=True),
        sa.Column("host_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "account",
            sa.Enum(
                "received",
                "places",
                "packages",
                "fees",
                "suspense",
                "refunds_due",
                "refunded",
                "disputed",
                name="account",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("amount != 0", name=op.f("ck_ledger_entries_amount")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_ledger_entries_host_id_hosts")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_ledger_entries_payment_id_payments")),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_ledger_entries_refund_id_refunds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("ledger_entries") as batch_op:
        batch_op.create_index("ix_ledger_entries_host_id_at", ["host_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entries_payment_id"), ["payment_id"], unique=False)

    with op.batch_alter_table("hosts", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.add_column(sa.Column("legal_name", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("tax_line", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("receipts", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.create_check_constraint(batch_op.f("ck_hosts_legal_name_short"), "length(legal_name) <= 120")
        batch_op.create_check_constraint(batch_op.f("ck_hosts_tax_line_short"), "length(tax_line) <= 200")

    with op.batch_alter_table("registrations", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.add_column(sa.Column("refund_tiers", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("credits", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("pays_by_credit", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("hold_renewals", sa.BigInteger(), server_default="0", nullable=False))

    with op.batch_alter_table("series", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.add_column(sa.Column("refund_tiers", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("late_fee", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("credits", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("is_digital", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_check_constraint(batch_op.f("ck_series_late_fee"), "late_fee >= 0")
        batch_op.create_check_constraint(batch_op.f("ck_series_credits"), "credits BETWEEN 0 AND 100")

    with op.batch_alter_table("users", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.add_column(sa.Column("stripe_customer_id", sa.Text(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_users_stripe_customer_id"), ["stripe_customer_id"])


def downgrade() -> None:
    with op.batch_alter_table("users", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_users_stripe_customer_id"), type_="unique")
        batch_op.drop_column("stripe_customer_id")

    with op.batch_alter_table("series", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_series_late_fee"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_series_credits"), type_="check")
        batch_op.drop_column("is_digital")
        batch_op.drop_column("credits")
        batch_op.drop_column("late_fee")
        batch_op.drop_column("refund_tiers")

    with op.batch_alter_table("registrations", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_column("hold_renewals")
        batch_op.drop_column("pays_by_credit")
        batch_op.drop_column("credits")
        batch_op.drop_column("refund_tiers")

    with op.batch_alter_table("hosts", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_hosts_legal_name_short"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_hosts_tax_line_short"), type_="check")
        batch_op.drop_column("receipts")
        batch_op.drop_column("tax_line")
        batch_op.drop_column("legal_name")

    with op.batch_alter_table("ledger_entries") as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entries_payment_id"))
        batch_op.drop_index("ix_ledger_entries_host_id_at")

    op.drop_table("ledger_entries")
    with op.batch_alter_table("credit_entries") as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_entries_purchase_id"))

    op.drop_table("credit_entries")
    with op.batch_alter_table("refunds") as batch_op:
        batch_op.drop_index(batch_op.f("ix_refunds_payment_id"))
        batch_op.drop_index(
            "ix_refunds_open",
            sqlite_where=sa.text("status IN ('owed', 'pending', 'failed')"),
            postgresql_where=sa.text("status IN ('owed', 'pending', 'failed')"),
        )

    op.drop_table("refunds")
    with op.batch_alter_table("purchases") as batch_op:
        batch_op.drop_index("ix_purchases_user_id_host_id")
        batch_op.drop_index("ix_purchases_expires_at")

    op.drop_table("purchases")
    op.drop_table("promo_uses")
    with op.batch_alter_table("payments") as batch_op:
        batch_op.drop_index(
            "uq_payments_pending",
            sqlite_where=sa.text("status = 'pending'"),
            postgresql_where=sa.text("status = 'pending'"),
        )
        batch_op.drop_index("ix_payments_user_id_created_at")
        batch_op.drop_index("ix_payments_registration_id")
        batch_op.drop_index(batch_op.f("ix_payments_provider_charge_id"))
        batch_op.drop_index(
            "ix_payments_pending",
            sqlite_where=sa.text("status = 'pending'"),
            postgresql_where=sa.text("status = 'pending'"),
        )
        batch_op.drop_index("ix_payments_host_id_succeeded_at")

    op.drop_table("payments")
    op.drop_table("promo_codes")
    with op.batch_alter_table("packages") as batch_op:
        batch_op.drop_index(batch_op.f("ix_packages_host_id"))

    op.drop_table("packages")
