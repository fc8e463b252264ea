"""What became of an announcement is followed in the message that tells it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OLD_KINDS = "kind IN ('card', 'series', 'roster', 'check_in')"
KINDS = "kind IN ('card', 'series', 'roster', 'check_in', 'announcement')"


def upgrade() -> None:
    with op.batch_alter_table("posts", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(op.f("ck_posts_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_posts_kind"), KINDS)
        batch_op.add_column(sa.Column("announcement_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_posts_announcement_id"), ["announcement_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_posts_announcement_id_announcements"), "announcements", ["announcement_id"], ["id"]
        )


def downgrade() -> None:
    op.execute("DELETE FROM posts WHERE kind = 'announcement'")
    with op.batch_alter_table("posts", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_posts_announcement_id_announcements"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_posts_announcement_id"))
        batch_op.drop_column("announcement_id")
        batch_op.drop_constraint(op.f("ck_posts_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_posts_kind"), OLD_KINDS)
