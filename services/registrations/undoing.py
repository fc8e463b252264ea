"""Undo: for a moment after cancelling, while nobody has been given the place, one tap takes the same place back."""

from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import audit as audit_queries
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from services import access, agreements, eligibility, outbox, quotas, suspensions
from services.errors import TooLateToUndo
from services.refunds import returning
from services.registrations import owners, statuses

UNDO_WITHIN = timedelta(seconds=30)


def undo(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Registration:
    """Take back one's own cancellation: the same registration is confirmed again, as if nothing had been.

    Raises NotFound, SessionCancelled, BookingClosed, PersonBlocked, AlreadyRegistered, AlreadyWaiting,
    OverlappingRegistration, TooLateToUndo.
    """
    registration = access.own_registration(tx, registration_id, user_id)
    if registration.is_late_cancellation:
        _forgive(tx, registration, now=now)
    eligibility.require(tx, user_id, access.quota_to_book(tx, registration.quota_id), now=now)
    quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    session = access.quota_to_book(tx, registration.quota_id)
    agreements.move_along(registration, session)  # it may have been moved since
    if not can_undo(tx, registration, now=now):
        raise TooLateToUndo(registration.session_id)
    if not quotas.take(tx, registration.quota_id, registration.places, first_tap=True):
        raise TooLateToUndo(registration.session_id)
    returning.take_back(tx, registration, now=now)
    statuses.move(tx, registration, Status.CONFIRMED, actor_id=user_id, at=now, reason="undone")
    registration.cancelled_at = None
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


def _forgive(tx: Tx, registration: Registration, *, now: datetime) -> None:
    """A late cancellation may have suspended them: taken back, it never was. If that fails, all of this does."""
    registration.is_late_cancellation = False
    suspensions.reconsider(tx, registration, actor_id=registration.user_id, now=now)


def can_undo(tx: Tx, registration: Registration, *, now: datetime) -> bool:
    """Whether a registration was a place that its owner gave back themselves, a moment ago."""
    if registration.status != Status.CANCELLED or registration.cancelled_at is None:
        return False
    latest = audit_queries.find_latest(tx, "registration", registration.id, "registration.cancelled")
    gave_back = latest is not None and latest.actor_id == registration.user_id
    was_in = latest is not None and latest.data.get("was") == Status.CONFIRMED
    return gave_back and was_in and now - registration.cancelled_at <= UNDO_WITHIN
