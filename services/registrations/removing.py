"""Taking somebody out: an organizer ends one registration, and says why."""

from datetime import datetime

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Attendance, Status
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from services import access, outbox, suspensions, waitlist
from services.access import Right
from services.errors import BookingClosed, NothingToCancel
from services.refunds import returning
from services.registrations import reasons, statuses
from services.waitlist import offering


def take_out(tx: Tx, *, user_id: int, registration_id: int, reason: str = "", now: datetime) -> Registration:
    """End somebody's live registration; the person is told why, and whoever waits gets the place.

    Raises NotFound, NothingToCancel, BookingClosed.
    """
    registration = access.registration_to(tx, Right.MANAGE_PEOPLE, registration_id, user_id)
    quota = quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    if not registration.status.is_live:
        raise NothingToCancel(registration.session_id)
    if registration.ends_at <= now or not quota.is_open:  # it may have been closed before its end
        raise BookingClosed(registration.session_id, access.series_of(tx, registration).title)
    missed = registration.attendance == Attendance.NO_SHOW
    registration.reason = reasons.kept(reason)
    if registration.status == Status.OFFERED:
        offering.end(tx, registration, Status.CANCELLED, "taken_back", actor_id=user_id, now=now)
    else:
        statuses.leave(tx, registration, Status.CANCELLED, actor_id=user_id, at=now, reason="taken out")
    returning.end(tx, registration, by=user_id, now=now)
    outbox.put(
        tx,
        "registration_removed",
        user_id=registration.user_id,
        registration_id=registration_id,
        due_at=now,
        version=registration.sequence,
    )
    waitlist.settle(tx, registration.quota_id, now=now)
    if missed:
        suspensions.reconsider(tx, registration, actor_id=user_id, now=now)
    return registration
