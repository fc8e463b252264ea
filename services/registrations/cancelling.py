"""Cancelling: the place goes on to the next person in the same transaction."""

from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Registration, Series
from db.models.registrations import Status
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from services import access, outbox, waitlist
from services.errors import BookingClosed, NothingToCancel
from services.registrations import statuses


def cancel(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Registration:
    """Give a place back, or leave the waitlist; whoever waits for the place gets it.

    Raises NotFound, NothingToCancel, BookingClosed.
    """
    registration = access.own_registration(tx, registration_id, user_id)
    quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    if not registration.status.is_live:
        raise NothingToCancel(registration.session_id)
    series = access.series_of(tx, registration)
    if registration.ends_at <= now:
        raise BookingClosed(registration.session_id, series.title)
    waited = registration.status == Status.WAITLISTED
    registration.is_late_cancellation = not waited and now > free_until(registration.starts_at, series)
    statuses.leave(tx, registration, Status.CANCELLED, actor_id=user_id, at=now)
    if not waited:
        tell(tx, registration, "registration_cancelled", now=now)
        waitlist.fill(tx, registration.quota_id, now=now)
    return registration


def cancel_all(tx: Tx, session_id: int, *, actor_id: int, now: datetime) -> int:
    """Cancel everybody's registration because the session is; returns how many people are told."""
    registrations = queries.list_live_of_session(tx, session_id)
    for registration in registrations:
        statuses.leave(tx, registration, Status.CANCELLED, actor_id=actor_id, at=now, reason="session cancelled")
        tell(tx, registration, "session_cancelled", now=now)
    return len(registrations)


def expire_unseated(tx: Tx, session_id: int, *, now: datetime) -> None:
    """End what a session that is over leaves open: those who wait, hold or were offered a place keep nothing."""
    for registration in queries.list_live_of_session(tx, session_id):
        if registration.status != Status.CONFIRMED:
            statuses.leave(tx, registration, Status.EXPIRED, actor_id=None, at=now, reason="session over")


def free_until(starts_at: datetime, series: Series) -> datetime:
    """Until when cancelling costs nothing."""
    return starts_at - timedelta(minutes=series.cancellation_notice_minutes)


def tell(tx: Tx, registration: Registration, kind: str, *, now: datetime) -> None:
    outbox.put(tx, kind, user_id=registration.user_id, registration_id=registration.id, due_at=now)
