"""Payments: what is asked of somebody, what came of it, what goes back, and the ledger of it all."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most, stored_by_value


class PaymentKind(StrEnum):
    PLACE = "place"
    PACKAGE = "package"
    FEE = "fee"
    """For a late cancellation, or for something lent."""


class PaymentStatus(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    """It was not paid, and may not be any more."""
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"

    @property
    def has_arrived(self) -> bool:
        return self in ARRIVED


ARRIVED = frozenset(
    {PaymentStatus.SUCCEEDED, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED, PaymentStatus.DISPUTED}
)


LOST = "lost"
"""What stands as the failure of a payment whose dispute was lost: the bank has decided."""


class Provider(StrEnum):
    """The rail that money comes along."""

    TELEGRAM = "telegram"
    """An invoice in the chat, paid by a card provider behind Telegram."""
    STARS = "stars"
    """An invoice in Telegram Stars (XTR): the only way for what is digital."""
    STRIPE = "stripe"
    """Stripe's own page."""


IS_PENDING = text("status = 'pending'")
IS_DISPUTED = text("status = 'disputed'")


class Payment(Base):
    """One request for money and the one charge that answered it. A second charge is a payment of its own."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("refunded BETWEEN 0 AND amount", name="refunded"),
        CheckConstraint("status IN ('pending', 'failed', 'cancelled') OR charge_id IS NOT NULL", name="charged"),
        UniqueConstraint("host_id", "receipt_number"),
        at_most("failure", 500),
        Index("ix_payments_registration_id", "registration_id"),
        Index("ix_payments_user_id_created_at", "user_id", "created_at"),
        Index("ix_payments_host_id_succeeded_at", "host_id", "succeeded_at"),
        Index("ix_payments_pending", "expires_at", sqlite_where=IS_PENDING, postgresql_where=IS_PENDING),
        Index(
            "uq_payments_pending",
            "registration_id",
            "provider",
            "kind",
            unique=True,
            sqlite_where=IS_PENDING,
            postgresql_where=IS_PENDING,
        ),
        {"sqlite_strict": True},
    )

    reference: Mapped[str] = mapped_column(unique=True)
    """Names it outside: the payload of an invoice, the metadata at Stripe, on a receipt."""
    kind: Mapped[PaymentKind] = mapped_column(stored_by_value(PaymentKind, name="kind"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    """Whose place or package it is."""
    payer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who paid it, where somebody else did."""
    host_id: Mapped[int | None] = mapped_column(ForeignKey("hosts.id"))
    """None only where money came for what nobody knows."""
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    package_id: Mapped[int | None] = mapped_column(ForeignKey("packages.id"))
    provider: Mapped[Provider] = mapped_column(stored_by_value(Provider, name="provider"))
    status: Mapped[PaymentStatus] = mapped_column(
        stored_by_value(PaymentStatus, name="status"), default=PaymentStatus.PENDING
    )
    amount: Mapped[int]
    """In minor units of the currency; XTR has whole Stars."""
    currency: Mapped[str]
    refunded: Mapped[int] = mapped_column(default=0, server_default="0")
    """The sum of its refunds that are owed, on their way or done; `refunds.owe` counts it, guarded."""
    charge_id: Mapped[str | None] = mapped_column(unique=True)
    """The charge on its rail: Telegram's charge id, or Stripe's payment intent."""
    provider_charge_id: Mapped[str | None] = mapped_column(index=True)
    """What the card provider calls it: a refund names it. None for Stars."""
    checkout_id: Mapped[str | None] = mapped_column(unique=True)
    """Stripe's checkout session."""
    checkout_url: Mapped[str | None]
    checkout_ends_at: Mapped[datetime | None]
    """When the page ends by itself; from the moment on at which it was first asked for."""
    checkout_round: Mapped[int] = mapped_column(default=0, server_default="0")
    """Counts its pages: part of the key that the provider tells tries to open one by."""
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))
    """The payment that had been made already when this charge came for the same thing."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """Until when it may be paid; the hold ends with it."""
    approved_at: Mapped[datetime | None]
    """When the provider was told that it may charge."""
    succeeded_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    disputed_at: Mapped[datetime | None]
    disputes: Mapped[dict[str, Any] | None]
    """How each of its disputes stands ("open", "won" or "lost"), by the provider's name for it."""
    failure: Mapped[str] = mapped_column(default="", server_default="")
    """The provider's code and words where it failed."""
    receipt_number: Mapped[int | None]
    """Counted for each host from 1, given when the money is there."""
    receipt: Mapped[dict[str, Any] | None]
    """What stands on it, as it was then: host, address, tax line, what was bought, when and where it takes place."""

    @property
    def is_undecided(self) -> bool:
        """A bank has the money, and has not said yet whose it is."""
        return self.status == PaymentStatus.DISPUTED and self.failure != LOST


class RefundStatus(StrEnum):
    OWED = "owed"
    """Nobody was asked to pay it back yet."""
    PENDING = "pending"
    """The provider knows of it, and has not said that it arrived."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    """The provider could not: it is owed still, and somebody has to act."""
    WITHDRAWN = "withdrawn"
    """Taken back before anybody was asked: the cancellation was undone, or a bank has the money."""


class RefundCause(StrEnum):
    CANCELLED = "cancelled"
    SESSION_CANCELLED = "session_cancelled"
    BY_HAND = "by_hand"
    LATE = "late"
    """Paid when the place was gone."""
    TWICE = "twice"
    MISMATCH = "mismatch"
    """Not what was asked for, or for nothing that is known."""
    EXTERNAL = "external"
    """Made at the provider's own page."""


IS_OPEN = text("status IN ('owed', 'pending', 'failed')")


class Refund(Base):
    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        at_most("reason", 300),
        at_most("failure", 500),
        Index("ix_refunds_open", "due_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        {"sqlite_strict": True},
    )

    reference: Mapped[str] = mapped_column(unique=True)
    """Names it to the person and to the provider."""
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    amount: Mapped[int]
    currency: Mapped[str]
    cause: Mapped[RefundCause] = mapped_column(stored_by_value(RefundCause, name="cause"))
    reason: Mapped[str] = mapped_column(default="", server_default="")
    """What an organizer wrote."""
    status: Mapped[RefundStatus] = mapped_column(
        stored_by_value(RefundStatus, name="status"), default=RefundStatus.OWED
    )
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    provider_refund_id: Mapped[str | None] = mapped_column(unique=True)
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    """Raised when it is tried anew after it had failed for good: part of the key that the provider tells tries by."""
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    is_by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())
    """An organizer paid it back in another way."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """From when on the provider is asked, or asked again."""
    leased_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    """When the provider was first asked."""
    succeeded_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="", server_default="")


class Account(StrEnum):
    """Where money is. What came in stands with a minus, so that the sum over all accounts is zero."""

    RECEIVED = "received"
    PLACES = "places"
    PACKAGES = "packages"
    FEES = "fees"
    SUSPENSE = "suspense"
    """It is there, and nothing is given for it."""
    REFUNDS_DUE = "refunds_due"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    """Taken back by a bank; it may come again."""


class LedgerEntry(Base):
    """One line. Lines are written in groups that sum to zero, and never changed."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("amount != 0", name="amount"),
        Index("ix_ledger_entries_host_id_at", "host_id", "at"),
        {"sqlite_strict": True},
    )

    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refunds.id"))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("hosts.id"))
    account: Mapped[Account] = mapped_column(stored_by_value(Account, name="account"))
    amount: Mapped[int]
    currency: Mapped[str]
    at: Mapped[datetime]
