"""Notifications: messages owed to people. The outbox is this table."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, stored_by_value


class NotificationStatus(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    FAILED = "failed"


IS_OWED = text("status IN ('queued', 'sending')")


IS_OUTSIDE = text("channel != 'telegram'")


class Notification(Base):
    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        Index(
            "ix_notifications_owed",
            "channel",
            "priority",
            "due_at",
            "id",
            sqlite_where=IS_OWED,
            postgresql_where=IS_OWED,
        ),
        Index(
            "ix_notifications_provider_id",
            "channel",
            "provider_id",
            sqlite_where=IS_OUTSIDE,
            postgresql_where=IS_OUTSIDE,
        ),
        Index("ix_notifications_owed_to", "user_id", "id", sqlite_where=IS_OWED, postgresql_where=IS_OWED),
        {"sqlite_strict": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    copy_of_id: Mapped[int | None] = mapped_column(ForeignKey("notifications.id"), index=True)
    """The one that says the same by another channel, and was owed first."""
    priority: Mapped[int] = mapped_column(default=5, server_default="5")
    """What is due at the same time leaves by this, the smallest first."""
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    channel: Mapped[str]
    kind: Mapped[str]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    """Recipient, kind, subject and version: the same promise is never owed twice."""
    data: Mapped[dict[str, Any]]
    status: Mapped[NotificationStatus] = mapped_column(stored_by_value(NotificationStatus, name="status"))
    attempts: Mapped[int] = mapped_column(default=0)
    claims: Mapped[int] = mapped_column(default=0)
    """Counts every lease, and so fences a settlement that comes after its lease was taken over."""
    due_at: Mapped[datetime]
    useful_until: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    """What the provider calls the message: Telegram's message id."""
    reason: Mapped[str | None]
    content: Mapped[dict[str, Any] | None]
    """What a mail or an SMS said, as it left."""
    cost: Mapped[int | None]
    """Of an SMS, in millionths of the provider's currency."""
    delivered_at: Mapped[datetime | None]
    """When the provider said that it arrived; likewise the others below."""
    opened_at: Mapped[datetime | None]
    clicked_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
