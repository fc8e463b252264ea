"""A series says when its people are reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("series") as batch_op:
        batch_op.add_column(sa.Column("reminder_minutes", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("series", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_column("reminder_minutes")
