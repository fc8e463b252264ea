"""A page for paying has an end of its own, and may be followed by another; packages are not asked for forever."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

import db.models.base

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INSTANT = db.models.base.Instant(timezone=True)
PAYMENTS = sa.table(
    "payments",
    sa.column("id", sa.BigInteger()),
    sa.column("kind", sa.Text()),
    sa.column("status", sa.Text()),
    sa.column("created_at", INSTANT),
    sa.column("expires_at", INSTANT),
    sa.column("checkout_url", sa.Text()),
    sa.column("checkout_ends_at", INSTANT),
)
PAGE, PACKAGE = timedelta(hours=23), timedelta(days=7)
"""As long as those that are open were opened for; and as long as a package may be paid."""


def upgrade() -> None:
    with op.batch_alter_table("payments") as batch_op:
        batch_op.add_column(sa.Column("checkout_ends_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("checkout_round", sa.BigInteger(), server_default="0", nullable=False))
    pages = sa.select(PAYMENTS.c.id, PAYMENTS.c.created_at).where(PAYMENTS.c.checkout_url.is_not(None))
    for row in op.get_bind().execute(pages).all():
        _set(row.id, checkout_ends_at=row.created_at + PAGE)
    asked = sa.select(PAYMENTS.c.id, PAYMENTS.c.created_at).where(
        PAYMENTS.c.kind == "package", PAYMENTS.c.status == "pending", PAYMENTS.c.expires_at.is_(None)
    )
    for row in op.get_bind().execute(asked).all():
        _set(row.id, expires_at=row.created_at + PACKAGE)


def _set(payment_id: int, **values: Any) -> None:
    op.execute(PAYMENTS.update().where(PAYMENTS.c.id == payment_id).values(**values))


def downgrade() -> None:
    with op.batch_alter_table("payments", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_column("checkout_round")
        batch_op.drop_column("checkout_ends_at")
