"""Mails show the logo of a host."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("hosts") as batch_op:
        batch_op.add_column(sa.Column("logo", sa.Text(), nullable=True))
    op.create_table(
        "logos",
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_logos_host_id_hosts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logos")),
        sa.UniqueConstraint("host_id", name=op.f("uq_logos_host_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("logos")
    with op.batch_alter_table("hosts", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_column("logo")
