"""A registration keeps until when it may be cancelled for nothing, as it was agreed."""

import sqlalchemy as sa
from alembic import op

import db.models.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.add_column(sa.Column("free_until", db.models.base.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("registrations", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_column("free_until")
