"""Looks at a session's people. What they cost does not depend on how many there are."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from db.engine import Facts, Tx
from db.folding import fold
from db.models.registrations import LIVE, Attendance, Status
from db.queries import rosters as queries
from db.queries import sessions as session_queries
from services import access
from services.access import Right
from services.rosters.views import Attendee, CheckInList, Head, LastChecked, Role, Roster, Tally
from services.text import clean

PAGE = 12
DOOR_PAGE = 20
MOST_FOUND = 12
LONGEST_WORDS = 64
SHORTEST_REFERENCE = 4
"""Characters of a reference that are looked for: "59" is no beginning of one, but part of a name."""
UNDO_SHOWN = timedelta(minutes=15)
WAITING = frozenset({Status.WAITLISTED, Status.OFFERED})
ORDERS = frozenset(queries.ORDERS)
"""Names of columns that people can be put in order by; with a - from the other end, "" is the usual order."""
CONFIRMED = frozenset({Status.CONFIRMED})
PENDING = frozenset({Status.PENDING_APPROVAL})
PAYING = frozenset({Status.PENDING_PAYMENT})


def open_page(
    tx: Tx,
    *,
    session_id: int,
    viewer_id: int,
    page: int = 0,
    size: int = PAGE,
    statuses: Collection[Status] = LIVE,
    with_ended: bool = False,
    quota_id: int = 0,
    by: str = "",
    now: datetime,
) -> Roster:
    """A page of the people of a session: who is in by role, who asks to be, who waits; all, or those of one role.
    `with_ended`: also who was there until it was cancelled.

    `by` is one of ORDERS. Raises NotFound, NotAllowed.
    """
    head, host_id = _head(tx, session_id, viewer_id, now=now)
    which: dict[str, Any] = {"statuses": statuses, "with_ended": with_ended, "quota_id": quota_id, "by": by}
    rows = queries.list_people(tx, session_id, host_id, **which, offset=page * size, limit=size + 1)
    return Roster(head, _people(rows[:size]), page, len(rows) > size)


def check_in_list(tx: Tx, *, session_id: int, viewer_id: int, page: int = 0, now: datetime) -> CheckInList:
    """A page of who is not here yet; the last one, where there are fewer by now. Raises NotFound, NotAllowed."""
    access.require_session_right(tx, Right.CHECK_IN, session_id, viewer_id)
    head, host_id = _head(tx, session_id, viewer_id, now=now)
    last_page = max(head.tally.confirmed - head.tally.here - 1, 0) // DOOR_PAGE
    page = min(page, last_page)
    rows = queries.list_absent(tx, session_id, host_id, offset=page * DOOR_PAGE, limit=DOOR_PAGE + 1)
    while page and not rows:  # parties: fewer names than places
        page -= 1
        rows = queries.list_absent(tx, session_id, host_id, offset=page * DOOR_PAGE, limit=DOOR_PAGE + 1)
    roster = Roster(head, _people(rows[:DOOR_PAGE]), page, len(rows) > DOOR_PAGE)
    return CheckInList(roster, _last_checked(tx, session_id, viewer_id, now=now))


def find(
    tx: Tx,
    *,
    session_id: int,
    viewer_id: int,
    typed: str,
    page: int = 0,
    size: int = MOST_FOUND,
    statuses: Collection[Status] = LIVE,
    with_ended: bool = False,
    quota_id: int = 0,
    by: str = "",
    now: datetime,
) -> Roster:
    """A page of those whose name, reference or guest has the words. Raises NotFound, NotAllowed."""
    head, host_id = _head(tx, session_id, viewer_id, now=now)
    words = clean(typed, LONGEST_WORDS)
    names = queries.list_names(tx, session_id, statuses, quota_id, with_ended=with_ended)
    found = [row.id for row in names if _matches(row, words)]
    rows = queries.list_some(tx, session_id, host_id, found, by=by, offset=page * size, limit=size + 1) if found else ()
    return Roster(head, _people(rows[:size]), page, len(rows) > size, words=words)


def list_cut_off(tx: Tx, *, session_id: int, viewer_id: int) -> tuple[str, ...]:
    """A look at who has to be told by somebody else what became of a session. Raises NotFound, NotAllowed."""
    access.session_to(tx, Right.SEE_PEOPLE, session_id, viewer_id)
    return tuple(queries.list_cut_off(tx, session_id))


def _matches(row: Facts, words: str) -> bool:
    """Each word is part of a name, in any order, or begins the reference; in any case."""
    names, reference = fold(" ".join([row.name, row.called or "", *row.guests])), fold(row.reference)

    def is_in(word: str) -> bool:
        return word in names or (len(word) >= SHORTEST_REFERENCE and reference.startswith(word))

    return bool(words) and all(is_in(word) for word in fold(words).split())


def _head(tx: Tx, session_id: int, viewer_id: int, *, now: datetime) -> tuple[Head, int]:
    """What stands above the people, and the session's host."""
    session = access.session_to(tx, Right.SEE_PEOPLE, session_id, viewer_id)
    rows = session_queries.list_card(tx, session_id)
    about = rows[0]
    rights = access.rights(tx, viewer_id, about)
    head = Head(
        session_id=session_id,
        series_id=about.series_id,
        title=about.title,
        starts_at=about.starts_at,
        ends_at=about.ends_at,
        time_zone=about.time_zone,
        status=about.status,
        note=session.note if Right.NOTE in rights else "",
        roles=tuple(Role(row.quota_id, row.quota_name, row.capacity, row.taken, row.waiting) for row in rows),
        tally=_tally(queries.list_tally(tx, session_id)),
        rights=rights,
        seen_at=now,
        room=about.room or "",
    )
    return head, about.host_id


def _tally(rows: Sequence[Facts]) -> Tally:
    def places(*attendances: Attendance | None) -> int:
        return sum(int(row.places) for row in rows if row.status == Status.CONFIRMED and row.attendance in attendances)

    def registrations(statuses: Collection[Status]) -> int:
        return sum(row.registrations for row in rows if row.status in statuses)

    late, no_shows = places(Attendance.LATE), places(Attendance.NO_SHOW)
    here = places(Attendance.ATTENDED) + late
    return Tally(
        confirmed=places(None) + here + no_shows,
        here=here,
        late=late,
        no_shows=no_shows,
        pending=registrations(PENDING),
        paying=registrations(PAYING),
        waiting=registrations(WAITING),
        cancelled_late=sum(row.registrations for row in rows if row.is_late_cancellation),
    )


def _people(rows: Sequence[Facts]) -> tuple[Attendee, ...]:
    return tuple(
        Attendee(
            registration_id=row.id,
            name=row.name,
            role=row.quota_name,
            status=row.status,
            places=row.places,
            guests=tuple(row.guests),
            request=row.request,
            reference=row.reference,
            attendance=row.attendance,
            attendance_at=row.attendance_at,
            is_first_time=row.is_first_time,
            is_reachable=row.is_reachable,
            position=row.position,
        )
        for row in rows
    )


def _last_checked(tx: Tx, session_id: int, viewer_id: int, *, now: datetime) -> LastChecked | None:
    row = queries.find_last_checked(tx, session_id, viewer_id, now - UNDO_SHOWN)
    if row is None:
        return None
    return LastChecked(row.id, row.name, row.places, row.attendance == Attendance.LATE)
