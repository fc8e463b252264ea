"""The waitlist of a quota: first come, first served, and a freed place is never left lying.

A place that comes free is given on in the transaction that freed it. A sweep finds what was missed.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from db.engine import Facts, Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import audit as audit_queries
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from db.queries import sessions as session_queries
from db.queries import users as user_queries
from services import access, audit, eligibility, outbox, quotas
from services.errors import DomainError, PlaceIsFree
from services.registrations import statuses
from services.registrations.booking import added, new


def join(tx: Tx, *, user_id: int, quota_id: int, places: int = 1, now: datetime) -> Registration:
    """Stand in line for a full quota.

    Raises what `registrations.book` raises, but for SessionFull; PlaceIsFree where there is nothing to wait for.
    """
    quota = access.quota_to_book(tx, quota_id)
    eligibility.require(tx, user_id, quota, now=now)
    if not quotas.queue(tx, quota_id, places):
        quota = access.quota_to_book(tx, quota_id)
        eligibility.require(tx, user_id, quota, now=now)  # it may have been cancelled a moment ago
        raise PlaceIsFree(quota.id)
    registration = new(quota, user_id=user_id, places=places, status=Status.WAITLISTED, now=now)
    registration.waitlisted_at = now
    return added(tx, registration, now=now, notice="registration_waitlisted")


def fill(tx: Tx, quota_id: int, *, now: datetime) -> int:
    """Give a quota's free places to those who wait, in order; returns how many registrations got in.

    Whoever cannot take the place now is passed over with a written reason and keeps their turn.
    """
    quota = quota_queries.lock(tx, quota_id)
    free = quota.capacity - quota.taken
    if not quota.is_open or not quota.waiting or free <= 0:
        return 0
    session = access.quota_to_book(tx, quota_id)
    promoted = 0
    for registration in queries.list_waiting(tx, quota_id):
        if free <= 0:
            break
        reason = obstacle(tx, registration, session, free=free)
        if reason:
            _pass_over(tx, registration, reason, now=now)
        elif _promoted(tx, registration, now=now):
            free -= registration.places
            promoted += 1
    return promoted


def obstacle(tx: Tx, registration: Registration, session: Facts, *, free: int) -> str | None:
    """Why somebody who waits cannot take the place now, in one word; None where they can."""
    if registration.places > free:
        return "party"
    person = eligibility.standing(tx, registration.user_id, session, find=user_queries.lock_at_once)
    if person.is_blocked:
        return "blocked"
    return "overlap" if eligibility.overlap(session, person) else None


def _promoted(tx: Tx, registration: Registration, *, now: datetime) -> bool:
    """Confirm one who waits, as a unit: whatever fails undoes it and leaves the place to the sweep."""
    try:
        with tx.begin_nested():
            if not quotas.seat(tx, registration.quota_id, registration.places):
                return False
            statuses.move(tx, registration, Status.CONFIRMED, actor_id=None, at=now, reason="promoted")
            outbox.put(
                tx,
                "registration_promoted",
                user_id=registration.user_id,
                registration_id=registration.id,
                due_at=now,
                useful_until=registration.ends_at,
            )
    except (DomainError, IntegrityError) as error:
        _pass_over(tx, registration, type(error).__name__, now=now)
        return False
    return True


def _pass_over(tx: Tx, registration: Registration, reason: str, *, now: datetime) -> None:
    """Write down why, once for a reason: the sweep comes by each minute."""
    subject = ("registration", registration.id)
    latest = audit_queries.find_latest(tx, *subject)
    if latest is None or (latest.action, latest.data.get("reason")) != ("waitlist.passed_over", reason):
        audit.record(tx, "waitlist.passed_over", actor_id=None, subject=subject, at=now, reason=reason)


def advance(tx: Tx, *, now: datetime) -> int:
    """The sweep: fill every quota that has both a free place and somebody who waits; returns how many got in."""
    return sum(fill(tx, quota_id, now=now) for quota_id in session_queries.list_quotas_to_fill(tx, now))
