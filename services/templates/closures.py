"""Closure days of a host: nothing is made on them, and what is there already is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.engine import Facts, Tx
from db.models import Closure
from db.queries import sessions as session_queries
from db.queries import templates as queries
from services import access, audit, sessions
from services.access import Right
from services.errors import BookingClosed, NotFound, SessionCancelled
from services.errors.organizing import EndsBeforeItBegins
from services.templates import days
from services.templates.told import Told, foresee
from services.text import clean

LONGEST_REASON = 80


@dataclass(frozen=True, slots=True)
class Closures:
    """What a host has closed from today on, and who may change it."""

    host_id: int
    host_name: str
    time_zone: str
    ranges: tuple[Closure, ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """Sessions that are planned on closed days, and who would be told if they were cancelled."""

    first_day: date
    last_day: date
    sessions: tuple[Facts, ...]
    told: Told


def list_of_host(tx: Tx, *, user_id: int, host_id: int, now: datetime) -> Closures:
    """A look. Raises NotFound."""
    host = access.host_to(tx, Right.EDIT_HOST, host_id, user_id)
    today = days.day_of(now, host.time_zone)
    return Closures(host_id, host.name, host.time_zone, tuple(queries.list_closures(tx, host_id, today)))


def add(
    tx: Tx, *, user_id: int, host_id: int, first_day: date, last_day: date, reason: str = "", now: datetime
) -> Closure:
    """Close a host for some days. Sessions that are planned then stay, until somebody cancels them.

    Raises NotFound, EndsBeforeItBegins.
    """
    access.host_to(tx, Right.EDIT_HOST, host_id, user_id)
    if last_day < first_day:
        raise EndsBeforeItBegins
    closure = Closure(
        host_id=host_id,
        first_day=first_day,
        last_day=last_day,
        reason=clean(reason, LONGEST_REASON),
        created_at=now,
    )
    tx.add(closure)
    tx.flush()
    _record(tx, "closure.added", closure, actor_id=user_id, now=now)
    return closure


def remove(tx: Tx, *, user_id: int, closure_id: int, now: datetime) -> int:
    """Open again: the days are decided anew by the next run. Returns the host. Raises NotFound."""
    closure = own(tx, closure_id, user_id)
    _record(tx, "closure.removed", closure, actor_id=user_id, now=now)
    tx.delete(closure)
    tx.flush()
    queries.forget_closed(tx, closure.host_id, closure.first_day, closure.last_day)
    return closure.host_id


def own(tx: Tx, closure_id: int, user_id: int) -> Closure:
    closure = tx.get(Closure, closure_id)
    if closure is None:
        raise NotFound
    access.host_to(tx, Right.EDIT_HOST, closure.host_id, user_id)
    return closure


def affected(tx: Tx, *, user_id: int, closure_id: int, now: datetime) -> Affected:
    """A look: what is planned on the closed days. Raises NotFound."""
    closure = own(tx, closure_id, user_id)
    found = _planned(tx, closure, now=now)
    return Affected(closure.first_day, closure.last_day, tuple(found), foresee(tx, [row.id for row in found]))


def cancel_affected(tx: Tx, *, user_id: int, closure_id: int, now: datetime) -> tuple[int, int]:
    """Cancel all that is planned on the closed days; how many sessions, and how many people are told.

    Raises NotFound.
    """
    closure = own(tx, closure_id, user_id)
    cancelled = people = 0
    session_queries.lock_all(tx, [row.id for row in _planned(tx, closure, now=now)])
    for row in _planned(tx, closure, now=now):
        try:
            people += sessions.cancel(tx, user_id=user_id, session_id=row.id, reason=closure.reason, now=now)
            cancelled += 1
        except (SessionCancelled, BookingClosed):  # in between
            continue
    return cancelled, people


def _planned(tx: Tx, closure: Closure, *, now: datetime) -> Sequence[Facts]:
    """By the day that it is where each session takes place."""
    around = queries.list_planned(tx, closure.host_id, closure.first_day, closure.last_day, now)
    return [row for row in around if closure.first_day <= days.day_of(row.starts_at, row.time_zone) <= closure.last_day]


def _record(tx: Tx, action: str, closure: Closure, *, actor_id: int, now: datetime) -> None:
    audit.record(
        tx,
        action,
        actor_id=actor_id,
        subject=("host", closure.host_id),
        at=now,
        first_day=closure.first_day.isoformat(),
        last_day=closure.last_day.isoformat(),
    )
