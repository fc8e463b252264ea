"""Booking: places are taken, or the reason is given why there are none to have."""

from collections.abc import Sequence
from datetime import datetime

from db.engine import Facts, Tx
from db.models import Registration
from db.models.registrations import Status
from services import access, audit, codes, cutoffs, eligibility, outbox, quotas, staleness
from services.errors import SessionFull, TooFewPlaces
from services.registrations import owners, parties


def book(
    tx: Tx,
    *,
    user_id: int,
    quota_id: int,
    places: int = 1,
    guests: Sequence[str] = (),
    request: str = "",
    now: datetime,
) -> Registration:
    """Take places in a quota. `guests` are the names of those who come along, as far as they are known.

    Raises NotFound, SessionCancelled, BookingClosed, PersonBlocked, AlreadyRegistered, AlreadyWaiting,
    OverlappingRegistration, PartyTooLarge, SessionFull, TooFewPlaces.
    """
    quota = access.quota_to_book(tx, quota_id)
    eligibility.require(tx, user_id, quota, now=now)
    parties.require_allowed(quota, places)
    first_tap = cutoffs.is_past(quota, now)
    if not quotas.take(tx, quota_id, places, first_tap=first_tap):  # refuses too while somebody waits in a line
        quota = access.quota_to_book(tx, quota_id)
        eligibility.require(tx, user_id, quota, now=now)  # it may have been cancelled a moment ago
        raise full(quota, places, first_tap=first_tap)
    registration = new(quota, user_id=user_id, places=places, status=Status.CONFIRMED, now=now)
    registration.confirmed_at = now
    registration.guests, registration.request = parties.guests(guests, places), parties.request(request)
    added(tx, registration, now=now, notice="registration_confirmed")
    owners.tell_owner(tx, quota.owner_to_tell, registration, "owner_booked", now=now)
    return registration


def full(quota: Facts, places: int, *, first_tap: bool) -> SessionFull:
    """Why a quota has not so many places to give."""
    free = 0 if quota.waiting and not first_tap else quota.capacity - quota.taken
    facts = (quota.id, quota.quota_id, quota.quota_name, quota.waiting, places)
    return TooFewPlaces(*facts, free=free) if free else SessionFull(*facts)


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
    staleness.mark(tx, registration.session_id, now=now)
    return registration
