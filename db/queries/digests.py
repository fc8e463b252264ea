"""Reads of what takes place at hosts on a day."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select

from db.engine import Facts, Tx
from db.models import Host, Quota, Registration, Series, Session, TeamMember, User
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from db.models.team import TeamRole


def list_hosts(tx: Tx, after: datetime, until: datetime) -> Sequence[Facts]:
    """Active hosts with a session that begins in a span of time."""
    soon = exists().where(
        Session.host_id == Host.id,
        Session.status == SessionStatus.SCHEDULED,
        Session.starts_at > after,
        Session.starts_at <= until,
    )
    found = select(Host.id, Host.time_zone).where(Host.deactivated_at.is_(None), soon)
    return tx.execute(found.order_by(Host.id)).all()


def list_leaders(tx: Tx, host_id: int) -> list[int]:
    """Owner and managers of a host, but for who is blocked or gone."""
    manages = select(TeamMember.user_id).where(TeamMember.host_id == host_id, TeamMember.role == TeamRole.MANAGER)
    owns = select(Host.owner_id).where(Host.id == host_id)
    people = select(User.id).where(
        or_(User.id.in_(manages), User.id.in_(owns)), User.blocked_at.is_(None), User.erased_at.is_(None)
    )
    return list(tx.scalars(people.order_by(User.id)))


def list_sessions(tx: Tx, host_id: int, after: datetime, until: datetime) -> Sequence[Facts]:
    """Sessions of a host that begin in a span of time, with how full they are."""
    pending = select(func.count()).where(
        Registration.session_id == Session.id, Registration.status == Status.PENDING_APPROVAL
    )
    found = (
        select(
            Session.starts_at,
            Session.time_zone,
            Series.title,
            func.sum(Quota.capacity).label("capacity"),
            func.sum(Quota.taken).label("taken"),
            func.sum(Quota.waiting).label("waiting"),
            pending.correlate(Session).scalar_subquery().label("pending"),
        )
        .join(Series, Series.id == Session.series_id)
        .join(Quota, Quota.session_id == Session.id)
        .where(
            Session.host_id == host_id,
            Session.status == SessionStatus.SCHEDULED,
            Session.starts_at > after,
            Session.starts_at < until,
        )
        .group_by(Session.id, Series.title)
        .order_by(Session.starts_at, Session.id)
    )
    return tx.execute(found).all()
