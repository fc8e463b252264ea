"""People. A person is a Telegram identity; what else is known of them hangs on it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most

NAME_LENGTH = 64


class User(Base):
    __tablename__ = "users"
    __table_args__ = (
        at_most("name", NAME_LENGTH),
        at_most("called", NAME_LENGTH),
        at_most("email", 254),
        at_most("mail_to", 254),
        at_most("phone", 20),
        CheckConstraint("quiet_from BETWEEN 0 AND 1439", name="quiet_from"),
        CheckConstraint("quiet_until BETWEEN 0 AND 1439", name="quiet_until"),
        {"sqlite_strict": True},
    )

    telegram_id: Mapped[int | None] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    time_zone: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    blocked_at: Mapped[datetime | None]
    unreachable_at: Mapped[datetime | None]
    """Since when Telegram refuses our messages to this person; cleared when they write to us again."""
    called: Mapped[str | None]
    """The name that others see, where it is not the one on Telegram."""
    shows_name: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether cards in groups may tell the first name."""
    email: Mapped[str | None] = mapped_column(unique=True)
    """Confirmed by a link. One address belongs to one person."""
    mail_to: Mapped[str | None]
    """What somebody who registered on a page typed there, to be written to. Nobody confirmed it."""
    stripe_customer_id: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None]
    """E.164"""
    email_failed_at: Mapped[datetime | None]
    """Since when mail to the address comes back; a newly confirmed address clears it."""
    phone_failed_at: Mapped[datetime | None]
    sms_stopped_at: Mapped[datetime | None]
    """Since when the person wants no SMS: they answered STOP."""
    wishes: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Kinds of messages by channel that the person chose or refused; what is missing is as usual."""
    reminder_minutes: Mapped[list[int] | None]
    """How long before a session to be reminded; None is as the series says."""
    quiet_from: Mapped[int | None]
    """Blackout hours, as minutes of the day in the person's zone; `quiet_until` may be past midnight."""
    quiet_until: Mapped[int | None]
    emergency_contact: Mapped[str | None]
    """Encrypted."""
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """How they narrowed the list of sessions down."""
    version: Mapped[int] = mapped_column(default=0, server_default="0")
    """Raised by every edit of the profile, so that two at a time are noticed."""
    erased_at: Mapped[datetime | None]
    entered_at: Mapped[datetime | None]
    """When an organizer entered them, until they write to us themselves."""
    created_at: Mapped[datetime]
