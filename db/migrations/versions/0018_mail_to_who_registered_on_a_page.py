"""Where to write to who registered on a page, and the link by which they see their place there.

Those of before are written to at the address that their first host has of them; without a link of their own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

FROM_BEFORE = """
UPDATE users SET mail_to = (
    SELECT clients.email FROM clients
    WHERE clients.user_id = users.id AND clients.email IS NOT NULL ORDER BY clients.id LIMIT 1
)
WHERE telegram_id IS NULL AND erased_at IS NULL AND EXISTS (
    SELECT 1 FROM audit_events
    WHERE audit_events.action = 'user.registered_by_link' AND audit_events.actor_id = users.id
)"""


def upgrade() -> None:
    with op.batch_alter_table("users", table_kwargs={"sqlite_strict": True}) as users:
        users.add_column(sa.Column("mail_to", sa.Text(), nullable=True))
        users.create_check_constraint(op.f("ck_users_mail_to_short"), "length(mail_to) <= 254")
    with op.batch_alter_table("registrations", table_kwargs={"sqlite_strict": True}) as registrations:
        registrations.add_column(sa.Column("link", sa.Text(), nullable=True))
    op.execute(FROM_BEFORE)


def downgrade() -> None:
    with op.batch_alter_table("registrations", table_kwargs={"sqlite_strict": True}) as registrations:
        registrations.drop_column("link")
    with op.batch_alter_table("users", table_kwargs={"sqlite_strict": True}) as users:
        users.drop_constraint(op.f("ck_users_mail_to_short"), type_="check")
        users.drop_column("mail_to")
