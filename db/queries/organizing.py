"""Reads of what somebody runs or gives: hosts, series, and the sessions of some days with how full they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from db.engine import Facts, Tx
from db.models import Host, Quota, Registration, Series, Session, TeamMember, User
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from db.models.team import TeamRole


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody's roles go."""

    user_id: int
    hosts: frozenset[int] = frozenset()
    """Owned and managed ones."""
    series: frozenset[int] = frozenset()
    """Those they co-organize."""
    doors: frozenset[int] = frozenset()
    """Series at whose door they help."""
    teaches: frozenset[int] = frozenset()
    """Hosts in which they see the sessions that they give themselves."""


def find_reach(tx: Tx, user_id: int) -> Reach:
    owned = frozenset(tx.scalars(select(Host.id).where(Host.owner_id == user_id)))
    team = tx.execute(
        select(TeamMember.role, TeamMember.host_id, TeamMember.series_id).where(TeamMember.user_id == user_id)
    ).all()

    def hosts(role: TeamRole) -> frozenset[int]:
        return frozenset(row.host_id for row in team if row.role == role)

    def series(role: TeamRole) -> frozenset[int]:
        return frozenset(row.series_id for row in team if row.role == role)

    return Reach(
        user_id,
        hosts=owned | hosts(TeamRole.MANAGER),
        series=series(TeamRole.CO_ORGANIZER),
        doors=series(TeamRole.DOOR),
        teaches=hosts(TeamRole.INSTRUCTOR),
    )


def list_hosts(tx: Tx, reach: Reach) -> Sequence[Facts]:
    """All in which somebody has anything to do, by name."""
    helped = reach.series | reach.doors
    of_series = Host.id.in_(select(Series.host_id).where(Series.id.in_(helped))) if helped else false()
    found = select(Host.id, Host.code, Host.name, Host.deactivated_at).where(
        or_(_of(Host.id, reach.hosts | reach.teaches), of_series)
    )
    return tx.execute(found.order_by(Host.folded, Host.id)).all()


def list_series(
    tx: Tx, reach: Reach, *, host_id: int, offset: int = 0, limit: int, archived: bool = False
) -> Sequence[Facts]:
    """Those that are somebody's to plan, their own hosts' first, or what is put away; `host_id` 0 is all hosts."""
    found = (
        select(Series.id, Series.code, Series.title, Series.visibility, Series.host_id, Host.name.label("host_name"))
        .join(Host, Host.id == Series.host_id)
        .where(or_(_of(Series.host_id, reach.hosts), _of(Series.id, reach.series)))
        .where(Series.archived_at.is_not(None) if archived else Series.archived_at.is_(None))
        .order_by(Series.host_id.in_(reach.hosts).desc(), Series.folded, Series.id)
    )
    if host_id:
        found = found.where(Series.host_id == host_id)
    return tx.execute(found.offset(offset).limit(limit)).all()


def list_sessions(
    tx: Tx, reach: Reach, *, host_id: int, begin: datetime, end: datetime, offset: int = 0, limit: int | None = None
) -> Sequence[Facts]:
    """Sessions that begin in a span of time and are not cancelled, soonest first, in one statement."""
    found = _lines().where(
        _is_theirs(reach),
        Session.starts_at >= begin,
        Session.starts_at < end,
        Session.status.in_([SessionStatus.SCHEDULED, SessionStatus.COMPLETED]),
    )
    if host_id:
        found = found.where(Session.host_id == host_id)
    return tx.execute(found.order_by(Session.starts_at, Session.id).offset(offset).limit(limit)).all()


def list_asking(tx: Tx, reach: Reach, *, host_id: int, now: datetime, limit: int) -> Sequence[Facts]:
    """Who asks for a place where somebody decides, longest first."""
    asking = _asking(reach, host_id, now).with_only_columns(
        Registration.id,
        func.coalesce(User.called, User.name).label("name"),
        Registration.booked_at,
        Series.title,
        Session.starts_at,
        Session.time_zone,
    )
    return tx.execute(asking.order_by(Registration.booked_at, Registration.id).limit(limit)).all()


def count_asking(tx: Tx, reach: Reach, *, host_id: int, now: datetime) -> int:
    return tx.execute(_asking(reach, host_id, now).with_only_columns(func.count())).scalar_one()


def _asking(reach: Reach, host_id: int, now: datetime) -> Select[*tuple[Any, ...]]:
    decides = or_(_of(Session.host_id, reach.hosts), _of(Session.series_id, reach.series))
    found = (
        select(Registration.id)
        .join(Session, Session.id == Registration.session_id)
        .join(Series, Series.id == Session.series_id)
        .join(User, User.id == Registration.user_id)
        .where(
            Registration.status == Status.PENDING_APPROVAL,
            Session.status == SessionStatus.SCHEDULED,
            Session.starts_at > now,
            decides,
        )
    )
    return found.where(Session.host_id == host_id) if host_id else found


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Session.id,
            Session.code,
            Session.series_id,
            Session.host_id,
            Session.starts_at,
            Session.ends_at,
            Session.time_zone,
            Session.needs_instructor,
            Series.title,
            Host.name.label("host_name"),
            func.coalesce(User.called, User.name).label("instructor_name"),
            _sum(Quota.capacity).label("capacity"),
            _sum(Quota.taken).label("taken"),
            _sum(Quota.waiting).label("waiting"),
            _pending().label("pending"),
        )
        .join(Series, Series.id == Session.series_id)
        .join(Host, Host.id == Session.host_id)
        .outerjoin(User, User.id == Session.instructor_id)
    )


def _sum(column: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """Over the quotas of a session."""
    whole = select(func.coalesce(func.sum(column), 0)).where(Quota.session_id == Session.id)
    return whole.correlate(Session).scalar_subquery()


def _pending() -> ScalarSelect[int]:
    """How many registrations of a session wait for an organizer's yes."""
    asked = select(func.count()).where(
        Registration.session_id == Session.id, Registration.status == Status.PENDING_APPROVAL
    )
    return asked.correlate(Session).scalar_subquery()


def _is_theirs(reach: Reach) -> ColumnElement[bool]:
    gives = and_(Session.instructor_id == reach.user_id, Session.host_id.in_(reach.teaches))
    return or_(
        _of(Session.host_id, reach.hosts),
        _of(Session.series_id, reach.series | reach.doors),
        gives if reach.teaches else false(),
    )


def _of(column: InstrumentedAttribute[int], ids: Collection[int]) -> ColumnElement[bool]:
    """One of these; a way that leads nowhere is left out of the statement, so that an index serves the others."""
    return column.in_(ids) if ids else false()
