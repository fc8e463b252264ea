"""Cancelling: the place goes on to the next person in the same transaction."""

from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Registration, Series
from db.models.payments import RefundCause
from db.models.registrations import Attendance, Status
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from services import access, agreements, outbox, suspensions, waitlist
from services.errors import (
    AlreadyAsked,
    AlreadyRegistered,
    AttendanceKnown,
    BookingClosed,
    NothingToCancel,
    PlaceIsHeld,
)
from services.refunds import foreseeing, returning
from services.registrations import owners, statuses
from services.waitlist import offering


def cancel(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Registration:
    """Give a place back, leave the waitlist or pass on an offer; whoever waits for the place gets it.

    Raises NotFound, NothingToCancel, BookingClosed, AttendanceKnown.
    """
    registration, series = _locked(tx, user_id, registration_id, now=now)
    if registration.status == Status.OFFERED:
        return waitlist.pass_on(tx, user_id=user_id, registration_id=registration_id, now=now)
    if registration.status == Status.WAITLISTED:
        return leave_waitlist(tx, user_id=user_id, registration_id=registration_id, now=now)
    if registration.attendance is not None:
        raise AttendanceKnown(registration.session_id)
    was_in = registration.status == Status.CONFIRMED
    registration.is_late_cancellation = was_in and now > agreements.free_until(registration, series)
    verdict = foreseeing.given_up(tx, registration, series, now=now)
    statuses.leave(tx, registration, Status.CANCELLED, actor_id=user_id, at=now)
    returning.give_up(tx, registration, series, verdict=verdict, now=now)
    tell(tx, registration, "registration_cancelled", now=now, version=registration.sequence)
    if was_in:  # who was asked about a request learns of its end in that message
        owners.tell(tx, registration, "owner_cancelled", now=now, version=registration.sequence)
    waitlist.settle(tx, registration.quota_id, now=now)
    if registration.is_late_cancellation:
        suspensions.judge(tx, registration, actor_id=None, tell_at=now + returning.UNDONE_BY_THEN, now=now)
    return registration


def leave_waitlist(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Registration:
    """Stand in line no longer. A button of before somebody was moved up must not cost them their place.

    Raises NotFound, NothingToCancel, BookingClosed, AlreadyRegistered, AlreadyAsked, PlaceIsHeld.
    """
    registration, _ = _locked(tx, user_id, registration_id, now=now)
    if registration.status == Status.OFFERED:
        raise PlaceIsHeld(registration.session_id)
    if registration.status == Status.PENDING_APPROVAL:
        raise AlreadyAsked(registration.session_id)
    if registration.status != Status.WAITLISTED:
        raise AlreadyRegistered(registration.session_id, registration.reference)
    statuses.leave(tx, registration, Status.CANCELLED, actor_id=user_id, at=now)
    waitlist.sweep(tx, registration.quota_id, now=now)  # frees no place: no news for those who still wait
    return registration


def _locked(tx: Tx, user_id: int, registration_id: int, *, now: datetime) -> tuple[Registration, Series]:
    """A person's own live registration of a session that is not over, with its quota locked before it."""
    registration = access.own_registration(tx, registration_id, user_id)
    quota = quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    if not registration.status.is_live:
        raise NothingToCancel(registration.session_id)
    series = access.series_of(tx, registration)
    if registration.ends_at <= now or not quota.is_open:  # an organizer may have closed it before its end
        raise BookingClosed(registration.session_id, series.title)
    return registration, series


def cancel_all(tx: Tx, session_id: int, *, reason: str = "", actor_id: int, now: datetime) -> int:
    """Cancel everybody's registration because the session is, and tell them why; returns how many are told."""
    registrations = queries.list_live_of_session(tx, session_id)
    why: dict[str, Any] = {"reason": reason} if reason else {}
    for registration in registrations:
        missed = registration.attendance == Attendance.NO_SHOW
        _let_go(tx, registration, Status.CANCELLED, "session cancelled", actor_id=actor_id, now=now)
        used = registration.credits
        back = returning.end(tx, registration, RefundCause.SESSION_CANCELLED, by=actor_id, now=now)
        returned: dict[str, Any] = {"back": back, "credits_back": used - registration.credits}
        tell(tx, registration, "session_cancelled", now=now, **why, **returned)
        if missed:
            suspensions.reconsider(tx, registration, actor_id=actor_id, now=now)
    return len(registrations)


def expire_unseated(tx: Tx, session_id: int, *, now: datetime) -> None:
    """End what a session that is over leaves open: those who wait, hold or were offered a place keep nothing."""
    for registration in queries.list_live_of_session(tx, session_id):
        is_request = registration.status == Status.PENDING_APPROVAL
        if registration.status != Status.CONFIRMED:
            _let_go(tx, registration, Status.EXPIRED, "session over", actor_id=None, now=now)
            returning.end(tx, registration, by=None, now=now)
        if is_request:
            tell(tx, registration, "request_expired", now=now)


def _let_go(
    tx: Tx, registration: Registration, to: Status, reason: str, *, actor_id: int | None, now: datetime
) -> None:
    """End a registration with its session; an offer among them is withdrawn."""
    if registration.status == Status.OFFERED:
        how = "withdrawn" if to == Status.CANCELLED else "lapsed"
        offering.end(tx, registration, to, how, actor_id=actor_id, now=now, until=registration.hold_expires_at)
    else:
        statuses.leave(tx, registration, to, actor_id=actor_id, at=now, reason=reason)


def tell(tx: Tx, registration: Registration, kind: str, *, now: datetime, version: int = 0, **data: Any) -> None:
    outbox.put(
        tx, kind, user_id=registration.user_id, registration_id=registration.id, due_at=now, version=version, **data
    )
