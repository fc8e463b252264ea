"""The first tables."""

import sqlalchemy as sa
from alembic import op

import db.models.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dialogs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("updated_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogs")),
        sa.UniqueConstraint(
            "chat_id", "telegram_id", "thread_id", name=op.f("uq_dialogs_chat_id_telegram_id_thread_id")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "handled_updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "handled_at",
            db.models.base.Instant(timezone=True),
            server_default=sa.text("(CURRENT_TIMESTAMP)"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_handled_updates")),
        sqlite_strict=True,
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("blocked_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("unreachable_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("called", sa.Text(), nullable=True),
        sa.Column("shows_name", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("wishes", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("reminder_minutes", sa.JSON(), nullable=True),
        sa.Column("quiet_from", sa.BigInteger(), nullable=True),
        sa.Column("quiet_until", sa.BigInteger(), nullable=True),
        sa.Column("emergency_contact", sa.Text(), nullable=True),
        sa.Column("filters", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("erased_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("length(called) <= 64", name=op.f("ck_users_called_short")),
        sa.CheckConstraint("length(email) <= 254", name=op.f("ck_users_email_short")),
        sa.CheckConstraint("length(name) <= 64", name=op.f("ck_users_name_short")),
        sa.CheckConstraint("length(phone) <= 20", name=op.f("ck_users_phone_short")),
        sa.CheckConstraint("quiet_from BETWEEN 0 AND 1439", name=op.f("ck_users_quiet_from")),
        sa.CheckConstraint("quiet_until BETWEEN 0 AND 1439", name=op.f("ck_users_quiet_until")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_users_telegram_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", db.models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["users.id"], name=op.f("fk_audit_events_actor_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index("ix_audit_events_subject", ["subject_type", "subject_id", "id"], unique=False)

    op.create_table(
        "hosts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("length(description) <= 2000", name=op.f("ck_hosts_description_short")),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_hosts_name_short")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_hosts_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hosts")),
        sa.UniqueConstraint("code", name=op.f("uq_hosts_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("hosts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hosts_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "series",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("duration_minutes", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("quotas", sa.JSON(), nullable=False),
        sa.Column("cancellation_notice_minutes", sa.BigInteger(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum(
                "public", "unlisted", "private", name="visibility", native_enum=False, create_constraint=True, length=32
            ),
            server_default="public",
            nullable=False,
        ),
        sa.Column("places_limit", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column(
            "waitlist_way",
            sa.Enum("at_once", "offer", name="waitlist_way", native_enum=False, create_constraint=True, length=32),
            server_default="at_once",
            nullable=False,
        ),
        sa.Column("promotion_cutoff_minutes", sa.BigInteger(), server_default="15", nullable=False),
        sa.Column("transfer_passes_waitlist", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("still_coming_minutes", sa.BigInteger(), nullable=True),
        sa.Column("still_coming_releases", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("shows_names", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("photo_id", sa.Text(), nullable=True),
        sa.Column("map_url", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("cancellation_notice_minutes >= 0", name=op.f("ck_series_notice")),
        sa.CheckConstraint("duration_minutes BETWEEN 1 AND 10080", name=op.f("ck_series_duration")),
        sa.CheckConstraint("length(description) <= 2000", name=op.f("ck_series_description_short")),
        sa.CheckConstraint("length(map_url) <= 500", name=op.f("ck_series_map_url_short")),
        sa.CheckConstraint("length(place) <= 200", name=op.f("ck_series_place_short")),
        sa.CheckConstraint("length(title) <= 80", name=op.f("ck_series_title_short")),
        sa.CheckConstraint("places_limit BETWEEN 1 AND 20", name=op.f("ck_series_places_limit")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_series_price")),
        sa.CheckConstraint("promotion_cutoff_minutes >= 0", name=op.f("ck_series_cutoff")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_series_host_id_hosts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("code", name=op.f("uq_series_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_place"), ["place"], unique=False)

    op.create_table(
        "members",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_members_series_id_series")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_members_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("series_id", "user_id", name=op.f("uq_members_series_id_user_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_members_user_id"), ["user_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("instructor_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("ends_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("starts_minute", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "cancelled",
                "completed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("is_generated", sa.Boolean(), nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("cancelled_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("completed_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_sessions_ends_after_start")),
        sa.CheckConstraint("length(place) <= 200", name=op.f("ck_sessions_place_short")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_sessions_price")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_sessions_host_id_hosts")),
        sa.ForeignKeyConstraint(["instructor_id"], ["users.id"], name=op.f("fk_sessions_instructor_id_users")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_sessions_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("code", name=op.f("uq_sessions_code")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sessions_host_id_status_starts_at", ["host_id", "status", "starts_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_sessions_instructor_id_status_starts_at", ["instructor_id", "status", "starts_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_sessions_place",
            ["place"],
            unique=False,
            sqlite_where=sa.text("place IS NOT NULL"),
            postgresql_where=sa.text("place IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_sessions_series_id_status_starts_at", ["series_id", "status", "starts_at", "id"], unique=False
        )
        batch_op.create_index("ix_sessions_status_starts_at", ["status", "starts_at", "id"], unique=False)
        batch_op.create_index("ix_sessions_status_ends_at", ["status", "ends_at"], unique=False)
        batch_op.create_index(
            "uq_sessions_series_id_starts_at",
            ["series_id", "starts_at"],
            unique=True,
            sqlite_where=sa.text("status != 'cancelled'"),
            postgresql_where=sa.text("status != 'cancelled'"),
        )

    op.create_table(
        "posts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("inline_message_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("stale_since", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("edited_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("gone_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_posts_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("inline_message_id", name=op.f("uq_posts_inline_message_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posts_session_id"), ["session_id"], unique=False)
        batch_op.create_index(
            "ix_posts_stale",
            ["stale_since", "id"],
            unique=False,
            sqlite_where=sa.text("stale_since IS NOT NULL"),
            postgresql_where=sa.text("stale_since IS NOT NULL"),
        )

    op.create_table(
        "quotas",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("waiting", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(name) <= 40", name=op.f("ck_quotas_name_short")),
        sa.CheckConstraint("taken BETWEEN 0 AND capacity", name=op.f("ck_quotas_taken")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_quotas_waiting")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_quotas_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
        sa.UniqueConstraint("session_id", "name", name=op.f("uq_quotas_session_id_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "registrations",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("quota_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending_approval",
                "pending_payment",
                "confirmed",
                "waitlisted",
                "offered",
                "cancelled",
                "rejected",
                "expired",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("ends_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("booked_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("waitlisted_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("hold_expires_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("confirmed_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("cancelled_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("expired_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("is_late_cancellation", sa.Boolean(), nullable=False),
        sa.Column("request", sa.Text(), server_default="", nullable=False),
        sa.Column("guests", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("takes_fewer", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("passed_over", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("asks_within_minutes", sa.BigInteger(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("coming_asked_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("coming_nudged_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("coming_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status != 'waitlisted' OR waitlisted_at IS NOT NULL", name=op.f("ck_registrations_waiting_since")
        ),
        sa.CheckConstraint("length(request) <= 500", name=op.f("ck_registrations_request_short")),
        sa.CheckConstraint("places BETWEEN 1 AND 100", name=op.f("ck_registrations_places")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_registrations_price")),
        sa.ForeignKeyConstraint(["quota_id"], ["quotas.id"], name=op.f("fk_registrations_quota_id_quotas")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_registrations_session_id_sessions")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_registrations_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("reference", name=op.f("uq_registrations_reference")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(
            "ix_registrations_holds",
            ["hold_expires_at"],
            unique=False,
            sqlite_where=sa.text("hold_expires_at IS NOT NULL"),
            postgresql_where=sa.text("hold_expires_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_registrations_queue",
            ["quota_id", "waitlisted_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'waitlisted'"),
            postgresql_where=sa.text("status = 'waitlisted'"),
        )
        batch_op.create_index("ix_registrations_session_id_status", ["session_id", "status"], unique=False)
        batch_op.create_index(
            "ix_registrations_user_id_starts_at_status", ["user_id", "starts_at", "status"], unique=False
        )
        batch_op.create_index(
            "uq_registrations_live",
            ["user_id", "session_id"],
            unique=True,
            sqlite_where=sa.text(
                "status IN ('pending_approval', 'pending_payment', 'confirmed', 'waitlisted', 'offered')"
            ),
            postgresql_where=sa.text(
                "status IN ('pending_approval', 'pending_payment', 'confirmed', 'waitlisted', 'offered')"
            ),
        )

    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "skipped",
                "expired",
                "failed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("claims", sa.BigInteger(), nullable=False),
        sa.Column("due_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("useful_until", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("leased_until", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("sent_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_notifications_attempts")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_notifications_registration_id_registrations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notifications_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_notifications_dedupe_key")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notifications_owed",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('queued', 'sending')"),
            postgresql_where=sa.text("status IN ('queued', 'sending')"),
        )
        batch_op.create_index(
            "ix_notifications_owed_to",
            ["user_id", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('queued', 'sending')"),
            postgresql_where=sa.text("status IN ('queued', 'sending')"),
        )

    op.create_table(
        "tokens",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "transfer",
                "ticket",
                "feed",
                "email",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("used_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("revoked_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_tokens_registration_id_registrations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tokens_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_tokens_hash")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tokens_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tokens_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tokens_user_id"))
        batch_op.drop_index(batch_op.f("ix_tokens_registration_id"))

    op.drop_table("tokens")
    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notifications_owed_to",
            sqlite_where=sa.text("status IN ('queued', 'sending')"),
            postgresql_where=sa.text("status IN ('queued', 'sending')"),
        )
        batch_op.drop_index(
            "ix_notifications_owed",
            sqlite_where=sa.text("status IN ('queued', 'sending')"),
            postgresql_where=sa.text("status IN ('queued', 'sending')"),
        )

    op.drop_table("notifications")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registrations_live",
            sqlite_where=sa.text(
                "status IN ('pending_approval', 'pending_payment', 'confirmed', 'waitlisted', 'offered')"
            ),
            postgresql_where=sa.text(
                "status IN ('pending_approval', 'pending_payment', 'confirmed', 'waitlisted', 'offered')"
            ),
        )
        batch_op.drop_index("ix_registrations_user_id_starts_at_status")
        batch_op.drop_index("ix_registrations_session_id_status")
        batch_op.drop_index(
            "ix_registrations_queue",
            sqlite_where=sa.text("status = 'waitlisted'"),
            postgresql_where=sa.text("status = 'waitlisted'"),
        )
        batch_op.drop_index(
            "ix_registrations_holds",
            sqlite_where=sa.text("hold_expires_at IS NOT NULL"),
            postgresql_where=sa.text("hold_expires_at IS NOT NULL"),
        )

    op.drop_table("registrations")
    op.drop_table("quotas")
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_posts_stale",
            sqlite_where=sa.text("stale_since IS NOT NULL"),
            postgresql_where=sa.text("stale_since IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_posts_session_id"))

    op.drop_table("posts")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sessions_series_id_starts_at",
            sqlite_where=sa.text("status != 'cancelled'"),
            postgresql_where=sa.text("status != 'cancelled'"),
        )
        batch_op.drop_index("ix_sessions_status_ends_at")
        batch_op.drop_index("ix_sessions_status_starts_at")
        batch_op.drop_index("ix_sessions_series_id_status_starts_at")
        batch_op.drop_index(
            "ix_sessions_place",
            sqlite_where=sa.text("place IS NOT NULL"),
            postgresql_where=sa.text("place IS NOT NULL"),
        )
        batch_op.drop_index("ix_sessions_instructor_id_status_starts_at")
        batch_op.drop_index("ix_sessions_host_id_status_starts_at")

    op.drop_table("sessions")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_members_user_id"))

    op.drop_table("members")
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_series_place"))
        batch_op.drop_index(batch_op.f("ix_series_host_id"))

    op.drop_table("series")
    with op.batch_alter_table("hosts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hosts_owner_id"))

    op.drop_table("hosts")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_events_subject")

    op.drop_table("audit_events")
    op.drop_table("users")
    op.drop_table("handled_updates")
    op.drop_table("dialogs")
