"""Sessions as those who plan them see them: a page of a series' sessions to come, and one with all that can change."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Facts, Tx
from db.models import Quota, Session
from db.queries import plans as queries
from db.queries import series as series_queries
from db.queries import sessions as session_queries
from db.queries import templates as template_queries
from services import access
from services.access import Right
from services.errors import NotAllowed, NotFound
from services.sessions.cards import Card, card

PAGE = 8
LOOKING_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PlannedSession:
    id: int
    starts_at: datetime
    time_zone: str
    capacity: int
    taken: int
    waiting: int
    pending: int
    """Registrations that wait for an organizer's yes; they have a place meanwhile."""
    is_edited: bool
    needs_instructor: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Sessions of a series: to come, soonest first, or past, newest first; `number` counts from 0."""

    series_id: int
    title: str
    sessions: tuple[PlannedSession, ...]
    number: int
    has_next: bool
    rights: frozenset[Right]


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who may give a session."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A session with what only those who run it see."""

    card: Card
    note: str
    is_edited: bool
    needs_instructor: bool
    has_begun: bool

    @property
    def can_plan(self) -> bool:
        return Right.PLAN in self.card.rights and self.card.is_on


def plan(tx: Tx, *, user_id: int, series_id: int, page: int = 0, now: datetime) -> PlanPage:
    """A page of sessions; an instructor sees those they give. Raises NotFound."""
    series, rights = _series(tx, series_id, user_id)
    mine = None if Right.SEE_PEOPLE in rights else user_id
    rows = queries.list_planned(tx, series_id, now, page * PAGE, PAGE + 1, instructor_id=mine)
    if mine is not None and not rows:
        raise NotFound
    shown = rows[:PAGE]
    if mine is not None:
        access.session_to(tx, Right.SEE_PEOPLE, shown[0].id, user_id)
    return PlanPage(series_id, series.title, _planned(tx, shown), page, len(rows) > PAGE, rights)


def past(tx: Tx, *, user_id: int, series_id: int, page: int = 0, now: datetime) -> PlanPage:
    """A page of the sessions of the last days, newest first, for who sees the people of the series. Raises NotFound."""
    series, rights = _series(tx, series_id, user_id)
    if Right.SEE_PEOPLE not in rights:
        raise NotFound
    rows = queries.list_past(tx, series_id, now, now - LOOKING_BACK, page * PAGE, PAGE + 1)
    return PlanPage(series_id, series.title, _planned(tx, rows[:PAGE]), page, len(rows) > PAGE, rights)


def desk(tx: Tx, *, user_id: int, session_id: int, now: datetime) -> Desk:
    """One session, for who may change it or keep notes on it. Raises NotFound, NotAllowed."""
    shown = card(tx, session_id=session_id, viewer_id=user_id, now=now)
    if not shown.rights & {Right.PLAN, Right.NOTE}:
        raise NotAllowed(session_id)
    session = tx.get_one(Session, session_id)
    return Desk(
        card=shown,
        note=session.note,
        is_edited=session.edited_at is not None,
        needs_instructor=session.needs_instructor,
        has_begun=session.starts_at <= now,
    )


def staff(tx: Tx, *, user_id: int, session_id: int) -> tuple[Staff, ...]:
    """Who may give a session, by name. Raises NotFound, NotAllowed."""
    session = access.session_to(tx, Right.PLAN, session_id, user_id)
    rows = template_queries.list_team(tx, session.series_id)
    return tuple(sorted((Staff(row.id, row.name) for row in rows), key=lambda one: one.name.casefold()))


def _series(tx: Tx, series_id: int, user_id: int) -> tuple[Facts, frozenset[Right]]:
    """A series, and what somebody may do there. Raises NotFound."""
    series = series_queries.find(tx, series_id)
    if series is None:
        raise NotFound
    return series, access.rights(tx, user_id, series)


def _planned(tx: Tx, rows: list[Facts]) -> tuple[PlannedSession, ...]:
    ids = [row.id for row in rows]
    pending = queries.count_pending(tx, ids)
    quotas: dict[int, list[Quota]] = {session_id: [] for session_id in ids}
    for quota in session_queries.list_quotas(tx, ids):
        quotas[quota.session_id].append(quota)
    return tuple(
        PlannedSession(
            id=row.id,
            starts_at=row.starts_at,
            time_zone=row.time_zone,
            capacity=sum(quota.capacity for quota in quotas[row.id]),
            taken=sum(quota.taken for quota in quotas[row.id]),
            waiting=sum(quota.waiting for quota in quotas[row.id]),
            pending=pending.get(row.id, 0),
            is_edited=row.edited_at is not None,
            needs_instructor=row.needs_instructor,
        )
        for row in rows
    )
