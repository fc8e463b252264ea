"""Reads of hosts and their series, as those who run them see them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select

from db.engine import Facts, Tx
from db.models import AuditEvent, Host, Logo, Payment, Quota, Registration, Series, Session, TeamMember, Template
from db.models.registrations import LIVE, Status
from db.models.sessions import SessionStatus
from db.models.team import TeamRole


def list_run_by(tx: Tx, user_id: int) -> Sequence[Facts]:
    """Hosts that somebody owns or manages, each with how many places were booked in all."""
    hosts = select(
        Host.id,
        Host.name,
        Host.owner_id,
        Host.verified_at,
        Host.deactivated_at,
        _bookings().label("bookings"),
    ).where(or_(Host.owner_id == user_id, _helps(user_id, TeamRole.MANAGER, TeamMember.host_id == Host.id)))
    return tx.execute(hosts.order_by(Host.folded, Host.id)).all()


def list_terms(tx: Tx, user_id: int, *, limit: int, host_id: int = 0) -> Sequence[Facts]:
    """Hosts with terms of their own that somebody booked with or paid, or the one of them: `id`, `name`, `terms`."""
    booked = (
        select(Registration.id)
        .join(Session, Session.id == Registration.session_id)
        .where(Registration.user_id == user_id, Session.host_id == Host.id)
        .correlate(Host)
    )
    paid = (
        select(Payment.id)
        .where(or_(Payment.user_id == user_id, Payment.payer_id == user_id), Payment.host_id == Host.id)
        .correlate(Host)
    )
    found = select(Host.id, Host.name, Host.terms).where(Host.terms != "", or_(booked.exists(), paid.exists()))
    if host_id:
        found = found.where(Host.id == host_id)
    return tx.execute(found.order_by(Host.folded, Host.id).limit(limit)).all()


def list_series_run_by(tx: Tx, user_id: int, *, limit: int) -> Sequence[Facts]:
    """Series in which somebody may plan, newest first; not what is archived or put away with its host."""
    may_plan = or_(
        Host.owner_id == user_id,
        _helps(user_id, TeamRole.MANAGER, TeamMember.host_id == Host.id),
        _helps(user_id, TeamRole.CO_ORGANIZER, TeamMember.series_id == Series.id),
    )
    found = (
        select(Series.id, Series.title, Host.name.label("host_name"))
        .join(Host, Host.id == Series.host_id)
        .where(may_plan, Series.archived_at.is_(None), Host.deactivated_at.is_(None))
    )
    return tx.execute(found.order_by(Series.id.desc()).limit(limit)).all()


def list_series_of(tx: Tx, host_id: int, *, limit: int) -> Sequence[Facts]:
    """All series of a host, those that go on first."""
    found = select(Series.id, Series.title, Series.archived_at).where(Series.host_id == host_id)
    return tx.execute(found.order_by(Series.archived_at.is_not(None), Series.folded, Series.id).limit(limit)).all()


def count_bookings(tx: Tx, host_id: int) -> int:
    return tx.scalar(select(_bookings()).where(Host.id == host_id)) or 0


def was_booked(tx: Tx, *, host_id: int | None = None, series_id: int | None = None) -> bool:
    """Whether anybody ever booked or waited, in whatever way that ended."""
    of = Session.series_id == series_id if series_id is not None else Session.host_id == host_id
    found = exists().where(Registration.session_id == Session.id, of)
    return bool(tx.scalar(select(found)))


def count_people_ahead(tx: Tx, *, now: datetime, host_id: int | None = None, series_id: int | None = None) -> int:
    """How many registrations are live in sessions to come."""
    of = Session.series_id == series_id if series_id is not None else Session.host_id == host_id
    live = (
        select(func.count(Registration.id))
        .join(Session, Session.id == Registration.session_id)
        .where(of, _is_ahead(now), Registration.status.in_(LIVE))
    )
    return tx.scalar(live) or 0


def list_ahead(tx: Tx, series_id: int, *, now: datetime, limit: int) -> Sequence[Facts]:
    """Sessions to come, soonest first, with how full they are."""
    places = (
        select(
            Session.id,
            Session.code,
            Session.starts_at,
            Session.ends_at,
            Session.time_zone,
            func.sum(Quota.taken).label("taken"),
            func.sum(Quota.capacity).label("capacity"),
            func.sum(Quota.waiting).label("waiting"),
        )
        .join(Quota, Quota.session_id == Session.id)
        .where(Session.series_id == series_id, _is_ahead(now))
        .group_by(Session.id)
    )
    return tx.execute(places.order_by(Session.starts_at, Session.id).limit(limit)).all()


def count_ahead(tx: Tx, series_id: int, *, now: datetime) -> int:
    ahead = select(func.count(Session.id)).where(Session.series_id == series_id, _is_ahead(now))
    return tx.scalar(ahead) or 0


def list_ids_ahead(tx: Tx, *, now: datetime, host_id: int | None = None, series_id: int | None = None) -> Sequence[int]:
    of = Session.series_id == series_id if series_id is not None else Session.host_id == host_id
    return tx.scalars(select(Session.id).where(of, _is_ahead(now)).order_by(Session.id)).all()


def has_session_at(tx: Tx, series_id: int, starts_at: datetime) -> bool:
    at_that_time = exists().where(
        Session.series_id == series_id,
        Session.starts_at == starts_at,
        Session.status != SessionStatus.CANCELLED,
    )
    return bool(tx.scalar(select(at_that_time)))


def list_ever_booked(tx: Tx, session_ids: Collection[int]) -> set[int]:
    """Those in which anybody ever booked or waited."""
    booked = select(Registration.session_id).where(Registration.session_id.in_(session_ids)).distinct()
    return set(tx.scalars(booked))


def find_founded(tx: Tx, code: str, user_id: int) -> int | None:
    """The series with a code, if this person founded it."""
    by_them = exists().where(
        AuditEvent.subject_type == "series",
        AuditEvent.subject_id == Series.id,
        AuditEvent.action == "series.founded",
        AuditEvent.actor_id == user_id,
    )
    return tx.scalar(select(Series.id).where(Series.code == code, by_them))


def list_template_ids(tx: Tx, series_id: int) -> Sequence[int]:
    return tx.scalars(select(Template.id).where(Template.series_id == series_id).order_by(Template.id)).all()


def _is_ahead(now: datetime) -> ColumnElement[bool]:
    return and_(Session.status == SessionStatus.SCHEDULED, Session.ends_at > now)


def _helps(user_id: int, role: TeamRole, where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(TeamMember.user_id == user_id, TeamMember.role == role, where)


def _bookings() -> ScalarSelect[int]:
    return (
        select(func.count(Registration.id))
        .join(Session, Session.id == Registration.session_id)
        .where(Session.host_id == Host.id, Registration.status == Status.CONFIRMED)
        .correlate(Host)
        .scalar_subquery()
    )


def find_logo(tx: Tx, code: str) -> bytes | None:
    """A host's logo, by the host's code."""
    return tx.scalar(select(Logo.content).join(Host, Host.id == Logo.host_id).where(Host.code == code))
