"""What a host has of its clients is its own record; and who was entered by hand, and has never written."""

import sqlalchemy as sa
from alembic import op

import db.models.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ENTERED = """UPDATE users SET entered_at = created_at
WHERE erased_at IS NULL AND (telegram_id IS NULL OR unreachable_at = created_at)"""
KEEP_EMAIL = """UPDATE clients SET email =
(SELECT users.email FROM users WHERE users.id = clients.user_id AND users.entered_at IS NOT NULL)"""
KEEP_PHONE = """UPDATE clients SET phone =
(SELECT users.phone FROM users WHERE users.id = clients.user_id AND users.entered_at IS NOT NULL)"""
UNCONFIRMED = "UPDATE users SET email = NULL, phone = NULL WHERE entered_at IS NOT NULL"


def upgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("entered_at", db.models.base.Instant(timezone=True), nullable=True))
    with op.batch_alter_table("clients", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.add_column(sa.Column("email", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("phone", sa.Text(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_clients_email_short"), "length(email) <= 254")
        batch_op.create_check_constraint(op.f("ck_clients_phone_short"), "length(phone) <= 20")

    for move in (ENTERED, KEEP_EMAIL, KEEP_PHONE, UNCONFIRMED):
        op.execute(move)


def downgrade() -> None:
    with op.batch_alter_table("clients", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(op.f("ck_clients_phone_short"), type_="check")
        batch_op.drop_constraint(op.f("ck_clients_email_short"), type_="check")
        batch_op.drop_column("phone")
        batch_op.drop_column("email")
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("entered_at")
