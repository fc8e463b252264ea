"""Clients: whom a host knows. A person is one from their first booking on, or because the host entered them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most


class Client(Base):
    __tablename__ = "clients"
    __table_args__ = (
        UniqueConstraint("host_id", "user_id"),
        at_most("note", 1000),
        at_most("email", 254),
        at_most("phone", 20),
        {"sqlite_strict": True},
    )

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    note: Mapped[str] = mapped_column(default="", server_default="")
    """Private: what the host remembers of the person."""
    email: Mapped[str | None]
    """The host's own record, which the person has not confirmed; nothing is sent there."""
    phone: Mapped[str | None]
    """E.164, likewise."""
    suspended_until: Mapped[datetime | None]
    """Until when this person books nothing of this host."""
    created_at: Mapped[datetime]
