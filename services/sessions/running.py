"""Planning a session, cancelling it, and closing it when it is over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.engine import Tx
from db.models import Quota, Series, Session
from db.models.sessions import SessionStatus
from db.queries import plans as queries
from db.queries import sessions as session_queries
from services import audit, codes, quotas, registrations, staleness
from services.errors.organizing import TextTooLong
from services.refunds import foreseeing
from services.sessions import reach as reaching
from services.sessions.changing import close
from services.sessions.reach import ONE, Impact, Outcome, Reach, Reached
from services.templates import editing
from services.text import clean

SWEEP = 100
LONGEST_REASON = 300


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
    staleness.mark_series(tx, series_id, now=now)
    audit.record(tx, "session.scheduled", actor_id=actor_id, subject=("session", session.id), at=now)
    return session


def impact_of_cancelling(tx: Tx, *, user_id: int, session_id: int, reach: Reach = ONE, now: datetime) -> Impact:
    """A look before the act: who would be told, and what goes back to whom paid. Raises what `cancel` raises."""
    return impact_of_ending(tx, reaching.find(tx, user_id=user_id, session_id=session_id, reach=reach, now=now))


def impact_of_ending(tx: Tx, reached: Reached) -> Impact:
    paid_places, refunds = foreseeing.of_sessions(tx, reached.ids)
    return replace(reaching.impact_on(tx, reached), paid_places=paid_places, refunds=refunds)


def cancel(tx: Tx, *, user_id: int, session_id: int, reason: str = "", now: datetime) -> int:
    """Cancel a session for everybody; returns how many people are told. Raises what `call_off` raises."""
    return call_off(tx, user_id=user_id, session_id=session_id, reason=reason, now=now).told


def call_off(tx: Tx, *, user_id: int, session_id: int, reason: str = "", reach: Reach = ONE, now: datetime) -> Outcome:
    """Cancel a session, or this and all later ones; everybody is told, with the reason if there is one.

    Raises NotFound, NotAllowed, SessionCancelled, BookingClosed, TextTooLong.
    """
    reason = read_reason(reason)
    reached = reaching.lock(tx, user_id=user_id, session_id=session_id, reach=reach, now=now)
    queries.lock_quotas(tx, reached.ids)
    cut_off = tuple(row.name for row in queries.list_cut_off(tx, reached.ids))
    told = sum(_cancel(tx, session, reason, actor_id=user_id, now=now) for session in reached.sessions)
    if reach.future:
        _stop_templates(tx, reached, actor_id=user_id, now=now)
    return Outcome(session_id, len(reached.sessions), told - len(cut_off), cut_off=cut_off)


def read_reason(typed: str) -> str:
    """What people are told, as it is kept. Raises TextTooLong."""
    reason = clean(typed, LONGEST_REASON + 1)
    if len(reason) > LONGEST_REASON:
        raise TextTooLong(LONGEST_REASON)
    return reason


def _cancel(tx: Tx, session: Session, reason: str, *, actor_id: int, now: datetime) -> int:
    quotas.close(tx, session.id)
    session.status, session.cancelled_at = SessionStatus.CANCELLED, now
    staleness.mark(tx, session.id, now=now)
    told = registrations.cancel_all(tx, session.id, reason=reason, actor_id=actor_id, now=now)
    why = {"reason": reason} if reason else {}
    subject = ("session", session.id)
    audit.record(tx, "session.cancelled", actor_id=actor_id, subject=subject, at=now, told=told, **why)
    return told


def _stop_templates(tx: Tx, reached: Reached, *, actor_id: int, now: datetime) -> None:
    """What repeats ends before the first session that is cancelled; where that is its beginning, it rests."""
    for template in reaching.templates(tx, reached):
        first = min(one.starts_at for one in reached.sessions if one.template_id == template.id)
        last = first.astimezone(ZoneInfo(template.time_zone)).date() - timedelta(days=1)
        if last < template.begins_on:
            change: dict[str, Any] = {"is_active": False}
        else:
            change = {"ends_on": min(template.ends_on or last, last)}
        editing.put(tx, template, change, actor_id=actor_id, now=now)


def complete_over(tx: Tx, *, now: datetime) -> int:
    """The sweep: mark sessions that have ended, and let nobody wait for them any longer; returns how many."""
    over = session_queries.list_over(tx, now, SWEEP)
    for session in over:
        queries.lock_quotas(tx, [session.id])
        close(tx, session, actor_id=None, now=now)
    return len(over)
