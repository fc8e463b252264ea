"""Reads of a session's people, as those who run it see them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from db.engine import Facts, Tx, run
from db.models import AuditEvent, Quota, Registration, Session, User
from db.models.registrations import LIVE, Attendance, Status
from db.queries.registrations import AHEAD_OF_IT
from db.queries.users import IS_CUT_OFF

EARLIER = aliased(Registration)
NAME = func.coalesce(User.called, User.name)
HERE = (Attendance.ATTENDED, Attendance.LATE)
IS_HERE = Registration.attendance.in_(HERE)
CAME_BEFORE = exists().where(
    EARLIER.user_id == Registration.user_id,
    EARLIER.status == Status.CONFIRMED,
    EARLIER.starts_at < Registration.starts_at,
    or_(EARLIER.attendance.is_(None), EARLIER.attendance != Attendance.NO_SHOW),
    EARLIER.session_id == Session.id,
    Session.host_id == bindparam("host"),
)
GROUP = case(
    (Registration.status == Status.CONFIRMED, 0),
    (Registration.status == Status.PENDING_APPROVAL, 1),
    (Registration.status == Status.PENDING_PAYMENT, 2),
    (Registration.status == Status.OFFERED, 3),
    else_=4,
)
"""The order of a roster: who is in, who may get in, who waits."""
SINCE = case((Registration.status == Status.WAITLISTED, Registration.waitlisted_at))
PEOPLE = (
    select(
        Registration.id,
        Registration.user_id,
        Registration.reference,
        Registration.status,
        Registration.places,
        Registration.guests,
        Registration.request,
        Registration.attendance,
        Registration.attendance_at,
        NAME.label("name"),
        and_(User.telegram_id.is_not(None), User.unreachable_at.is_(None)).label("is_reachable"),
        Quota.name.label("quota_name"),
        case((Registration.status == Status.WAITLISTED, AHEAD_OF_IT + 1), else_=0).label("position"),
        (~CAME_BEFORE).label("is_first_time"),
    )
    .join(User, User.id == Registration.user_id)
    .join(Quota, Quota.id == Registration.quota_id)
    .where(Registration.session_id == bindparam("session"))
)
TALLY = (
    select(
        Registration.status,
        Registration.attendance,
        Registration.is_late_cancellation,
        func.count().label("registrations"),
        func.sum(Registration.places).label("places"),
    )
    .where(Registration.session_id == bindparam("session"))
    .group_by(Registration.status, Registration.attendance, Registration.is_late_cancellation)
)


def list_tally(tx: Tx, session_id: int) -> Sequence[Facts]:
    """How many there are of each kind: a few rows, whatever the size of the session."""
    return run(tx, TALLY, {"session": session_id}).all()


WITH_SESSION = and_(
    Registration.status == Status.CANCELLED,
    Registration.cancelled_at
    == select(Session.cancelled_at).where(Session.id == Registration.session_id).scalar_subquery(),
)
"""Who was there until the session was cancelled."""
BY_NAME = func.lower(NAME)
ORDERS: dict[str, tuple[ColumnExpressionArgument[Any], ...]] = {
    "": (GROUP, Quota.position, SINCE, BY_NAME),
    "name": (BY_NAME,),
    "-name": (BY_NAME.desc(),),
    "role": (Quota.position, BY_NAME),
    "-role": (Quota.position.desc(), BY_NAME),
    "reference": (Registration.reference,),
    "-reference": (Registration.reference.desc(),),
}
"""Usually by group, in it by role; those who have a place by name, those who wait in the order of the line."""


def list_people(
    tx: Tx,
    session_id: int,
    host_id: int,
    *,
    statuses: Collection[Status],
    with_ended: bool = False,
    quota_id: int = 0,
    by: str = "",
    offset: int,
    limit: int,
) -> Sequence[Facts]:
    """Of all roles, or of one; `by` is one of ORDERS. `with_ended`: who was cancelled with the session too."""
    wanted = PEOPLE.where(_stands(statuses, with_ended), *_of_role(quota_id))
    return _listed(tx, wanted.order_by(*ORDERS[by], Registration.id).offset(offset).limit(limit), session_id, host_id)


def _stands(statuses: Collection[Status], with_ended: bool) -> ColumnElement[bool]:
    is_one = Registration.status.in_(statuses)
    return or_(is_one, WITH_SESSION) if with_ended else is_one


def _of_role(quota_id: int) -> list[ColumnElement[bool]]:
    return [Registration.quota_id == quota_id] if quota_id else []


def list_some(
    tx: Tx, session_id: int, host_id: int, ids: Collection[int], *, by: str = "", offset: int = 0, limit: int
) -> Sequence[Facts]:
    """Some of a session's people, in the same order."""
    wanted = PEOPLE.where(Registration.id.in_(ids)).order_by(*ORDERS[by], Registration.id)
    return _listed(tx, wanted.offset(offset).limit(limit), session_id, host_id)


def list_absent(tx: Tx, session_id: int, host_id: int, *, offset: int, limit: int) -> Sequence[Facts]:
    """Who has a place and is not here, by name."""
    wanted = PEOPLE.where(Registration.status == Status.CONFIRMED, _is_absent()).order_by(
        func.lower(NAME), Registration.id
    )
    return _listed(tx, wanted.offset(offset).limit(limit), session_id, host_id)


def _is_absent() -> ColumnElement[bool]:
    return or_(Registration.attendance.is_(None), Registration.attendance == Attendance.NO_SHOW)


def _listed(tx: Tx, people: Select[*tuple[Any, ...]], session_id: int, host_id: int) -> Sequence[Facts]:
    return tx.execute(people, {"session": session_id, "host": host_id}).all()


def list_names(
    tx: Tx, session_id: int, statuses: Collection[Status], quota_id: int = 0, *, with_ended: bool = False
) -> Sequence[Facts]:
    """What a search looks at."""
    names = (
        select(Registration.id, Registration.reference, Registration.guests, User.name, User.called)
        .join(User, User.id == Registration.user_id)
        .where(Registration.session_id == session_id, _stands(statuses, with_ended), *_of_role(quota_id))
    )
    return tx.execute(names).all()


def list_cut_off(tx: Tx, session_id: int) -> Sequence[str]:
    """Names of those who are in or wait, or were cancelled with the session, and cannot be written to."""
    names = (
        select(NAME)
        .select_from(Registration)
        .join(User, User.id == Registration.user_id)
        .where(Registration.session_id == session_id, _stands(LIVE, with_ended=True), IS_CUT_OFF)
    )
    return tx.scalars(names.order_by(Registration.id)).all()


def find_last_checked(tx: Tx, session_id: int, actor_id: int, since: datetime) -> Facts | None:
    """Whom somebody checked in last, if they are still marked as here."""
    last = (
        select(Registration.id, Registration.attendance, Registration.places, NAME.label("name"))
        .join(User, User.id == Registration.user_id)
        .join(
            AuditEvent,
            and_(
                AuditEvent.subject_type == "registration",
                AuditEvent.subject_id == Registration.id,
                AuditEvent.at == Registration.attendance_at,
            ),
        )
        .where(
            Registration.session_id == session_id,
            IS_HERE,
            Registration.attendance_at >= since,
            AuditEvent.actor_id == actor_id,
            AuditEvent.action.in_([f"attendance.{how}" for how in HERE]),
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    return tx.execute(last).one_or_none()


def list_news(
    tx: Tx, session_id: int, *, actions: Collection[str], since: datetime, but_of: int, limit: int
) -> Sequence[Facts]:
    """What others than one person did to a session's registrations, newest first."""
    news = (
        select(AuditEvent.action, AuditEvent.actor_id, AuditEvent.data, Registration.user_id, NAME.label("name"))
        .join(Registration, Registration.id == AuditEvent.subject_id)
        .join(User, User.id == Registration.user_id)
        .where(
            AuditEvent.subject_type == "registration",
            Registration.session_id == session_id,
            AuditEvent.action.in_(actions),
            AuditEvent.at >= since,
            or_(AuditEvent.actor_id.is_(None), AuditEvent.actor_id != but_of),
        )
        .order_by(AuditEvent.id.desc())
        .limit(limit)
    )
    return tx.execute(news).all()


def find_history(tx: Tx, host_id: int, user_id: int, recent: datetime) -> Facts:
    """A person's registrations with a host, counted; those since `recent` apart."""

    def number(*of: ColumnExpressionArgument[bool]) -> ColumnElement[int]:
        return func.count(Registration.id).filter(*of)

    is_recent = Registration.starts_at >= recent
    missed = Registration.attendance == Attendance.NO_SHOW
    counts = (
        select(
            number(IS_HERE).label("attended"),
            number(IS_HERE, is_recent).label("attended_recently"),
            number(Registration.attendance == Attendance.LATE).label("late"),
            number(missed).label("no_shows"),
            number(missed, is_recent).label("no_shows_recently"),
            number(Registration.is_late_cancellation).label("late_cancels"),
            func.min(Registration.booked_at, type_=Registration.booked_at.type).label("since"),
        )
        .join(Session, Session.id == Registration.session_id)
        .where(Registration.user_id == user_id, Session.host_id == host_id)
    )
    return tx.execute(counts).one()
