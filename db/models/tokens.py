"""Tokens in links: random, kept as a hash, with their end, use and withdrawal recorded."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, stored_by_value


class TokenPurpose(StrEnum):
    TRANSFER = "transfer"
    """Give a place to somebody."""
    TICKET = "ticket"
    """Show who comes to the door."""
    FEED = "feed"
    """Read a person's calendar."""
    EMAIL = "email"
    """Confirm an address."""
    LOGIN = "login"
    """Sign in to the pages."""
    REGISTER = "register"
    """Register for a session on a page, without Telegram."""
    CANCEL = "cancel"
    """See and cancel one's registration on a page."""
    INVITE = "invite"
    """Join a team, or the members of a private series."""


class Token(Base):
    __tablename__ = "tokens"

    hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[TokenPurpose] = mapped_column(stored_by_value(TokenPurpose, name="purpose"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    """Whose it is."""
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("hosts.id"), index=True)
    """Whose team an invite leads to."""
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
