"""Announcements: what an organizer told many people at once."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most, stored_by_value


class Audience(StrEnum):
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    BOTH = "both"


class Announcement(Base):
    __tablename__ = "announcements"
    __table_args__ = (
        CheckConstraint("(session_id IS NULL) = (series_id IS NOT NULL)", name="one_subject"),
        at_most("text", 3000),
        {"sqlite_strict": True},
    )

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    audience: Mapped[Audience] = mapped_column(stored_by_value(Audience, name="audience"))
    text: Mapped[str]
    recipients: Mapped[int]
    unreachable: Mapped[int]
    """How many of them could not be written to when it was sent."""
    created_at: Mapped[datetime]
