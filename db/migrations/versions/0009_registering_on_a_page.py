"""Tokens that let people register, and cancel, on a page."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD_PURPOSES = "purpose IN ('transfer', 'ticket', 'feed', 'email', 'login', 'invite')"
PURPOSES = "purpose IN ('transfer', 'ticket', 'feed', 'email', 'login', 'register', 'cancel', 'invite')"


def change_purposes(purposes: str) -> None:
    with op.batch_alter_table("tokens", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(op.f("ck_tokens_purpose"), type_="check")
        batch_op.create_check_constraint(op.f("ck_tokens_purpose"), purposes)


def upgrade() -> None:
    change_purposes(PURPOSES)


def downgrade() -> None:
    op.execute("DELETE FROM tokens WHERE purpose IN ('register', 'cancel')")
    change_purposes(OLD_PURPOSES)
