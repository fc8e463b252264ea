"""Days on which an instructor cannot come: recorded by themselves, or by who plans for the host."""

from dataclasses import dataclass
from datetime import date, datetime

from db.engine import Facts, Tx
from db.models import Absence, Host, Series, User
from db.queries import team as team_queries
from db.queries import templates as queries
from services import access, audit
from services.access import Right
from services.errors import NotFound
from services.errors.organizing import EndsBeforeItBegins, OutOfTeam
from services.templates import days


@dataclass(frozen=True, slots=True)
class Away:
    absence_id: int
    user_id: int
    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Absences:
    """Who is away from today on: everybody for who plans, else one's own."""

    host_id: int
    host_name: str
    time_zone: str
    own_id: int
    away: tuple[Away, ...]
    team: tuple[Facts, ...]
    """Of whom the viewer may record days; nobody but themselves where it is empty."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose days are to be recorded; `series_id` is where it was begun, 0 for the host's desk."""

    host_id: int
    series_id: int
    name: str


def list_of_host(tx: Tx, *, user_id: int, host_id: int, now: datetime) -> Absences:
    """A look. Raises NotFound."""
    host, plans = _require(tx, host_id, user_id)
    today = days.day_of(now, host.time_zone)
    rows = queries.list_absences(tx, host_id, today, user_ids=None if plans else [user_id])
    names = {row.user_id: tx.get_one(User, row.user_id) for row in rows}
    away = tuple(
        Away(
            row.id,
            row.user_id,
            names[row.user_id].called or names[row.user_id].name,
            row.first_day,
            row.last_day,
        )
        for row in rows
    )
    team = tuple(queries.list_people_of_host(tx, host_id)) if plans else ()
    return Absences(host_id, host.name, host.time_zone, user_id, away, team)


def subject(tx: Tx, *, user_id: int, place_id: int, of_series: bool, of_id: int) -> Subject:
    """A look: whose days, of which host. Raises NotFound, OutOfTeam."""
    series = tx.get(Series, place_id) if of_series else None
    if of_series and series is None:
        raise NotFound
    host_id = series.host_id if series else place_id
    return Subject(host_id, place_id if of_series else 0, name_of(tx, user_id=user_id, host_id=host_id, of_id=of_id))


def name_of(tx: Tx, *, user_id: int, host_id: int, of_id: int) -> str:
    """A look: somebody whose days the person may record. Raises NotFound, OutOfTeam."""
    _, plans = _require(tx, host_id, user_id)
    if of_id != user_id and not plans:
        raise NotFound
    names = {one.id: str(one.name) for one in queries.list_people_of_host(tx, host_id)}
    if of_id not in names:
        raise OutOfTeam
    return names[of_id]


def add(tx: Tx, *, user_id: int, host_id: int, of_id: int, first_day: date, last_day: date, now: datetime) -> Absence:
    """Sessions made for these days need another instructor; those that are there stay as they are.

    Raises NotFound, OutOfTeam, EndsBeforeItBegins.
    """
    name_of(tx, user_id=user_id, host_id=host_id, of_id=of_id)
    if last_day < first_day:
        raise EndsBeforeItBegins
    absence = Absence(host_id=host_id, user_id=of_id, first_day=first_day, last_day=last_day, created_at=now)
    tx.add(absence)
    tx.flush()
    _record(tx, "absence.added", absence, actor_id=user_id, now=now)
    return absence


def remove(tx: Tx, *, user_id: int, absence_id: int, now: datetime) -> int:
    """Returns the host. Raises NotFound."""
    absence = tx.get(Absence, absence_id)
    if absence is None:
        raise NotFound
    _, plans = _require(tx, absence.host_id, user_id)
    if absence.user_id != user_id and not plans:
        raise NotFound
    _record(tx, "absence.removed", absence, actor_id=user_id, now=now)
    tx.delete(absence)
    return absence.host_id


def _require(tx: Tx, host_id: int, user_id: int) -> tuple[Host, bool]:
    """A host that somebody is on the team of, and whether they plan for it. Raises NotFound."""
    host = tx.get(Host, host_id)
    if host is None:
        raise NotFound
    plans = Right.PLAN in access.rights(tx, user_id, access.Scope(host_id, host.owner_id))
    if not plans and not _gives_sessions(tx, host_id, user_id):
        raise NotFound
    return host, plans


def _gives_sessions(tx: Tx, host_id: int, user_id: int) -> bool:
    person = tx.get(User, user_id)
    helps = team_queries.list_roles(tx, user_id, host_id)
    return person is not None and person.blocked_at is None and bool(helps)


def _record(tx: Tx, action: str, absence: Absence, *, actor_id: int, now: datetime) -> None:
    audit.record(
        tx,
        action,
        actor_id=actor_id,
        subject=("host", absence.host_id),
        at=now,
        user_id=absence.user_id,
        first_day=absence.first_day.isoformat(),
        last_day=absence.last_day.isoformat(),
    )
