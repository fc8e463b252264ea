"""Yes or no to a request for a place. The place is kept meanwhile, at most until the session begins."""

from datetime import datetime

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from services import access, outbox, waitlist
from services.access import Right
from services.errors import BookingClosed
from services.errors.organizing import RequestOver
from services.refunds import returning
from services.registrations import reasons, statuses


def approve(tx: Tx, *, user_id: int, registration_id: int, tapped: int = 0, now: datetime) -> Registration:
    """Say yes. `tapped` is the message with the button. Raises NotFound, RequestOver, BookingClosed."""
    registration = _locked(tx, user_id, registration_id, now=now)
    statuses.move(tx, registration, Status.CONFIRMED, actor_id=user_id, at=now, reason="approved", tapped=tapped)
    _tell(tx, registration, "registration_confirmed", now=now)
    return registration


def reject(
    tx: Tx, *, user_id: int, registration_id: int, reason: str = "", tapped: int = 0, now: datetime
) -> Registration:
    """Say no, with a reason that the person is told; the place goes on. Raises NotFound, RequestOver, BookingClosed."""
    registration = _locked(tx, user_id, registration_id, now=now)
    registration.reason = reasons.kept(reason)
    statuses.leave(tx, registration, Status.REJECTED, actor_id=user_id, at=now, reason="rejected", tapped=tapped)
    returning.end(tx, registration, by=user_id, now=now)
    _tell(tx, registration, "registration_rejected", now=now)
    waitlist.settle(tx, registration.quota_id, now=now)
    return registration


def _locked(tx: Tx, user_id: int, registration_id: int, *, now: datetime) -> Registration:
    """An open request, for who may decide it."""
    registration = access.registration_to(tx, Right.MANAGE_PEOPLE, registration_id, user_id)
    quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    if registration.status != Status.PENDING_APPROVAL:
        raise RequestOver(registration_id)
    if registration.ends_at <= now:
        raise BookingClosed(registration.session_id, access.series_of(tx, registration).title)
    return registration


def list_undecided(tx: Tx, *, now: datetime) -> list[int]:
    """A look for the sweep: sessions that have begun with requests from before that nobody decided."""
    return queries.list_sessions_of_undecided(tx, now)


def expire_undecided(tx: Tx, session_id: int, *, now: datetime) -> int:
    """End the requests that were open when their session began; returns how many people are told."""
    quota_queries.lock_of_session(tx, session_id)
    undecided = queries.list_undecided(tx, session_id, now)
    for registration in undecided:
        statuses.leave(tx, registration, Status.EXPIRED, actor_id=None, at=now, reason="undecided")
        returning.end(tx, registration, by=None, now=now)
        _tell(tx, registration, "request_expired", now=now)
    for quota_id in sorted({registration.quota_id for registration in undecided}):
        waitlist.settle(tx, quota_id, now=now)
    return len(undecided)


def _tell(tx: Tx, registration: Registration, kind: str, *, now: datetime) -> None:
    outbox.put(tx, kind, user_id=registration.user_id, registration_id=registration.id, due_at=now)
