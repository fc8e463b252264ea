"""Booking: a place is taken, or the reason is given why there is none to have."""

from datetime import datetime

from db.engine import Facts, Tx
from db.models import Registration
from db.models.registrations import Status
from services import access, audit, codes, eligibility, outbox, quotas
from services.errors import SessionFull


def book(tx: Tx, *, user_id: int, quota_id: int, places: int = 1, now: datetime) -> Registration:
    """Take places in a quota.

    Raises NotFound, SessionCancelled, BookingClosed, PersonBlocked, AlreadyRegistered, AlreadyWaiting,
    OverlappingRegistration, SessionFull.
    """
    quota = access.quota_to_book(tx, quota_id)
    eligibility.require(tx, user_id, quota, now=now)
    if not quotas.take(tx, quota_id, places):  # refuses too while somebody waits
        quota = access.quota_to_book(tx, quota_id)
        eligibility.require(tx, user_id, quota, now=now)  # it may have been cancelled a moment ago
        raise SessionFull(quota.id, quota_id, quota.quota_name, quota.waiting)
    registration = new(quota, user_id=user_id, places=places, status=Status.CONFIRMED, now=now)
    registration.confirmed_at = now
    return added(tx, registration, now=now, notice="registration_confirmed")


def new(quota: Facts, *, user_id: int, places: int, status: Status, now: datetime) -> Registration:
    """A registration with what was agreed: the session's times and price as they are now."""
    return Registration(
        reference=codes.new(),
        session_id=quota.id,
        quota_id=quota.quota_id,
        user_id=user_id,
        places=places,
        status=status,
        starts_at=quota.starts_at,
        ends_at=quota.ends_at,
        price=quota.price * places,
        currency=quota.currency,
        booked_at=now,
    )


def added(tx: Tx, registration: Registration, *, now: datetime, notice: str) -> Registration:
    """Keep a new registration, tell the person, and write it down."""
    tx.add(registration)
    tx.flush()
    outbox.put(
        tx,
        notice,
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now,
        useful_until=registration.ends_at,
    )
    audit.record(
        tx,
        f"registration.{registration.status}",
        actor_id=registration.user_id,
        subject=("registration", registration.id),
        at=now,
    )
    return registration
