"""Codes hold from when they are made, and a use is of a registration: nothing ever said otherwise."""

import sqlalchemy as sa
from alembic import op

import db.models.base

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STRICT = {"sqlite_strict": True}
PAYMENT = "fk_promo_uses_payment_id_payments"


def upgrade() -> None:
    with op.batch_alter_table("promo_codes", table_kwargs=STRICT) as codes:
        codes.drop_column("starts_at")
    with op.batch_alter_table("promo_uses", table_kwargs=STRICT) as uses:
        uses.drop_constraint(op.f(PAYMENT), type_="foreignkey")
        uses.drop_column("payment_id")


def downgrade() -> None:
    with op.batch_alter_table("promo_uses", table_kwargs=STRICT) as uses:
        uses.add_column(sa.Column("payment_id", sa.BigInteger(), nullable=True))
        uses.create_foreign_key(op.f(PAYMENT), "payments", ["payment_id"], ["id"])
    with op.batch_alter_table("promo_codes", table_kwargs=STRICT) as codes:
        codes.add_column(sa.Column("starts_at", db.models.base.Instant(timezone=True), nullable=True))
