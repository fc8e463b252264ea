"""The room of a session: one of its host's, free at its time; or none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Session, Space
from db.queries import templates as queries
from services import access, audit
from services.access import Right
from services.errors.organizing import RoomGone, RoomTaken
from services.sessions import reach as reaching
from services.sessions.capacities import touch
from services.sessions.reach import Outcome

Span = tuple[datetime, datetime]
"""When something begins and ends."""


def list_rooms(tx: Tx, *, user_id: int, session_id: int) -> tuple[tuple[int, str], ...]:
    """A look at what can be chosen: ids and names. Raises NotFound, NotAllowed."""
    session = access.session_to(tx, Right.PLAN, session_id, user_id)
    return tuple((space.id, space.name) for space in queries.list_spaces(tx, session.host_id))


@dataclass(frozen=True, slots=True)
class Crowded:
    """A session that would meet another one in its room."""

    session_id: int
    room: str
    title: str
    """Of the other one."""
    starts_at: datetime
    time_zone: str


def list_crowded(tx: Tx, sessions: Collection[Session], times: Mapping[int, Span]) -> tuple[Crowded, ...]:
    """A look at which sessions would meet something in their rooms at other times; each names what it meets first."""
    roomed = [one for one in sessions if one.space_id is not None and times[one.id] != (one.starts_at, one.ends_at)]
    if not roomed:
        return ()
    spaces = {space_id: tx.get_one(Space, space_id) for one in roomed if (space_id := one.space_id)}
    since, until = min(times[one.id][0] for one in roomed), max(times[one.id][1] for one in roomed)
    held = queries.list_in_rooms(tx, list(spaces), since, until, without=list(times))
    crowded = []
    for one in roomed:
        starts_at, ends_at = times[one.id]
        met = (row for row in held if row.space_id == one.space_id)
        if first := next((row for row in met if row.starts_at < ends_at and row.ends_at > starts_at), None):
            room = spaces[first.space_id].name
            crowded.append(Crowded(one.id, room, first.title, first.starts_at, first.time_zone))
    return tuple(crowded)


def leave_crowded(
    tx: Tx, sessions: Collection[Session], times: Mapping[int, Span], *, actor_id: int, now: datetime
) -> int:
    """Sessions that are about to be moved give up a room that is taken then; how many they are.

    The rooms are locked, after all else: of two sessions at once the second finds the first.
    """
    for space_id in sorted({one.space_id for one in sessions if one.space_id is not None}):
        queries.lock_space(tx, space_id)
    crowded = {one.session_id for one in list_crowded(tx, sessions, times)}
    for session in sessions:
        if session.id in crowded:
            was, session.space_id = session.space_id, None
            subject = ("session", session.id)
            audit.record(tx, "session.roomed", actor_id=actor_id, subject=subject, at=now, was=was, to=None)
    return len(crowded)


def set_room(tx: Tx, *, user_id: int, session_id: int, space_id: int | None, now: datetime) -> Outcome:
    """Raises NotFound, NotAllowed, SessionCancelled, BookingClosed, RoomGone, RoomTaken."""
    session = reaching.lock(tx, user_id=user_id, session_id=session_id, now=now).session
    if session.space_id == space_id:
        return Outcome(session_id, 1)
    if space_id is not None:
        space = queries.lock_space(tx, space_id)  # of two sessions at once the second finds the first
        if space is None or space.host_id != session.host_id or space.deleted_at:
            raise RoomGone
        held = queries.list_held_in(tx, space_id, session.starts_at, session.ends_at)
        if any(one.id != session_id for one in held):
            raise RoomTaken
    was, session.space_id = session.space_id, space_id
    touch(tx, session, is_own=True, now=now)
    subject = ("session", session_id)
    audit.record(tx, "session.roomed", actor_id=user_id, subject=subject, at=now, was=was, to=space_id)
    return Outcome(session_id, 1)
