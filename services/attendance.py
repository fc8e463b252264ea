"""Attendance: who came, who came late, who did not. Each act is idempotent, and every change is in the audit.

Before the start one is in time, from then on late. The host's grace period says until when somebody is still expected:
then `no_shows.py` marks who is missing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Quota, Registration, Series, Session, User
from db.models.registrations import Attendance, Status
from db.queries import audit as audit_queries
from db.queries import registrations as queries
from services import access, audit, outbox, staleness, suspensions
from services.access import Right
from services.errors import NotFound
from services.errors.organizing import CheckInNotOpen, CheckInOver, NoPlaceToCheckIn, NotStarted

OPENS_BEFORE = timedelta(hours=6)
CLOSES_AFTER = timedelta(days=1)
NOTE_AFTER = timedelta(minutes=2)
"""A person is told that they were late only when nobody took it back at once."""
HERE = frozenset({Attendance.ATTENDED, Attendance.LATE})


@dataclass(frozen=True, slots=True)
class Marked:
    """Somebody's attendance as it is now; `is_news` where this act changed it."""

    registration_id: int
    session_id: int
    name: str
    role: str
    places: int
    reference: str
    attendance: Attendance | None
    at: datetime | None
    title: str
    """Of the session, as the two below."""
    starts_at: datetime
    time_zone: str
    is_news: bool

    @property
    def is_late(self) -> bool:
        return self.attendance == Attendance.LATE


def check_in(tx: Tx, *, registration_id: int, actor_id: int, now: datetime) -> Marked:
    """Somebody is here; from the start on they are late, even if they had been missed before. Who is here already
    stays as they are.

    Raises NotFound, NoPlaceToCheckIn, CheckInNotOpen, CheckInOver.
    """
    registration = _locked(tx, registration_id, actor_id)
    if registration.attendance in HERE:
        return _marked(tx, registration, is_news=False)
    _require_place(tx, registration)
    session = tx.get_one(Session, registration.session_id)
    if is_early(session.starts_at, now=now):
        raise CheckInNotOpen(session.id, opens_at(session.starts_at))
    _require_not_long_over(session, now=now)
    is_late = now >= session.starts_at
    was = registration.attendance
    _set(tx, registration, Attendance.LATE if is_late else Attendance.ATTENDED, actor_id, now=now)
    staleness.mark(tx, registration.session_id, now=now)
    if was == Attendance.NO_SHOW:
        suspensions.reconsider(tx, registration, actor_id=actor_id, now=now)
    if is_late:
        _owe_note(tx, registration, session, now=now)
    return _marked(tx, registration, is_news=True)


def mark_no_show(tx: Tx, *, registration_id: int, actor_id: int, now: datetime) -> Marked:
    """Somebody did not come. Raises NotFound, NoPlaceToCheckIn, NotStarted, CheckInOver."""
    registration = _locked(tx, registration_id, actor_id)
    if registration.attendance == Attendance.NO_SHOW:
        return _marked(tx, registration, is_news=False)
    _require_place(tx, registration)
    session = tx.get_one(Session, registration.session_id)
    if now < session.starts_at:
        raise NotStarted(session.id)
    _require_not_long_over(session, now=now)
    miss(tx, registration, actor_id=actor_id, tell_at=max(now + NOTE_AFTER, session.ends_at), now=now)
    staleness.mark(tx, registration.session_id, now=now)
    return _marked(tx, registration, is_news=True)


def miss(tx: Tx, registration: Registration, *, actor_id: int | None, tell_at: datetime, now: datetime) -> None:
    """Write down that somebody did not come, with what follows from it; they are told at `tell_at`, if it stands then.
    The registration is locked, and whoever calls marks the session as stale.
    """
    _set(tx, registration, Attendance.NO_SHOW, actor_id, now=now)
    tx.flush()
    standing = suspensions.judge(tx, registration, actor_id=actor_id, tell_at=tell_at, now=now)
    outbox.put(
        tx,
        "no_show",
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=tell_at,
        useful_until=tell_at + CLOSES_AFTER,
        version=audit_queries.count(tx, "registration", registration.id, "attendance.no_show"),
        marked_at=now.isoformat(),
        missed=standing.missed,
        after=standing.after,
        days=standing.days,
    )


def clear(tx: Tx, *, registration_id: int, actor_id: int, now: datetime) -> Marked:
    """Take back what was marked, a no-show too, at any time. Raises NotFound."""
    registration = _locked(tx, registration_id, actor_id)
    if registration.attendance is None:
        return _marked(tx, registration, is_news=False)
    was = registration.attendance
    _set(tx, registration, None, actor_id, now=now)
    staleness.mark(tx, registration.session_id, now=now)
    if was == Attendance.NO_SHOW:
        suspensions.reconsider(tx, registration, actor_id=actor_id, now=now)
    return _marked(tx, registration, is_news=True)


def opens_at(starts_at: datetime) -> datetime:
    """From when on somebody can be checked in."""
    return starts_at - OPENS_BEFORE


def is_early(starts_at: datetime, *, now: datetime) -> bool:
    """Whether nobody can be checked in yet."""
    return now < opens_at(starts_at)


def is_open(starts_at: datetime, ends_at: datetime, *, now: datetime) -> bool:
    """Whether somebody can be checked in now."""
    return not is_early(starts_at, now=now) and now < ends_at + CLOSES_AFTER


def _locked(tx: Tx, registration_id: int, actor_id: int) -> Registration:
    access.registration_to(tx, Right.CHECK_IN, registration_id, actor_id)
    registration = queries.lock(tx, registration_id)
    if registration is None:
        raise NotFound
    return registration


def _require_place(tx: Tx, registration: Registration) -> None:
    if registration.status != Status.CONFIRMED:
        raise NoPlaceToCheckIn(registration.session_id, _name(tx, registration))


def _require_not_long_over(session: Session, *, now: datetime) -> None:
    if now >= session.ends_at + CLOSES_AFTER:
        raise CheckInOver(session.id, session.ends_at + CLOSES_AFTER)


def _set(tx: Tx, registration: Registration, to: Attendance | None, actor_id: int | None, *, now: datetime) -> None:
    was = registration.attendance
    registration.attendance, registration.attendance_at = to, now if to else None
    audit.record(
        tx,
        f"attendance.{to or 'cleared'}",
        actor_id=actor_id,
        subject=("registration", registration.id),
        at=now,
        was=was,
    )


def _owe_note(tx: Tx, registration: Registration, session: Session, *, now: datetime) -> None:
    """Each time that they are marked late is told on its own, and only while that mark is the one that stands."""
    outbox.put(
        tx,
        "attendance_late",
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now + NOTE_AFTER,
        useful_until=session.ends_at + CLOSES_AFTER,
        version=audit_queries.count(tx, "registration", registration.id, "attendance.late"),
        marked_at=now.isoformat(),
    )


def _marked(tx: Tx, registration: Registration, *, is_news: bool) -> Marked:
    session = tx.get_one(Session, registration.session_id)
    return Marked(
        registration_id=registration.id,
        session_id=registration.session_id,
        name=_name(tx, registration),
        role=tx.get_one(Quota, registration.quota_id).name,
        places=registration.places,
        reference=registration.reference,
        attendance=registration.attendance,
        at=registration.attendance_at,
        title=tx.get_one(Series, session.series_id).title,
        starts_at=session.starts_at,
        time_zone=session.time_zone,
        is_news=is_news,
    )


def _name(tx: Tx, registration: Registration) -> str:
    person = tx.get_one(User, registration.user_id)
    return person.called or person.name
