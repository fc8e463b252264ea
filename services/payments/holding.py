"""The time to pay: made longer once, and ended where nothing came."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import payments as queries
from db.queries import quotas as quota_queries
from db.queries import registrations as registration_queries
from services import access, audit, holds, outbox, waitlist
from services.errors.paying import NoMoreTime
from services.payments import refusing
from services.registrations import statuses


def renew(tx: Tx, *, user_id: int, registration_id: int, hold: timedelta = holds.HOLD, now: datetime) -> Registration:
    """Keep a place for somebody who is paying for as long again, once. Raises NotFound, NoMoreTime, and what says why
    nothing is to pay."""
    registration = access.own_registration(tx, registration_id, user_id)
    registration_queries.lock(tx, registration_id)
    if registration.status != Status.PENDING_PAYMENT:
        raise refusing.of_place(tx, registration)
    if registration.hold_renewals >= holds.RENEWALS:
        raise NoMoreTime
    registration.hold_renewals += 1
    until = holds.until(max(registration.hold_expires_at or now, now), hold)
    registration.hold_expires_at = until
    for payment in queries.list_pending(tx, registration_id):
        payment.expires_at = until
    audit.record(tx, "hold.renewed", actor_id=user_id, subject=("registration", registration_id), at=now)
    return registration


def list_overheld(tx: Tx, *, now: datetime) -> Sequence[int]:
    """A look for the sweep: registrations whose time to pay ran out."""
    return queries.list_overheld(tx, now)


def expire(tx: Tx, registration_id: int, *, now: datetime) -> bool:
    """Nothing came in time: the place goes on. False where it was paid, or given more time, a moment ago."""
    registration = tx.get_one(Registration, registration_id)
    quota_queries.lock(tx, registration.quota_id)
    registration_queries.lock(tx, registration_id)
    is_over = registration.hold_expires_at is not None and registration.hold_expires_at <= now
    if registration.status != Status.PENDING_PAYMENT or not is_over:
        return False
    statuses.leave(tx, registration, Status.EXPIRED, actor_id=None, at=now, reason="unpaid")
    outbox.put(
        tx,
        "hold_expired",
        user_id=registration.user_id,
        registration_id=registration_id,
        due_at=now,
        version=registration.sequence,
    )
    waitlist.settle(tx, registration.quota_id, now=now)
    return True
