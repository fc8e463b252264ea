"""Moving somebody up by hand: an organizer gives a place past the line, by the same rules as the line itself."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Facts, Tx
from db.models import Registration
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from db.queries import users as user_queries
from services import access, agreements, audit, outbox, quotas
from services.access import Right
from services.registrations import reasons, statuses
from services.waitlist import filling


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of it: the place, or in one word why there was none to give."""

    registration: Registration
    refusal: str
    """Empty where the place was given."""


def move_up(tx: Tx, *, user_id: int, registration_id: int, reason: str = "", now: datetime) -> Attempt:
    """Give a free place to one who waits, whoever stands before them. Each attempt and its reason is in the audit.

    Raises NotFound.
    """
    registration = access.registration_to(tx, Right.MANAGE_PEOPLE, registration_id, user_id)
    user_queries.lock(tx, registration.user_id)
    quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    session = access.quota_to_book(tx, registration.quota_id)
    refusal = _refusal(tx, registration, session, now=now)
    if not refusal:
        _give(tx, registration, session, actor_id=user_id, now=now)
    subject = ("registration", registration_id)
    result, why = refusal or "given", reasons.kept(reason)
    audit.record(tx, "waitlist.moved_up", actor_id=user_id, subject=subject, at=now, result=result, why=why)
    return Attempt(registration, refusal)


def why_not_up(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> str:
    """A look: what makes an attempt vain, whoever it is about; "" where it may be tried. Raises NotFound."""
    registration = access.registration_to(tx, Right.MANAGE_PEOPLE, registration_id, user_id)
    session = access.quota_to_book(tx, registration.quota_id)
    return _lack(registration, session, now=now)


def _refusal(tx: Tx, registration: Registration, session: Facts, *, now: datetime) -> str:
    lack = _lack(registration, session, now=now)
    if lack in {"over", "not_waiting"}:
        return lack
    return filling.obstacle(tx, registration, session) or lack


def _lack(registration: Registration, session: Facts, *, now: datetime) -> str:
    if session.status != SessionStatus.SCHEDULED or session.ends_at <= now:
        return "over"
    if registration.status != Status.WAITLISTED:
        return "not_waiting"
    free = session.capacity - session.taken
    if free <= 0:
        return "full"
    return "too_few" if registration.places > free and not registration.takes_fewer else ""


def _give(tx: Tx, registration: Registration, session: Facts, *, actor_id: int, now: datetime) -> None:
    """Confirm them: an organizer's hand is the organizer's yes, where one is needed."""
    pass_line(tx, session.quota_id, before=registration, now=now)
    filling.take_fewer(tx, registration, session.capacity - session.taken, now=now)
    quotas.seat(tx, registration.quota_id, registration.places)
    registration.passed_over = 0
    agreements.agree(registration, session)
    statuses.move(tx, registration, Status.CONFIRMED, actor_id=actor_id, at=now, reason="by hand")
    outbox.put(
        tx,
        "registration_promoted",
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now,
        useful_until=registration.ends_at,
    )


def pass_line(tx: Tx, quota_id: int, *, before: Registration | None = None, now: datetime) -> None:
    """Write down for those who stand in the line, or in it before somebody, that an organizer went past them."""
    for waiting in queries.list_waiting(tx, quota_id):
        if before is not None and waiting.id == before.id:
            break
        filling.pass_over(tx, waiting, "by_hand", now=now)
