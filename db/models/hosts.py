"""Hosts: who offers sessions. A studio, a jam crew, a coach."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column

from db.folding import fold
from db.models.base import Base, at_most


class Host(Base):
    __tablename__ = "hosts"
    __table_args__ = (
        at_most("name", 80),
        at_most("description", 2000),
        at_most("contact_email", 254),
        at_most("contact_phone", 20),
        at_most("address", 200),
        at_most("category", 40),
        at_most("legal_name", 120),
        at_most("tax_line", 200),
        at_most("terms", 1000),
        CheckConstraint("cancellation_notice_minutes >= 0", name="notice"),
        CheckConstraint("grace_minutes >= 0", name="grace"),
        CheckConstraint("suspends_after >= 1", name="suspends_after"),
        CheckConstraint("suspension_days >= 1", name="suspension"),
        {"sqlite_strict": True},
    )

    code: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str]
    currency: Mapped[str]
    contact_email: Mapped[str | None]
    contact_phone: Mapped[str | None]
    """E.164"""
    address: Mapped[str] = mapped_column(default="", server_default="")
    map_url: Mapped[str | None]
    legal_name: Mapped[str] = mapped_column(default="", server_default="")
    """On receipts, where it is another than the name."""
    tax_line: Mapped[str] = mapped_column(default="", server_default="")
    """On receipts: the tax number, or why no tax is shown."""
    terms: Mapped[str] = mapped_column(default="", server_default="")
    """What holds when one pays, in the host's own words."""
    receipts: Mapped[int] = mapped_column(default=0, server_default="0")
    """The number of the newest receipt."""
    category: Mapped[str] = mapped_column(default="", server_default="")
    photo_id: Mapped[str | None]
    """Telegram's id of the picture."""
    logo: Mapped[str | None]
    """The beginning of the digest of the logo that mails show: its address changes with it. None: it has none."""
    cancellation_notice_minutes: Mapped[int] = mapped_column(default=12 * 60, server_default="720")
    """What a new series of this host starts with."""
    grace_minutes: Mapped[int] = mapped_column(default=10, server_default="10")
    """So long after the start somebody is still expected; who is not checked in by then has missed it."""
    suspends_after: Mapped[int | None]
    """So many no-shows and late cancellations within 30 days suspend a person's booking here; None suspends nobody."""
    suspension_days: Mapped[int] = mapped_column(default=7, server_default="7")
    verified_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    """Since when nothing of this host can be found or booked."""
    updated_at: Mapped[datetime | None]
    folded: Mapped[str] = mapped_column(server_default="")
    """The name as search compares it; follows by itself."""
    created_at: Mapped[datetime]


class Logo(Base):
    """The bytes of a host's logo: a PNG, small enough for every mail. Apart, since few who read a host want them."""

    __tablename__ = "logos"
    __table_args__ = ({"sqlite_strict": True},)

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), unique=True)
    content: Mapped[bytes]


@event.listens_for(Host, "before_insert")
@event.listens_for(Host, "before_update")
def keep_folded(_mapper: Any, _connection: Any, host: Host) -> None:
    host.folded = fold(host.name)
