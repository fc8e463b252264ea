"""The sweep for those who did not come: whoever has a place and is not checked in some time after the start.

It marks nobody in a session where nobody at all was marked: some hosts never check anybody in.
"""

from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Host, Session
from db.queries import attendance as queries
from services import alerts, attendance, staleness

LOOKS_BACK = timedelta(days=1)
BATCH = 100
TELL_AFTER = timedelta(hours=1)
"""Who comes very late, or is only found on the list then, was not told meanwhile that they were missed."""


def list_sessions(tx: Tx, *, now: datetime) -> list[int]:
    """A look: sessions in which somebody is still missing after the host's grace period, for up to a day."""
    rows = queries.list_with_missing(tx, now - 2 * LOOKS_BACK, now)
    return [row.id for row in rows if _is_due(row.starts_at, row.grace_minutes, now)]


def mark(tx: Tx, session_id: int, *, now: datetime, limit: int = BATCH) -> int:
    """Mark so many of those who are missing; returns how many. To repeat it, or two at once, does no harm."""
    session = tx.get_one(Session, session_id)
    grace = tx.get_one(Host, session.host_id).grace_minutes
    if not _is_due(session.starts_at, grace, now) or not queries.is_taken(tx, session_id):
        return 0
    missing = queries.lock_missing(tx, session_id, limit)
    tell_at = max(now + TELL_AFTER, session.ends_at)
    for registration in missing:
        attendance.miss(tx, registration, actor_id=None, tell_at=tell_at, now=now)
    if missing:
        staleness.mark(tx, session_id, now=now)
    return len(missing)


def give_up(tx: Tx, session_id: int, *, now: datetime) -> None:
    """It failed: the admins hear of it. What was marked stays so, and the next sweep tries the rest."""
    alerts.raise_alert(tx, "no_shows_failed", subject=("session", session_id), now=now)


def _is_due(starts_at: datetime, grace_minutes: int, now: datetime) -> bool:
    missed_at = starts_at + timedelta(minutes=grace_minutes)
    return missed_at <= now < missed_at + LOOKS_BACK
