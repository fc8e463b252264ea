"""Moving: a session takes place at another time, and so do all later ones where that is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.engine import Tx
from db.models import Registration, Session, Template
from db.models.registrations import Status
from db.queries import plans as queries
from services import agreements, audit, staleness, waitlist
from services.errors.organizing import MomentPast, MomentTaken
from services.sessions import reach as reaching
from services.sessions import rooms, telling
from services.sessions.reach import ONE, Impact, Outcome, Reach, Reached
from services.sessions.rooms import Crowded
from services.templates import editing

MOVED = "session_moved"
Times = dict[int, tuple[datetime, datetime]]
"""Start and end of sessions, by id."""


@dataclass(frozen=True, slots=True)
class MoveImpact:
    impact: Impact
    starts_at: datetime
    ends_at: datetime
    busy: int
    """People with a place who have something else at the new time."""
    crowded: tuple[Crowded, ...] = ()
    """Sessions that would meet another one in their room: they are moved without it."""


def impact_of_moving(
    tx: Tx,
    *,
    user_id: int,
    session_id: int,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    reach: Reach = ONE,
    now: datetime,
) -> MoveImpact:
    """A look before the act. Raises what `move` raises."""
    reached = reaching.find(tx, user_id=user_id, session_id=session_id, reach=reach, now=now)
    times = _times(reached, starts_at, minutes)
    _require_possible(tx, reached, times, now=now)
    return MoveImpact(
        reaching.impact_on(tx, reached),
        *times[session_id],
        busy=_count_busy(tx, times),
        crowded=rooms.list_crowded(tx, reached.sessions, times),
    )


def _count_busy(tx: Tx, times: Times) -> int:
    """People with a place who have one in a session that is not moved, at the new time of theirs."""
    first, last = min(start for start, _ in times.values()), max(end for _, end in times.values())
    rows = queries.list_elsewhere(tx, list(times), first, last)
    busy = {
        row.id for row in rows if row.starts_at < times[row.session_id][1] and row.ends_at > times[row.session_id][0]
    }
    return len(busy)


def move(
    tx: Tx,
    *,
    user_id: int,
    session_id: int,
    starts_at: datetime | None = None,
    minutes: int | None = None,
    reach: Reach = ONE,
    now: datetime,
) -> Outcome:
    """Give a session another start, another length in minutes, or both; tell everybody in it.

    Later ones are shifted by as much on their own clock on the wall, whatever the clocks do between. People keep
    their place though they may be busy then; offers of an old start end. A room that is taken then is given up.
    Raises NotFound, NotAllowed, SessionCancelled, BookingClosed, MomentPast, MomentTaken.
    """
    reached = reaching.lock(tx, user_id=user_id, session_id=session_id, reach=reach, now=now)
    quotas, people = reaching.lock_people(tx, reached)
    times = _times(reached, starts_at, minutes)
    _require_possible(tx, reached, times, now=now)
    before = {session.id: (session.starts_at, session.ends_at) for session in reached.sessions}
    if reach.future:
        _follow(tx, reached, times, actor_id=user_id, now=now)
    roomless = rooms.leave_crowded(tx, reached.sessions, times, actor_id=user_id, now=now)
    for session in _in_order(reached.sessions, times):
        _put(tx, session, times[session.id], is_own=not reach.future, actor_id=user_id, now=now)
    told = _tell(tx, reached, people, before, actor_id=user_id, now=now)
    for quota in quotas:
        waitlist.settle(tx, quota.id, now=now)
    cut_off = tuple(row.name for row in queries.list_cut_off(tx, reached.ids)) if told else ()
    return Outcome(session_id, len(reached.sessions), max(told - len(cut_off), 0), cut_off=cut_off, roomless=roomless)


def shifted(instant: datetime, by: timedelta, time_zone: str) -> datetime:
    """As much later by the clock on the wall of a place. An hour that the clocks skip is moved on by what they skip."""
    wall = instant.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) + by
    return wall.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def _times(reached: Reached, starts_at: datetime | None, minutes: int | None) -> Times:
    """When everything that is reached would take place."""
    named = reached.session
    starts_at = starts_at or named.starts_at
    by = _on_the_wall(starts_at, named.time_zone) - _on_the_wall(named.starts_at, named.time_zone)
    times: Times = {}
    for session in reached.sessions:
        lasts = timedelta(minutes=minutes) if minutes else session.ends_at - session.starts_at
        begins = starts_at if session is named else shifted(session.starts_at, by, session.time_zone)
        times[session.id] = begins, begins.astimezone(UTC) + lasts
    return times


def _on_the_wall(instant: datetime, time_zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def _require_possible(tx: Tx, reached: Reached, times: Times, *, now: datetime) -> None:
    series = reached.series
    moved = [one for one in reached.sessions if one.starts_at != times[one.id][0]]
    if any(times[session.id][0] <= now for session in moved):
        raise MomentPast
    if any(times[session.id][1] <= now for session in reached.sessions):
        raise MomentPast
    starts = [starts_at for starts_at, _ in times.values()]
    taken = queries.find_at(tx, series.id, [times[one.id][0] for one in moved], reached.ids) if moved else None
    if taken or len(set(starts)) < len(starts):
        raise MomentTaken(series.title)


def _in_order(sessions: Sequence[Session], times: Times) -> list[Session]:
    """So that none is put where another one of them still is."""
    goes_later = any(times[session.id][0] > session.starts_at for session in sessions)
    return list(reversed(sessions)) if goes_later else list(sessions)


def _put(
    tx: Tx, session: Session, times: tuple[datetime, datetime], *, is_own: bool, actor_id: int, now: datetime
) -> None:
    was = session.starts_at
    session.starts_at, session.ends_at = times
    session.moved_at = now
    if is_own:
        session.edited_at = now
    tx.flush()  # one by one: the series' times are unique at every moment
    staleness.mark(tx, session.id, now=now)
    audit.record(
        tx,
        "session.moved",
        actor_id=actor_id,
        subject=("session", session.id),
        at=now,
        was=was.isoformat(),
        to=session.starts_at.isoformat(),
        ends_at=session.ends_at.isoformat(),
    )


def _tell(
    tx: Tx, reached: Reached, people: Sequence[Registration], before: Times, *, actor_id: int, now: datetime
) -> int:
    """Move everybody's registration along, and tell them. Offers keep the start that was offered, so that `settle` ends
    those of another one; one of the same start stands, at the new length.
    """
    sessions = {session.id: session for session in reached.sessions}
    for registration in people:
        session = sessions[registration.session_id]
        if registration.status != Status.OFFERED or registration.starts_at == session.starts_at:
            agreements.move_along(registration, session)
    tx.flush()
    busy, untold = queries.list_busy(tx, reached.ids), queries.list_untold(tx, [MOVED, f"{MOVED}_in_line"], reached.ids)
    data: dict[int, dict[str, Any]] = {}
    for registration in people:
        session = sessions[registration.session_id]
        times = [moment.isoformat() for moment in (*before[session.id], session.starts_at, session.ends_at)]
        told = dict(zip(("was", "was_until", "to", "to_until"), times, strict=True))
        if owed := untold.get(registration.id):  # who has not heard of the move before hears of both as one
            told |= {"was": owed["was"], "was_until": owed["was_until"]}
        if (told["was"], told["was_until"]) != (told["to"], told["to_until"]):
            data[registration.id] = told | {"busy": busy.get(registration.id, "")}
    useful = {session.id: max(session.ends_at, before[session.id][1]) for session in reached.sessions}
    return telling.tell(tx, people, MOVED, actor_id=actor_id, useful_until=useful, data=data, now=now)


def _follow(tx: Tx, reached: Reached, times: Times, *, actor_id: int, now: datetime) -> None:
    """What is made later of the same templates takes place at the new time of the week."""
    for template in reaching.templates(tx, reached):
        follower = next(session for session in reached.sessions if session.template_id == template.id)
        editing.put(tx, template, _of_the_week(template, follower, times[follower.id]), actor_id=actor_id, now=now)


def _of_the_week(template: Template, session: Session, times: tuple[datetime, datetime]) -> dict[str, Any]:
    was = _on_the_wall(session.starts_at, session.time_zone)
    there = _on_the_wall(times[0], session.time_zone)
    days = (there.date() - was.date()).days
    minutes = there.hour * 60 + there.minute
    return {
        "starts_minute": minutes,
        "duration_minutes": int((times[1] - times[0]).total_seconds()) // 60,
        "weekdays": sorted({(day - 1 + days) % 7 + 1 for day in template.weekdays}),
    }
