"""Posts: cards of sessions that live in other chats and are kept current."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base

IS_STALE = text("stale_since IS NOT NULL")


class Post(Base):
    __tablename__ = "posts"
    __table_args__ = (
        Index("ix_posts_stale", "stale_since", "id", sqlite_where=IS_STALE, postgresql_where=IS_STALE),
        {"sqlite_strict": True},
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    inline_message_id: Mapped[str] = mapped_column(unique=True)
    """What Telegram calls a message that was sent by inline mode, wherever it is."""
    language: Mapped[str]
    time_zone: Mapped[str]
    stale_since: Mapped[datetime | None]
    """Since when the card tells something old; None where it is current."""
    edited_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
