"""What organizers need: teams, templates, announcements, clients, attendance."""

from contextlib import AbstractContextManager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

import db.models.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def changed(table: str) -> AbstractContextManager[BatchOperations]:
    """A table that is changed: SQLite copies it, and has to be told that it stays STRICT."""
    return op.batch_alter_table(table, table_kwargs={"sqlite_strict": True})


def check(batch_op: BatchOperations, table: str) -> None:
    for name, condition in NEW[table].items():
        batch_op.create_check_constraint(op.f(name), condition)


def uncheck(batch_op: BatchOperations, table: str) -> None:
    for name in NEW[table]:
        batch_op.drop_constraint(op.f(name), type_="check")


def choice(*values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, length=32)


NEW = {
    "hosts": {
        "ck_hosts_contact_email_short": "length(contact_email) <= 254",
        "ck_hosts_contact_phone_short": "length(contact_phone) <= 20",
        "ck_hosts_address_short": "length(address) <= 200",
        "ck_hosts_category_short": "length(category) <= 40",
        "ck_hosts_notice": "cancellation_notice_minutes >= 0",
        "ck_hosts_grace": "grace_minutes >= 0",
        "ck_hosts_suspends_after": "suspends_after >= 1",
        "ck_hosts_suspension": "suspension_days >= 1",
    },
    "posts": {
        "ck_posts_kind": "kind IN ('card', 'series', 'roster', 'check_in')",
        "ck_posts_one_message": "(inline_message_id IS NULL) = (message_id IS NOT NULL)",
        "ck_posts_whole_address": "(message_id IS NULL) = (chat_id IS NULL)",
        "ck_posts_one_subject": "(session_id IS NULL) = (series_id IS NOT NULL)",
    },
    "registrations": {
        "ck_registrations_note_short": "length(note) <= 1000",
        "ck_registrations_reason_short": "length(reason) <= 300",
        "ck_registrations_attendance": "attendance IN ('attended', 'late', 'no_show')",
    },
    "series": {
        "ck_series_mode": "mode IN ('instant', 'approval', 'paid')",
    },
    "sessions": {
        "ck_sessions_map_url_short": "length(map_url) <= 500",
        "ck_sessions_note_short": "length(note) <= 2000",
    },
}
OLD_PURPOSES = "purpose IN ('transfer', 'ticket', 'feed', 'email')"
PURPOSES = "purpose IN ('transfer', 'ticket', 'feed', 'email', 'invite')"


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("count", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("last_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("acknowledged_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["users.id"], name=op.f("fk_alerts_acknowledged_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("alerts") as batch_op:
        batch_op.create_index(
            "uq_alerts_open",
            ["kind", "subject_type", "subject_id"],
            unique=True,
            sqlite_where=sa.text("acknowledged_at IS NULL"),
            postgresql_where=sa.text("acknowledged_at IS NULL"),
        )

    op.create_table(
        "absences",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_absences_days")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_absences_host_id_hosts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_absences_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("absences") as batch_op:
        batch_op.create_index(batch_op.f("ix_absences_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absences_user_id"), ["user_id"], unique=False)

    op.create_table(
        "clients",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("suspended_until", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("length(note) <= 1000", name=op.f("ck_clients_note_short")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_clients_host_id_hosts")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_clients_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("host_id", "user_id", name=op.f("uq_clients_host_id_user_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("clients") as batch_op:
        batch_op.create_index(batch_op.f("ix_clients_user_id"), ["user_id"], unique=False)

    op.create_table(
        "closures",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_closures_days")),
        sa.CheckConstraint("length(reason) <= 80", name=op.f("ck_closures_reason_short")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_closures_host_id_hosts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("closures") as batch_op:
        batch_op.create_index(batch_op.f("ix_closures_host_id"), ["host_id"], unique=False)

    op.create_table(
        "spaces",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("deleted_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_spaces_name_short")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_spaces_host_id_hosts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spaces")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("spaces") as batch_op:
        batch_op.create_index(batch_op.f("ix_spaces_host_id"), ["host_id"], unique=False)

    op.create_table(
        "team_members",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "manager",
                "instructor",
                "co_organizer",
                "door",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("added_by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role IN ('co_organizer', 'door')) = (series_id IS NOT NULL)", name=op.f("ck_team_members_scope")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_team_members_added_by_id_users")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_team_members_host_id_hosts")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_team_members_series_id_series")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_team_members_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_members")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("team_members") as batch_op:
        batch_op.create_index(batch_op.f("ix_team_members_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_members_series_id"), ["series_id"], unique=False)
        batch_op.create_index(
            "uq_team_members_host",
            ["user_id", "host_id", "role"],
            unique=True,
            sqlite_where=sa.text("series_id IS NULL"),
            postgresql_where=sa.text("series_id IS NULL"),
        )
        batch_op.create_index(
            "uq_team_members_series",
            ["user_id", "series_id", "role"],
            unique=True,
            sqlite_where=sa.text("series_id IS NOT NULL"),
            postgresql_where=sa.text("series_id IS NOT NULL"),
        )

    op.create_table(
        "templates",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("starts_minute", sa.BigInteger(), nullable=False),
        sa.Column("duration_minutes", sa.BigInteger(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("every_weeks", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("weeks_ahead", sa.BigInteger(), server_default="4", nullable=False),
        sa.Column("quotas", sa.JSON(), nullable=True),
        sa.Column("instructor_ids", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("rotation", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("attention", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("updated_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("duration_minutes BETWEEN 1 AND 10080", name=op.f("ck_templates_duration")),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_templates_ends_after_beginning")),
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 8", name=op.f("ck_templates_every_weeks")),
        sa.CheckConstraint("length(attention) <= 300", name=op.f("ck_templates_attention_short")),
        sa.CheckConstraint("rotation >= 0", name=op.f("ck_templates_rotation")),
        sa.CheckConstraint("starts_minute BETWEEN 0 AND 1439", name=op.f("ck_templates_starts_minute")),
        sa.CheckConstraint("weeks_ahead BETWEEN 1 AND 8", name=op.f("ck_templates_weeks_ahead")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_templates_series_id_series")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_templates_space_id_spaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("templates") as batch_op:
        batch_op.create_index(batch_op.f("ix_templates_series_id"), ["series_id"], unique=False)

    op.create_table(
        "announcements",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("series_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "confirmed", "waiting", "both", name="audience", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recipients", sa.BigInteger(), nullable=False),
        sa.Column("unreachable", sa.BigInteger(), nullable=False),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("(session_id IS NULL) = (series_id IS NOT NULL)", name=op.f("ck_announcements_one_subject")),
        sa.CheckConstraint("length(text) <= 3000", name=op.f("ck_announcements_text_short")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_announcements_author_id_users")),
        sa.ForeignKeyConstraint(["host_id"], ["hosts.id"], name=op.f("fk_announcements_host_id_hosts")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_announcements_series_id_series")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_announcements_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("announcements") as batch_op:
        batch_op.create_index(batch_op.f("ix_announcements_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_announcements_series_id"), ["series_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_announcements_session_id"), ["session_id"], unique=False)

    op.create_table(
        "occurrences",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "created",
                "exists",
                "closed",
                "skipped",
                "conflict",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) <= 300", name=op.f("ck_occurrences_reason_short")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_occurrences_session_id_sessions")),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], name=op.f("fk_occurrences_template_id_templates")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint("template_id", "day", name=op.f("uq_occurrences_template_id_day")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("occurrences") as batch_op:
        batch_op.create_index("ix_occurrences_created_at", ["created_at"], unique=False)

    with changed("hosts") as batch_op:
        batch_op.add_column(sa.Column("contact_email", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("contact_phone", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("address", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("map_url", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("category", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("photo_id", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("cancellation_notice_minutes", sa.BigInteger(), server_default="720", nullable=False)
        )
        batch_op.add_column(sa.Column("grace_minutes", sa.BigInteger(), server_default="10", nullable=False))
        batch_op.add_column(sa.Column("suspends_after", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("suspension_days", sa.BigInteger(), server_default="7", nullable=False))
        batch_op.add_column(sa.Column("verified_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("deactivated_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("updated_at", db.models.base.Instant(timezone=True), nullable=True))
        check(batch_op, "hosts")

    with changed("posts") as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                choice("card", "series", "roster", "check_in"),
                server_default="card",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("series_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("chat_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("message_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("viewer_id", sa.BigInteger(), nullable=True))
        batch_op.alter_column("session_id", existing_type=sa.BigInteger(), nullable=True)
        batch_op.alter_column("inline_message_id", existing_type=sa.Text(), nullable=True)
        batch_op.create_index(batch_op.f("ix_posts_series_id"), ["series_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_viewer_id"), ["viewer_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_posts_chat_id_message_id"), ["chat_id", "message_id"])
        batch_op.create_foreign_key(batch_op.f("fk_posts_series_id_series"), "series", ["series_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_posts_viewer_id_users"), "users", ["viewer_id"], ["id"])
        check(batch_op, "posts")

    with changed("registrations") as batch_op:
        batch_op.add_column(sa.Column("note", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("added_by_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("rejected_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column(
                "attendance",
                choice("attended", "late", "no_show"),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("attendance_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_registrations_added_by_id_users"), "users", ["added_by_id"], ["id"])
        check(batch_op, "registrations")

    with changed("series") as batch_op:
        batch_op.add_column(
            sa.Column(
                "mode",
                choice("instant", "approval", "paid"),
                server_default="instant",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("language", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("archived_at", db.models.base.Instant(timezone=True), nullable=True))
        check(batch_op, "series")

    with changed("sessions") as batch_op:
        batch_op.add_column(sa.Column("map_url", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("note", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("template_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("original_day", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("space_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("needs_instructor", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("edited_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("moved_at", db.models.base.Instant(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_sessions_space_id"), ["space_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_sessions_template_id_original_day"), ["template_id", "original_day"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_sessions_space_id_spaces"), "spaces", ["space_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_sessions_template_id_templates"), "templates", ["template_id"], ["id"]
        )
        check(batch_op, "sessions")

    with changed("tokens") as batch_op:
        batch_op.drop_constraint(op.f("ck_tokens_purpose"), type_="check")
        batch_op.create_check_constraint(op.f("ck_tokens_purpose"), PURPOSES)
        batch_op.add_column(sa.Column("host_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("series_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_tokens_host_id"), ["host_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_tokens_series_id_series"), "series", ["series_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_tokens_host_id_hosts"), "hosts", ["host_id"], ["id"])


def downgrade() -> None:
    op.execute("DELETE FROM tokens WHERE purpose = 'invite'")
    with changed("tokens") as batch_op:
        batch_op.drop_constraint(op.f("ck_tokens_purpose"), type_="check")
        batch_op.create_check_constraint(op.f("ck_tokens_purpose"), OLD_PURPOSES)
        batch_op.drop_constraint(batch_op.f("fk_tokens_host_id_hosts"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_tokens_series_id_series"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_tokens_host_id"))
        batch_op.drop_column("series_id")
        batch_op.drop_column("host_id")

    with changed("sessions") as batch_op:
        uncheck(batch_op, "sessions")
        batch_op.drop_constraint(batch_op.f("fk_sessions_template_id_templates"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_sessions_space_id_spaces"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_sessions_template_id_original_day"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_sessions_space_id"))
        batch_op.drop_column("moved_at")
        batch_op.drop_column("edited_at")
        batch_op.drop_column("needs_instructor")
        batch_op.drop_column("space_id")
        batch_op.drop_column("original_day")
        batch_op.drop_column("template_id")
        batch_op.drop_column("note")
        batch_op.drop_column("map_url")

    with changed("series") as batch_op:
        uncheck(batch_op, "series")
        batch_op.drop_column("archived_at")
        batch_op.drop_column("language")
        batch_op.drop_column("mode")

    with changed("registrations") as batch_op:
        uncheck(batch_op, "registrations")
        batch_op.drop_constraint(batch_op.f("fk_registrations_added_by_id_users"), type_="foreignkey")
        batch_op.drop_column("attendance_at")
        batch_op.drop_column("attendance")
        batch_op.drop_column("rejected_at")
        batch_op.drop_column("added_by_id")
        batch_op.drop_column("reason")
        batch_op.drop_column("note")

    op.execute("DELETE FROM posts WHERE session_id IS NULL OR inline_message_id IS NULL")
    with changed("posts") as batch_op:
        uncheck(batch_op, "posts")
        batch_op.drop_constraint(batch_op.f("fk_posts_viewer_id_users"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_posts_series_id_series"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_posts_chat_id_message_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_posts_viewer_id"))
        batch_op.drop_index(batch_op.f("ix_posts_series_id"))
        batch_op.alter_column("inline_message_id", existing_type=sa.Text(), nullable=False)
        batch_op.alter_column("session_id", existing_type=sa.BigInteger(), nullable=False)
        batch_op.drop_column("viewer_id")
        batch_op.drop_column("message_id")
        batch_op.drop_column("chat_id")
        batch_op.drop_column("series_id")
        batch_op.drop_column("kind")

    with changed("hosts") as batch_op:
        uncheck(batch_op, "hosts")
        batch_op.drop_column("updated_at")
        batch_op.drop_column("deactivated_at")
        batch_op.drop_column("verified_at")
        batch_op.drop_column("suspension_days")
        batch_op.drop_column("suspends_after")
        batch_op.drop_column("grace_minutes")
        batch_op.drop_column("cancellation_notice_minutes")
        batch_op.drop_column("photo_id")
        batch_op.drop_column("category")
        batch_op.drop_column("map_url")
        batch_op.drop_column("address")
        batch_op.drop_column("contact_phone")
        batch_op.drop_column("contact_email")

    with op.batch_alter_table("occurrences") as batch_op:
        batch_op.drop_index("ix_occurrences_created_at")

    op.drop_table("occurrences")
    with op.batch_alter_table("announcements") as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcements_session_id"))
        batch_op.drop_index(batch_op.f("ix_announcements_series_id"))
        batch_op.drop_index(batch_op.f("ix_announcements_host_id"))

    op.drop_table("announcements")
    with op.batch_alter_table("templates") as batch_op:
        batch_op.drop_index(batch_op.f("ix_templates_series_id"))

    op.drop_table("templates")
    with op.batch_alter_table("team_members") as batch_op:
        batch_op.drop_index(
            "uq_team_members_series",
            sqlite_where=sa.text("series_id IS NOT NULL"),
            postgresql_where=sa.text("series_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_team_members_host",
            sqlite_where=sa.text("series_id IS NULL"),
            postgresql_where=sa.text("series_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_team_members_series_id"))
        batch_op.drop_index(batch_op.f("ix_team_members_host_id"))

    op.drop_table("team_members")
    with op.batch_alter_table("spaces") as batch_op:
        batch_op.drop_index(batch_op.f("ix_spaces_host_id"))

    op.drop_table("spaces")
    with op.batch_alter_table("closures") as batch_op:
        batch_op.drop_index(batch_op.f("ix_closures_host_id"))

    op.drop_table("closures")
    with op.batch_alter_table("clients") as batch_op:
        batch_op.drop_index(batch_op.f("ix_clients_user_id"))

    op.drop_table("clients")
    with op.batch_alter_table("absences") as batch_op:
        batch_op.drop_index(batch_op.f("ix_absences_user_id"))
        batch_op.drop_index(batch_op.f("ix_absences_host_id"))

    op.drop_table("absences")
    with op.batch_alter_table("alerts") as batch_op:
        batch_op.drop_index(
            "uq_alerts_open",
            sqlite_where=sa.text("acknowledged_at IS NULL"),
            postgresql_where=sa.text("acknowledged_at IS NULL"),
        )

    op.drop_table("alerts")
