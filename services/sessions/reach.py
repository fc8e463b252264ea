"""How far a change goes: one session, or this and all later ones of its series."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from db.engine import Tx
from db.models import Quota, Registration, Series, Session, Template
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from db.queries import plans as queries
from db.queries import series as series_queries
from db.queries import templates as template_queries
from services import access, audit
from services.access import Right
from services.errors import BookingClosed, NotFound, SessionCancelled
from services.money import Money


@dataclass(frozen=True, slots=True)
class Reach:
    """Of all later ones those that have something of their own are left alone, unless they are asked for."""

    future: bool = False
    edited: bool = False


ONE = Reach()


@dataclass(frozen=True, slots=True)
class Reached:
    """What a change is about; in an act all of it is locked, in the order of the house."""

    session: Session
    """The one that was named; it is always among the others."""
    series: Series
    sessions: tuple[Session, ...]
    """Soonest first."""
    later: int
    """How many more sessions of the series are to come after the named one."""
    edited: int
    """How many of those have something of their own."""

    @property
    def ids(self) -> list[int]:
        return [session.id for session in self.sessions]

    @property
    def template_ids(self) -> list[int]:
        return sorted({session.template_id for session in self.sessions if session.template_id is not None})


@dataclass(frozen=True, slots=True)
class Impact:
    """Who and what a change would affect. Amounts in minor units."""

    sessions: int
    later: int
    edited: int
    people: int
    """Registrations with a place."""
    waiting: int
    currency: str
    paid_places: int = 0
    refunds: tuple[Money, ...] = ()
    """What goes back to people if it is cancelled, by currency."""
    cut_off: tuple[str, ...] = ()
    """The names of those among them who cannot be written to."""
    cut_off_in_line: int = 0
    """How many of those wait."""

    @property
    def told(self) -> int:
        """How many with a place can be told."""
        return self.people - len(self.cut_off) + self.cut_off_in_line

    @property
    def told_in_line(self) -> int:
        return self.waiting - self.cut_off_in_line


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change did: how many sessions it reached, how many people are told, and who cannot be written to."""

    session_id: int
    sessions: int
    told: int = 0
    short: int = 0
    """Sessions in which it could be done in part only."""
    cut_off: tuple[str, ...] = ()
    roomless: int = 0
    """Sessions whose room was taken at their new time: they have none now."""


def find(tx: Tx, *, user_id: int, session_id: int, reach: Reach = ONE, now: datetime) -> Reached:
    """A look at what a change would reach. Raises NotFound, NotAllowed, SessionCancelled, BookingClosed."""
    session = access.session_to(tx, Right.PLAN, session_id, user_id)
    return _reached(tx, session, reach, now=now, lock=False)


def lock(
    tx: Tx, *, user_id: int, session_id: int, reach: Reach = ONE, people: Collection[int] = (), now: datetime
) -> Reached:
    """The same for an act: the sessions stay as they are until the commit, and so do some people.

    The order of the house: a series, people, sessions by their ids, their quotas, who is in them, templates.
    Whoever changes many locks the series first, so that two such changes go one after the other.
    """
    if reach.future:
        session = access.session_to(tx, Right.PLAN, session_id, user_id)
        series_queries.lock(tx, session.series_id)
        template_queries.lock_people(tx, people)
        require_right(tx, session_id, user_id)
    else:
        template_queries.lock_people(tx, people)
        session = access.session_to(tx, Right.PLAN, session_id, user_id, lock=True)
    return _reached(tx, session, reach, now=now, lock=True)


def require_right(tx: Tx, session_id: int, user_id: int) -> None:
    access.require_session_right(tx, Right.PLAN, session_id, user_id)


def lock_people(tx: Tx, reached: Reached) -> tuple[list[Quota], list[Registration]]:
    """The quotas of what is reached, and everybody in them; both locked."""
    quotas = queries.lock_quotas(tx, reached.ids)
    return quotas, queries.lock_live(tx, reached.ids)


def impact(tx: Tx, *, user_id: int, session_id: int, reach: Reach = ONE, now: datetime) -> Impact:
    """A look before a change: how many sessions it reaches, and how many people are there.

    Raises what `find` raises.
    """
    return impact_on(tx, find(tx, user_id=user_id, session_id=session_id, reach=reach, now=now))


def impact_on(tx: Tx, reached: Reached) -> Impact:
    people = queries.list_people(tx, reached.ids).values()
    cut_off = queries.list_cut_off(tx, reached.ids)
    return Impact(
        sessions=len(reached.sessions),
        later=reached.later,
        edited=reached.edited,
        people=sum(inside for inside, _ in people),
        waiting=sum(waiting for _, waiting in people),
        currency=reached.series.currency,
        cut_off=tuple(row.name for row in cut_off),
        cut_off_in_line=sum(row.status == Status.WAITLISTED for row in cut_off),
    )


def require_on(session: Session, title: str, now: datetime) -> None:
    """Raises SessionCancelled, BookingClosed."""
    if session.status == SessionStatus.CANCELLED:
        raise SessionCancelled(session.id, title)
    if session.status == SessionStatus.COMPLETED or session.ends_at <= now:
        raise BookingClosed(session.id, title)


def templates(tx: Tx, reached: Reached) -> Sequence[Template]:
    """What makes the later sessions of what is reached, to be changed along; locked."""
    found = tx.query(Template).filter(Template.id.in_(reached.template_ids)).order_by(Template.id)
    return found.with_for_update(key_share=True).populate_existing().all()


def _reached(tx: Tx, session: Session, reach: Reach, *, now: datetime, lock: bool) -> Reached:
    series = tx.get_one(Series, session.series_id)
    require_on(session, series.title, now)
    to_come = queries.list_to_come(tx, series.id, session.starts_at, now, lock=lock and reach.future)
    later = [other for other in to_come if other.id != session.id]
    chosen = [other for other in later if reach.edited or other.edited_at is None] if reach.future else []
    if reach.future and session.id not in {other.id for other in to_come}:
        require_on(session, series.title, now)
        raise NotFound  # moved or ended between two reads
    return Reached(
        session=session,
        series=series,
        sessions=tuple(sorted([session, *chosen], key=lambda one: (one.starts_at, one.id))),
        later=len(later),
        edited=sum(other.edited_at is not None for other in later),
    )


def keep_others(tx: Tx, reached: Reached, **of_series: object) -> None:
    """Sessions that the change leaves alone keep what they took from the series until now."""
    inherits = getattr(Session, next(iter(of_series))).is_(None)
    others = update(Session).where(Session.series_id == reached.series.id, Session.id.not_in(reached.ids), inherits)
    tx.execute(others.values(of_series).execution_options(synchronize_session="fetch"))


def record(tx: Tx, action: str, reached: Reached, *, actor_id: int, now: datetime, **data: object) -> None:
    for session in reached.sessions:
        audit.record(tx, action, actor_id=actor_id, subject=("session", session.id), at=now, **data)
