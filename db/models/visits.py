"""Visits: browsers in which somebody is signed in. (A session, in this domain, is the thing people book.)"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most


class Visit(Base):
    __tablename__ = "visits"
    __table_args__ = (at_most("device", 120), {"sqlite_strict": True})

    hash: Mapped[str] = mapped_column(unique=True)
    """Of the token in the browser's cookie."""
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    device: Mapped[str] = mapped_column(default="", server_default="")
    """What the browser says of itself, in short."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
