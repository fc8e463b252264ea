"""Disputes of a payment one by one; the currency of what a code takes off; uses of codes that were given back.

Codes of before are in their host's currency; of uses that were given back none was kept.
"""

import sqlalchemy as sa
from alembic import op

import db.models.base

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

CURRENCIES = """
UPDATE promo_codes SET currency = (SELECT hosts.currency FROM hosts WHERE hosts.id = promo_codes.host_id)
WHERE amount IS NOT NULL"""
STANDS = sa.text("returned_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("payments", table_kwargs={"sqlite_strict": True}) as payments:
        payments.add_column(sa.Column("disputes", sa.JSON(), nullable=True))
    with op.batch_alter_table("promo_codes", table_kwargs={"sqlite_strict": True}) as codes:
        codes.add_column(sa.Column("currency", sa.Text(), nullable=True))
    op.execute(CURRENCIES)
    with op.batch_alter_table("promo_codes", table_kwargs={"sqlite_strict": True}) as codes:
        codes.create_check_constraint(op.f("ck_promo_codes_currency"), "(amount IS NULL) = (currency IS NULL)")
    with op.batch_alter_table("promo_uses", table_kwargs={"sqlite_strict": True}) as uses:
        uses.add_column(sa.Column("returned_at", db.models.base.Instant(timezone=True), nullable=True))
        uses.drop_constraint(op.f("uq_promo_uses_promo_code_id_user_id"), type_="unique")
        uses.create_index(
            "uq_promo_uses_standing",
            ["promo_code_id", "user_id"],
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        )


def downgrade() -> None:
    op.execute("DELETE FROM promo_uses WHERE returned_at IS NOT NULL")
    with op.batch_alter_table("promo_uses", table_kwargs={"sqlite_strict": True}) as uses:
        uses.drop_index("uq_promo_uses_standing")
        uses.create_unique_constraint(op.f("uq_promo_uses_promo_code_id_user_id"), ["promo_code_id", "user_id"])
        uses.drop_column("returned_at")
    with op.batch_alter_table("promo_codes", table_kwargs={"sqlite_strict": True}) as codes:
        codes.drop_constraint(op.f("ck_promo_codes_currency"), type_="check")
        codes.drop_column("currency")
    with op.batch_alter_table("payments", table_kwargs={"sqlite_strict": True}) as payments:
        payments.drop_column("disputes")
