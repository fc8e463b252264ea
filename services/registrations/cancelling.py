"""Cancelling: the place goes on to the next person in the same transaction."""

from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Registration, Series
from db.models.registrations import Status
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from services import access, outbox, waitlist
from services.errors import AlreadyRegistered, BookingClosed, NothingToCancel, PlaceIsHeld
from services.registrations import owners, statuses
from services.waitlist import offering


def cancel(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Registration:
    """Give a place back, leave the waitlist or pass on an offer; whoever waits for the place gets it.

    Raises NotFound, NothingToCancel, BookingClosed.
    """
    registration, series = _locked(tx, user_id, registration_id, now=now)
    if registration.status == Status.OFFERED:
        return waitlist.pass_on(tx, user_id=user_id, registration_id=registration_id, now=now)
    if registration.status == Status.WAITLISTED:
        return leave_waitlist(tx, user_id=user_id, registration_id=registration_id, now=now)
    registration.is_late_cancellation = now > free_until(registration.starts_at, series)
    statuses.leave(tx, registration, Status.CANCELLED, actor_id=user_id, at=now)
    tell(tx, registration, "registration_cancelled", now=now, version=registration.sequence)
    owners.tell(tx, registration, "owner_cancelled", now=now, version=registration.sequence)
    waitlist.settle(tx, registration.quota_id, now=now)
    return registration


def leave_waitlist(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Registration:
    """Stand in line no longer. A button of before somebody was moved up must not cost them their place.

    Raises NotFound, NothingToCancel, BookingClosed, AlreadyRegistered, PlaceIsHeld.
    """
    registration, _ = _locked(tx, user_id, registration_id, now=now)
    if registration.status == Status.OFFERED:
        raise PlaceIsHeld(registration.session_id)
    if registration.status != Status.WAITLISTED:
        raise AlreadyRegistered(registration.session_id, registration.reference)
    statuses.leave(tx, registration, Status.CANCELLED, actor_id=user_id, at=now)
    waitlist.sweep(tx, registration.quota_id, now=now)  # frees no place: no news for those who still wait
    return registration


def _locked(tx: Tx, user_id: int, registration_id: int, *, now: datetime) -> tuple[Registration, Series]:
    """A person's own live registration of a session that is not over, with its quota locked before it."""
    registration = access.own_registration(tx, registration_id, user_id)
    quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    if not registration.status.is_live:
        raise NothingToCancel(registration.session_id)
    series = access.series_of(tx, registration)
    if registration.ends_at <= now:
        raise BookingClosed(registration.session_id, series.title)
    return registration, series


def cancel_all(tx: Tx, session_id: int, *, actor_id: int, now: datetime) -> int:
    """Cancel everybody's registration because the session is; returns how many people are told."""
    registrations = queries.list_live_of_session(tx, session_id)
    for registration in registrations:
        _let_go(tx, registration, Status.CANCELLED, "session cancelled", actor_id=actor_id, now=now)
        tell(tx, registration, "session_cancelled", now=now)
    return len(registrations)


def expire_unseated(tx: Tx, session_id: int, *, now: datetime) -> None:
    """End what a session that is over leaves open: those who wait, hold or were offered a place keep nothing."""
    for registration in queries.list_live_of_session(tx, session_id):
        if registration.status != Status.CONFIRMED:
            _let_go(tx, registration, Status.EXPIRED, "session over", actor_id=None, now=now)


def _let_go(
    tx: Tx, registration: Registration, to: Status, reason: str, *, actor_id: int | None, now: datetime
) -> None:
    """End a registration with its session; an offer among them is withdrawn."""
    if registration.status == Status.OFFERED:
        how = "withdrawn" if to == Status.CANCELLED else "lapsed"
        offering.end(tx, registration, to, how, actor_id=actor_id, now=now, until=registration.hold_expires_at)
    else:
        statuses.leave(tx, registration, to, actor_id=actor_id, at=now, reason=reason)


def free_until(starts_at: datetime, series: Series) -> datetime:
    """Until when cancelling costs nothing."""
    return starts_at - timedelta(minutes=series.cancellation_notice_minutes)


def tell(tx: Tx, registration: Registration, kind: str, *, now: datetime, version: int = 0) -> None:
    outbox.put(tx, kind, user_id=registration.user_id, registration_id=registration.id, due_at=now, version=version)
