"""Posts: messages that live, cards in other chats and an organizer's open roster, and are kept current."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, stored_by_value

IS_STALE = text("stale_since IS NOT NULL")


class PostKind(StrEnum):
    CARD = "card"
    """A session's card, as a whole chat sees it."""
    SERIES = "series"
    """A series with its next sessions, likewise."""
    ROSTER = "roster"
    """The people of a session, on an organizer's screen."""
    CHECK_IN = "check_in"
    """Likewise, with a button for each who is not here yet."""
    ANNOUNCEMENT = "announcement"
    """What becomes of an announcement, on the screen of who sent it."""


class Post(Base):
    __tablename__ = "posts"
    __table_args__ = (
        Index("ix_posts_stale", "stale_since", "id", sqlite_where=IS_STALE, postgresql_where=IS_STALE),
        UniqueConstraint("chat_id", "message_id"),
        CheckConstraint("(inline_message_id IS NULL) = (message_id IS NOT NULL)", name="one_message"),
        CheckConstraint("(message_id IS NULL) = (chat_id IS NULL)", name="whole_address"),
        CheckConstraint("(session_id IS NULL) = (series_id IS NOT NULL)", name="one_subject"),
        {"sqlite_strict": True},
    )

    kind: Mapped[PostKind] = mapped_column(
        stored_by_value(PostKind, name="kind"), default=PostKind.CARD, server_default=PostKind.CARD
    )
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("announcements.id"), index=True)
    inline_message_id: Mapped[str | None] = mapped_column(unique=True)
    """What Telegram calls a message that was sent by inline mode, wherever it is."""
    chat_id: Mapped[int | None]
    message_id: Mapped[int | None]
    """Of a message of the bot's own, in a private chat."""
    viewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Whose screen a roster or a result is on."""
    language: Mapped[str]
    time_zone: Mapped[str]
    stale_since: Mapped[datetime | None]
    """Since when it tells something old; None where it is current."""
    edited_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
