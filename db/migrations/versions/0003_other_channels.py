"""Other channels than Telegram: copies by mail and SMS, what providers tell of them, and leases."""

import sqlalchemy as sa
from alembic import op

import db.models.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", db.models.base.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leases")),
        sa.UniqueConstraint("name", name=op.f("uq_leases_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "mail_templates",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("length(body) <= 10000", name=op.f("ck_mail_templates_body_short")),
        sa.CheckConstraint("length(subject) <= 200", name=op.f("ck_mail_templates_subject_short")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_templates")),
        sa.UniqueConstraint("kind", "language", name=op.f("uq_mail_templates_kind_language")),
        sqlite_strict=True,
    )
    op.create_table(
        "provider_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("received_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("handled_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_events")),
        sa.UniqueConstraint("provider", "event_id", name=op.f("uq_provider_events_provider_event_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("provider_events") as batch_op:
        batch_op.create_index(
            "ix_provider_events_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    with op.batch_alter_table("notifications", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.add_column(sa.Column("copy_of_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("priority", sa.BigInteger(), server_default="5", nullable=False))
        batch_op.add_column(sa.Column("content", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("cost", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("delivered_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("opened_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("clicked_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("bounced_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_notifications_copy_of_id"), ["copy_of_id"], unique=False)
        batch_op.create_index(
            "ix_notifications_provider_id",
            ["channel", "provider_id"],
            unique=False,
            sqlite_where=sa.text("channel != 'telegram'"),
            postgresql_where=sa.text("channel != 'telegram'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_notifications_copy_of_id_notifications"), "notifications", ["copy_of_id"], ["id"]
        )

    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("email_failed_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("phone_failed_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("sms_stopped_at", db.models.base.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("sms_stopped_at")
        batch_op.drop_column("phone_failed_at")
        batch_op.drop_column("email_failed_at")

    with op.batch_alter_table("notifications", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_notifications_copy_of_id_notifications"), type_="foreignkey")
        batch_op.drop_index(
            "ix_notifications_provider_id",
            sqlite_where=sa.text("channel != 'telegram'"),
            postgresql_where=sa.text("channel != 'telegram'"),
        )
        batch_op.drop_index(batch_op.f("ix_notifications_copy_of_id"))
        batch_op.drop_column("bounced_at")
        batch_op.drop_column("clicked_at")
        batch_op.drop_column("opened_at")
        batch_op.drop_column("delivered_at")
        batch_op.drop_column("cost")
        batch_op.drop_column("content")
        batch_op.drop_column("priority")
        batch_op.drop_column("copy_of_id")

    with op.batch_alter_table("provider_events") as batch_op:
        batch_op.drop_index(
            "ix_provider_events_open",
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    op.drop_table("provider_events")
    op.drop_table("mail_templates")
    op.drop_table("leases")
