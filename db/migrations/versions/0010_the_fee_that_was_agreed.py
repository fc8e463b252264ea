"""The fee for cancelling late, as it was when somebody got their place."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("registrations") as batch_op:
        batch_op.add_column(sa.Column("late_fee", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("registrations", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_column("late_fee")
