"""Registrations: one person's booking of a session, from waiting or holding to its end."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, FetchedValue, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most, stored_by_value


class Status(StrEnum):
    PENDING_APPROVAL = "pending_approval"
    PENDING_PAYMENT = "pending_payment"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"

    @property
    def takes_place(self) -> bool:
        return self in TAKES_PLACE

    @property
    def is_live(self) -> bool:
        return self in LIVE


TAKES_PLACE = frozenset({Status.PENDING_APPROVAL, Status.PENDING_PAYMENT, Status.CONFIRMED, Status.OFFERED})
LIVE = TAKES_PLACE | {Status.WAITLISTED}


class Attendance(StrEnum):
    ATTENDED = "attended"
    LATE = "late"
    """They came, but after the start."""
    NO_SHOW = "no_show"


IS_LIVE = text("status IN ('pending_approval', 'pending_payment', 'confirmed', 'waitlisted', 'offered')")
IS_WAITING = text("status = 'waitlisted'")
HAS_HOLD = text("hold_expires_at IS NOT NULL")


class Registration(Base):
    __tablename__ = "registrations"
    __table_args__ = (
        CheckConstraint("places BETWEEN 1 AND 100", name="places"),
        at_most("request", 500),
        at_most("note", 1000),
        at_most("reason", 300),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("status != 'waitlisted' OR waitlisted_at IS NOT NULL", name="waiting_since"),
        Index(
            "uq_registrations_live",
            "user_id",
            "session_id",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index(
            "ix_registrations_queue",
            "quota_id",
            "waitlisted_at",
            "id",
            sqlite_where=IS_WAITING,
            postgresql_where=IS_WAITING,
        ),
        Index("ix_registrations_holds", "hold_expires_at", sqlite_where=HAS_HOLD, postgresql_where=HAS_HOLD),
        Index("ix_registrations_session_id_status", "session_id", "status"),
        Index("ix_registrations_user_id_starts_at_status", "user_id", "starts_at", "status"),
        {"sqlite_strict": True},
    )

    reference: Mapped[str] = mapped_column(unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    quota_id: Mapped[int] = mapped_column(ForeignKey("quotas.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    places: Mapped[int] = mapped_column(default=1)
    status: Mapped[Status] = mapped_column(stored_by_value(Status, name="status"))
    # FetchedValue: where an INSERT reads the times from the session, it also returns them; else a SELECT would.
    starts_at: Mapped[datetime] = mapped_column(server_default=FetchedValue())
    """Of the session, kept here too so that one index finds what overlaps; whoever moves a session moves it along.
    But not for offers: `waitlist.settle` withdraws those, since another time was offered."""
    ends_at: Mapped[datetime] = mapped_column(server_default=FetchedValue())
    free_until: Mapped[datetime | None]
    """Until when cancelling costs nothing, as it was when they got the place; None is as the series says."""
    refund_tiers: Mapped[list[dict[str, Any]] | None]
    """Of the series, as they were when they got the place."""
    late_fee: Mapped[int | None]
    """What cancelling late costs where nothing was paid, likewise, in minor units; None is as the series says."""
    price: Mapped[int] = mapped_column(default=0)
    """What was agreed for all its places, in minor units of the currency."""
    currency: Mapped[str]
    credits: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many credits of a package pay for it; which one, the ledger of credits tells."""
    pays_by_credit: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Who waits and wants a credit taken when their turn comes; they are not asked for money then."""
    hold_renewals: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often the time to pay was made longer."""
    booked_at: Mapped[datetime]
    waitlisted_at: Mapped[datetime | None]
    hold_expires_at: Mapped[datetime | None]
    """Until when a place is kept that is not paid, approved or claimed yet."""
    confirmed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    expired_at: Mapped[datetime | None]
    is_late_cancellation: Mapped[bool] = mapped_column(default=False)
    request: Mapped[str] = mapped_column(default="", server_default="")
    """What the person asked the organizer for."""
    guests: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Names of those who come along, as far as they were given; the places beyond the first are theirs."""
    takes_fewer: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a party that waits takes fewer places when there are fewer; else it is served as a whole."""
    passed_over: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often in a row a place went past this party because it did not fit."""
    asks_within_minutes: Mapped[int | None]
    """The person wants to be asked, not booked, when the start is nearer than this; 0 is never.
    None is as the series says."""
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    """Raised by every change that a calendar shows."""
    note: Mapped[str] = mapped_column(default="", server_default="")
    """Private: for those who run the session, never shown to the person."""
    reason: Mapped[str] = mapped_column(default="", server_default="")
    """What an organizer told the person whom they did not accept, or took out."""
    link: Mapped[str | None]
    """Encrypted: the token by which who registered on a page sees and cancels it there."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who entered it by hand; None where the person booked themselves."""
    rejected_at: Mapped[datetime | None]
    attendance: Mapped[Attendance | None] = mapped_column(stored_by_value(Attendance, name="attendance"))
    attendance_at: Mapped[datetime | None]
    """When that was written down: for those who came, when they did."""
    coming_asked_at: Mapped[datetime | None]
    coming_nudged_at: Mapped[datetime | None]
    coming_at: Mapped[datetime | None]
    """When they said that they still come."""
