"""Packages: bundles of entries that a host sells, what people own of them, and each credit's way."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most, stored_by_value


class Package(Base):
    """What a host sells. What somebody bought stays as it was, whatever becomes of this."""

    __tablename__ = "packages"
    __table_args__ = (
        CheckConstraint("credits BETWEEN 1 AND 1000", name="credits"),
        CheckConstraint("price > 0", name="price"),
        CheckConstraint("valid_days BETWEEN 1 AND 3660", name="valid_days"),
        at_most("name", 80),
        at_most("description", 500),
        {"sqlite_strict": True},
    )

    code: Mapped[str] = mapped_column(unique=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default="")
    credits: Mapped[int]
    price: Mapped[int]
    """In minor units of the currency."""
    currency: Mapped[str]
    valid_days: Mapped[int]
    """From the day that it is bought."""
    is_digital: Mapped[bool] = mapped_column(default=False, server_default=false())
    """For online classes: inside Telegram it is paid in Stars, as `price` whole Stars."""
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    """Since when it is sold no more."""


class Purchase(Base):
    """A package that somebody owns. `remaining` is counted by `services/packages/crediting.py` alone."""

    __tablename__ = "purchases"
    __table_args__ = (
        CheckConstraint("remaining BETWEEN 0 AND credits", name="remaining"),
        Index("ix_purchases_user_id_host_id", "user_id", "host_id", "expires_at"),
        Index("ix_purchases_expires_at", "expires_at"),
        at_most("name", 80),
        {"sqlite_strict": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    package_id: Mapped[int] = mapped_column(ForeignKey("packages.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), unique=True)
    """None where an organizer gave it."""
    name: Mapped[str]
    credits: Mapped[int]
    remaining: Mapped[int]
    bought_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Since when it is good for nothing more, because its money went back."""


class CreditCause(StrEnum):
    BOUGHT = "bought"
    USED = "used"
    RETURNED = "returned"
    CORRECTED = "corrected"
    """An organizer gave or took some by hand."""
    REFUNDED = "refunded"


class CreditEntry(Base):
    """One line of the ledger of credits, never changed."""

    __tablename__ = "credit_entries"
    __table_args__ = (
        CheckConstraint("amount != 0", name="amount"),
        UniqueConstraint("registration_id", "cause", "round"),
        at_most("reason", 300),
        {"sqlite_strict": True},
    )

    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    cause: Mapped[CreditCause] = mapped_column(stored_by_value(CreditCause, name="cause"))
    round: Mapped[int] = mapped_column(default=0, server_default="0")
    """Tells apart the uses of one registration that was cancelled and undone: its `sequence`."""
    amount: Mapped[int]
    """Above zero it was given, below it was taken."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]
