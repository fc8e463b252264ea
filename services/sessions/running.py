"""Planning a session, cancelling it, and closing it when it is over."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from db.engine import Tx
from db.models import Quota, Series, Session
from db.models.sessions import SessionStatus
from db.queries import quotas as quota_queries
from db.queries import registrations as registration_queries
from db.queries import sessions as queries
from services import access, audit, codes, quotas, registrations, staleness
from services.errors import BookingClosed, SessionCancelled

SWEEP = 100


@dataclass(frozen=True, slots=True)
class CancelImpact:
    """Who is told when a session is cancelled."""

    confirmed: int
    waiting: int


def schedule(
    tx: Tx,
    *,
    series_id: int,
    starts_at: datetime,
    time_zone: str,
    instructor_id: int | None = None,
    actor_id: int | None,
    now: datetime,
) -> Session:
    """A new session of a series, with the series' duration and quotas."""
    series = tx.get_one(Series, series_id)
    session = Session(
        code=codes.new(),
        series_id=series_id,
        host_id=series.host_id,
        instructor_id=instructor_id,
        starts_at=starts_at,
        ends_at=starts_at.astimezone(UTC) + timedelta(minutes=series.duration_minutes),  # not by the wall clock
        time_zone=time_zone,
        created_at=now,
    )
    tx.add(session)
    tx.flush()
    tx.add_all(
        Quota(session_id=session.id, name=quota["name"], capacity=quota["capacity"], position=position)
        for position, quota in enumerate(series.quotas)
    )
    audit.record(tx, "session.scheduled", actor_id=actor_id, subject=("session", session.id), at=now)
    return session


def impact_of_cancelling(tx: Tx, *, user_id: int, session_id: int) -> CancelImpact:
    """A look before the act: how many people would be told. Raises NotFound, NotAllowed."""
    access.require_to_run(tx, session_id, user_id)
    confirmed, waiting = registration_queries.count_of_session(tx, session_id)
    return CancelImpact(confirmed=confirmed, waiting=waiting)


def cancel(tx: Tx, *, user_id: int, session_id: int, now: datetime) -> int:
    """Cancel a session for everybody; returns how many people are told.

    Raises NotFound, NotAllowed, SessionCancelled, BookingClosed.
    """
    session = access.session_to_run(tx, session_id, user_id)
    title = tx.get_one(Series, session.series_id).title
    if session.status == SessionStatus.CANCELLED:
        raise SessionCancelled(session_id, title)
    if session.status == SessionStatus.COMPLETED or session.ends_at <= now:
        raise BookingClosed(session_id, title)
    quota_queries.lock_of_session(tx, session_id)
    quotas.close(tx, session_id)
    session.status, session.cancelled_at = SessionStatus.CANCELLED, now
    staleness.mark(tx, session_id, now=now)
    told = registrations.cancel_all(tx, session_id, actor_id=user_id, now=now)
    audit.record(tx, "session.cancelled", actor_id=user_id, subject=("session", session_id), at=now, told=told)
    return told


def complete_over(tx: Tx, *, now: datetime) -> int:
    """The sweep: mark sessions that have ended, and let nobody wait for them any longer; returns how many."""
    over = queries.list_over(tx, now, SWEEP)
    for session in over:
        quota_queries.lock_of_session(tx, session.id)
        quotas.close(tx, session.id)
        session.status, session.completed_at = SessionStatus.COMPLETED, now
        staleness.mark(tx, session.id, now=now)
        registrations.expire_unseated(tx, session.id, now=now)
        audit.record(tx, "session.completed", actor_id=None, subject=("session", session.id), at=now)
    return len(over)
