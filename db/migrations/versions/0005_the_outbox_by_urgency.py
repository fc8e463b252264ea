"""What is owed is claimed by channel and urgency first."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWED = sa.text("status IN ('queued', 'sending')")


def upgrade() -> None:
    with op.batch_alter_table("notifications", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_index("ix_notifications_owed", sqlite_where=OWED, postgresql_where=OWED)
        batch_op.create_index(
            "ix_notifications_owed",
            ["channel", "priority", "due_at", "id"],
            unique=False,
            sqlite_where=OWED,
            postgresql_where=OWED,
        )


def downgrade() -> None:
    with op.batch_alter_table("notifications", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_index("ix_notifications_owed", sqlite_where=OWED, postgresql_where=OWED)
        batch_op.create_index(
            "ix_notifications_owed",
            ["due_at", "id"],
            unique=False,
            sqlite_where=OWED,
            postgresql_where=OWED,
        )
