"""Undo: for a moment after cancelling, while nobody has been given the place, one tap takes the same place back."""

from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import audit as audit_queries
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from services import access, eligibility, outbox, quotas
from services.errors import TooLateToUndo
from services.registrations import owners, statuses

UNDO_WITHIN = timedelta(seconds=30)


def undo(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Registration:
    """Take back one's own cancellation: the same registration is confirmed again, as if nothing had been.

    Raises NotFound, SessionCancelled, BookingClosed, PersonBlocked, AlreadyRegistered, AlreadyWaiting,
    OverlappingRegistration, TooLateToUndo.
    """
    registration = access.own_registration(tx, registration_id, user_id)
    eligibility.require(tx, user_id, access.quota_to_book(tx, registration.quota_id), now=now)
    quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    if not can_undo(tx, registration, now=now):
        raise TooLateToUndo(registration.session_id)
    if not quotas.take(tx, registration.quota_id, registration.places, first_tap=True):
        raise TooLateToUndo(registration.session_id)
    statuses.move(tx, registration, Status.CONFIRMED, actor_id=user_id, at=now, reason="undone")
    registration.cancelled_at, registration.is_late_cancellation = None, False
    outbox.put(
        tx,
        "registration_undone",
        user_id=user_id,
        registration_id=registration_id,
        due_at=now,
        useful_until=registration.ends_at,
        version=registration.sequence,
    )
    owners.tell(tx, registration, "owner_undone", now=now, version=registration.sequence)
    return registration


def can_undo(tx: Tx, registration: Registration, *, now: datetime) -> bool:
    """Whether a registration was a place that its owner gave back themselves, a moment ago."""
    if registration.status != Status.CANCELLED or registration.cancelled_at is None:
        return False
    latest = audit_queries.find_latest(tx, "registration", registration.id, "registration.cancelled")
    gave_back = latest is not None and latest.actor_id == registration.user_id
    was_in = latest is not None and latest.data.get("was") == Status.CONFIRMED
    return gave_back and was_in and now - registration.cancelled_at <= UNDO_WITHIN
