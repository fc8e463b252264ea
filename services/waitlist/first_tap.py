"""After the cutoff a free place goes to whoever taps first; all who wait are told, once for each time one came free."""

from datetime import datetime

from db.engine import Facts, Tx
from db.models import Registration
from db.queries import audit as audit_queries
from db.queries import registrations as queries
from services import audit, cutoffs, eligibility, outbox
from services.waitlist import filling

ANNOUNCED = "waitlist.first_tap"


def announce(tx: Tx, session: Facts, *, now: datetime, is_news: bool) -> None:
    """Tell all who wait for a locked quota that there is a free place; where it is no news, only if nobody was told."""
    subject = ("quota", session.quota_id)
    if not is_news and _was_announced(tx, session):
        return
    version = audit_queries.count(tx, *subject, ANNOUNCED)
    free = session.capacity - session.taken
    for registration in queries.list_waiting(tx, session.quota_id):
        reason = _obstacle(tx, registration, session, free) or filling.silence(tx, registration)
        if reason:
            filling.pass_over(tx, registration, reason, now=now)
        else:
            _tell(tx, registration, version, now=now)
    audit.record(tx, ANNOUNCED, actor_id=None, subject=subject, at=now, free=free)


def _was_announced(tx: Tx, session: Facts) -> bool:
    latest = audit_queries.find_latest(tx, "quota", session.quota_id, ANNOUNCED)
    return latest is not None and latest.at >= cutoffs.cutoff_of(session)


def _obstacle(tx: Tx, registration: Registration, session: Facts, free: int) -> str | None:
    """Why somebody need not be told: they could not take it. Nobody is locked for it, the tap asks again."""
    if registration.places > free and not registration.takes_fewer:
        return "party_late"
    person = eligibility.standing(tx, registration.user_id, session)
    if person.is_blocked:
        return "blocked"
    return "overlap" if eligibility.overlap(session, person) else None


def _tell(tx: Tx, registration: Registration, version: int, *, now: datetime) -> None:
    outbox.put(
        tx,
        "waitlist_first_tap",
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now,
        useful_until=registration.ends_at,
        version=version,
    )
