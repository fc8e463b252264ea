"""Reads for admins: people, hosts with their statistics, and how messages fare."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, or_, select

from db.engine import Facts, Tx
from db.models import (
    Alert,
    AuditEvent,
    Host,
    Notification,
    Registration,
    Series,
    Session,
    TeamMember,
    User,
)
from db.models.notifications import NotificationStatus
from db.models.registrations import LIVE, Status
from db.models.sessions import SessionStatus

SHOWN_NAME = func.coalesce(User.called, User.name)


def has_name(words: str) -> ColumnElement[bool]:
    """Whether somebody is called so. SQLite knows the cases of ASCII only, so the usual ones are tried."""
    cases = {words, words.lower(), words.upper(), words.title(), words.capitalize()}
    return or_(*(column.contains(one, autoescape=True) for column in (User.name, User.called) for one in sorted(cases)))


def list_people(tx: Tx, which: ColumnElement[bool] | None, *, offset: int, limit: int) -> Sequence[Facts]:
    """Newest first, without those who were erased."""
    found = select(User.id, SHOWN_NAME.label("name"), User.is_admin, User.blocked_at).where(User.erased_at.is_(None))
    if which is not None:
        found = found.where(which)
    return tx.execute(found.order_by(User.id.desc()).offset(offset).limit(limit)).all()


def owner_of_reference(code: str) -> ScalarSelect[int]:
    """Whose registration a reference is of."""
    return select(Registration.user_id).where(Registration.reference == code).scalar_subquery()


def list_roles(tx: Tx, user_id: int) -> Sequence[Facts]:
    """A person's roles: `role`, and the host and series that each is of; an owner's is "owner"."""
    owned = select(Host.name.label("host_name")).where(Host.owner_id == user_id).order_by(Host.id)
    team = (
        select(TeamMember.role, Host.name.label("host_name"), Series.title)
        .join(Host, Host.id == TeamMember.host_id)
        .outerjoin(Series, Series.id == TeamMember.series_id)
        .where(TeamMember.user_id == user_id)
        .order_by(TeamMember.id)
    )
    return [*tx.execute(owned).all(), *tx.execute(team).all()]


def count_ahead(tx: Tx, user_id: int, now: datetime) -> Facts:
    """A person's live registrations of what is not over: those with a place, and those that wait for one."""
    waits = Registration.status == Status.WAITLISTED
    counts = select(
        func.coalesce(func.sum(case((waits, 0), else_=1)), 0).label("places"),
        func.coalesce(func.sum(case((waits, 1), else_=0)), 0).label("waiting"),
    ).where(Registration.user_id == user_id, Registration.status.in_(LIVE), Registration.ends_at > now)
    return tx.execute(counts).one()


def count_sessions_run(tx: Tx, user_id: int, now: datetime) -> int:
    """Sessions to come of hosts that a person owns."""
    ahead = (
        select(func.count())
        .select_from(Session)
        .join(Host, Host.id == Session.host_id)
        .where(Host.owner_id == user_id, Session.status == SessionStatus.SCHEDULED, Session.ends_at > now)
    )
    return tx.scalar(ahead) or 0


def list_hosts(tx: Tx, now: datetime, *, host_id: int = 0, offset: int = 0, limit: int) -> Sequence[Facts]:
    """Hosts with what there is of each: series, sessions to come and past, registrations, people."""
    owner = select(SHOWN_NAME).where(User.id == Host.owner_id).scalar_subquery()
    of_host = Session.host_id == Host.id
    on = Session.status == SessionStatus.SCHEDULED
    booked = (
        select(func.count())
        .select_from(Registration)
        .join(Session, Session.id == Registration.session_id)
        .where(of_host, Registration.status == Status.CONFIRMED)
    )
    people = booked.with_only_columns(func.count(func.distinct(Registration.user_id)))
    ahead = and_(on, Session.ends_at > now)
    found = select(
        Host.id,
        Host.name,
        Host.owner_id,
        Host.verified_at,
        Host.deactivated_at,
        Host.created_at,
        owner.label("owner_name"),
        select(func.count()).where(Series.host_id == Host.id).scalar_subquery().label("series"),
        select(func.count()).where(of_host, ahead).scalar_subquery().label("ahead"),
        select(func.count()).where(of_host, Session.status == SessionStatus.COMPLETED).scalar_subquery().label("past"),
        booked.scalar_subquery().label("booked"),
        booked.where(Registration.ends_at > now).scalar_subquery().label("booked_ahead"),
        people.scalar_subquery().label("people"),
    )
    if host_id:
        found = found.where(Host.id == host_id)
    return tx.execute(found.order_by(Host.id.desc()).offset(offset).limit(limit)).all()


def list_failed(tx: Tx, *, notification_id: int = 0, offset: int = 0, limit: int) -> Sequence[Facts]:
    """Messages that never arrived, newest first."""
    found = (
        select(
            Notification.id,
            Notification.user_id,
            Notification.kind,
            Notification.channel,
            Notification.reason,
            Notification.attempts,
            Notification.created_at,
            SHOWN_NAME.label("name"),
            Series.title,
        )
        .join(User, User.id == Notification.user_id)
        .outerjoin(Registration, Registration.id == Notification.registration_id)
        .outerjoin(Session, Session.id == Registration.session_id)
        .outerjoin(Series, Series.id == Session.series_id)
        .where(Notification.status == NotificationStatus.FAILED)
    )
    if notification_id:
        found = found.where(Notification.id == notification_id)
    return tx.execute(found.order_by(Notification.id.desc()).offset(offset).limit(limit)).all()


def lock_failed(tx: Tx, *, notification_id: int, up_to: int, limit: int) -> Sequence[Notification]:
    """One that failed, or (0) all up to a number, oldest first, kept so until the commit."""
    failed = select(Notification).where(Notification.status == NotificationStatus.FAILED)
    which = Notification.id == notification_id if notification_id else Notification.id <= up_to
    rows = failed.where(which).order_by(Notification.id).limit(limit).with_for_update(key_share=True)
    return tx.scalars(rows.execution_options(populate_existing=True)).all()


def count_messages(tx: Tx, since: datetime) -> dict[str, int]:
    """Messages by status: of some time, but what is owed or failed whenever that was."""
    always = [NotificationStatus.QUEUED, NotificationStatus.SENDING, NotificationStatus.FAILED]
    counts = (
        select(Notification.status, func.count().label("number"))
        .where(or_(Notification.status.in_(always), Notification.created_at >= since))
        .group_by(Notification.status)
    )
    return {row.status: row.number for row in tx.execute(counts)}


def count_promotions(tx: Tx, since: datetime) -> Facts:
    """How often a place that came free was given or offered to who waited, and how many offers came to nothing."""
    moved, asked = AuditEvent.action == "registration.confirmed", AuditEvent.action == "registration.offered"
    was = AuditEvent.data["was"].as_string()
    counts = select(
        _count(and_(moved, was.in_([Status.WAITLISTED, Status.OFFERED]))).label("promoted"),
        _count(asked).label("offered"),
        _count(and_(AuditEvent.action == "registration.expired", was == Status.OFFERED)).label("lapsed"),
    ).where(
        AuditEvent.at >= since,
        AuditEvent.action.in_(["registration.confirmed", "registration.offered", "registration.expired"]),
    )
    return tx.execute(counts).one()


def count_all(tx: Tx) -> Facts:
    """How many people, hosts and open alerts there are."""
    return tx.execute(
        select(
            select(func.count()).where(User.erased_at.is_(None)).scalar_subquery().label("people"),
            select(func.count(Host.id)).scalar_subquery().label("hosts"),
            select(func.count()).where(Alert.acknowledged_at.is_(None)).scalar_subquery().label("alerts"),
        )
    ).one()


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)
