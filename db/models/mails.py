"""Mails: the texts that an admin gave a kind, and what providers told of messages that left."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from db.models.base import Base, at_most

IS_OPEN = text("handled_at IS NULL")


class MailTemplate(Base):
    """The subject and body of a kind in a language, in place of the program's own."""

    __tablename__ = "mail_templates"
    __table_args__ = (
        UniqueConstraint("kind", "language"),
        at_most("subject", 200),
        at_most("body", 10000),
        {"sqlite_strict": True},
    )

    kind: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    updated_at: Mapped[datetime]


class ProviderEvent(Base):
    """What a provider told us by its webhook: kept first, worked on after, once."""

    __tablename__ = "provider_events"
    __table_args__ = (
        UniqueConstraint("provider", "event_id"),
        Index("ix_provider_events_open", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        {"sqlite_strict": True},
    )

    provider: Mapped[str]
    event_id: Mapped[str]
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
