"""Visits: browsers in which somebody is signed in, and the links that sign in."""

import sqlalchemy as sa
from alembic import op

import db.models.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OLD_PURPOSES = "purpose IN ('transfer', 'ticket', 'feed', 'email', 'invite')"
PURPOSES = "purpose IN ('transfer', 'ticket', 'feed', 'email', 'login', 'invite')"


def change_purposes(purposes: str) -> None:
    with op.batch_alter_table("tokens", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(op.f("ck_tokens_purpose"), type_="check")
        batch_op.create_check_constraint(op.f("ck_tokens_purpose"), purposes)


def upgrade() -> None:
    change_purposes(PURPOSES)
    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("seen_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("length(device) <= 120", name=op.f("ck_visits_device_short")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_visits_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("hash", name=op.f("uq_visits_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("visits") as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM tokens WHERE purpose = 'login'")
    change_purposes(OLD_PURPOSES)
    with op.batch_alter_table("visits") as batch_op:
        batch_op.drop_index(batch_op.f("ix_visits_user_id"))

    op.drop_table("visits")
