"""A host says in its own words what holds when one pays."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("hosts", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.add_column(sa.Column("terms", sa.Text(), server_default="", nullable=False))
        batch_op.create_check_constraint(batch_op.f("ck_hosts_terms_short"), "length(terms) <= 1000")


def downgrade() -> None:
    with op.batch_alter_table("hosts", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_hosts_terms_short"), type_="check")
        batch_op.drop_column("terms")
