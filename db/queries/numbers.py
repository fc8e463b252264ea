"""Sums of what took place, by week: places, people, who came. Everything is added up in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, distinct, exists, func, or_, select

from db.engine import Facts, Tx
from db.models import Quota, Registration, Session
from db.models.registrations import Attendance, Status
from db.models.sessions import SessionStatus

CAME = (Attendance.ATTENDED, Attendance.LATE)


def of_weeks(column: Any, begins: Sequence[datetime]) -> ColumnElement[int]:
    """Which of the spans that begin at these moments an instant lies in; its number, from 0."""
    spans = [(column < later, number) for number, later in enumerate(begins[1:])]
    return case(*spans, else_=len(begins) - 1)


def list_sessions_by_week(
    tx: Tx, *, host_id: int, series_id: int, begins: Sequence[datetime], end: datetime
) -> Sequence[Facts]:
    """Per week: how many sessions began, and how many places they had."""
    week = of_weeks(Session.starts_at, begins).label("week")
    sums = (
        select(
            week,
            func.count(distinct(Session.id)).label("sessions"),
            _whole(func.coalesce(func.sum(Quota.capacity), 0)).label("places"),
        )
        .select_from(Session)
        .join(Quota, Quota.session_id == Session.id)
        .where(*_took_place(host_id, series_id, begins[0], end))
        .group_by(week)
    )
    return tx.execute(sums).all()


def list_registrations_by_week(
    tx: Tx, *, host_id: int, series_id: int, begins: Sequence[datetime], end: datetime
) -> Sequence[Facts]:
    """Per week: places that were booked at the start, and those of who came, missed it or cancelled late."""
    booked = Registration.status == Status.CONFIRMED
    sums = {
        "booked": _places(booked),
        "attended": _places(and_(booked, Registration.attendance.in_(CAME))),
        "no_shows": _places(and_(booked, Registration.attendance == Attendance.NO_SHOW)),
        "late_cancels": _places(_cancelled_late()),
    }
    of_session = (
        select(Session.starts_at, *(total.label(name) for name, total in sums.items()))
        .join(Registration, Registration.session_id == Session.id)
        .where(*_took_place(host_id, series_id, begins[0], end), or_(booked, _cancelled_late()))
        .group_by(Session.id)
        .subquery()
    )  # which week it is, is asked of each session, not of each registration
    week = of_weeks(of_session.c.starts_at, begins).label("week")
    by_week = select(week, *(_whole(func.sum(of_session.c[name])).label(name) for name in sums)).group_by(week)
    return tx.execute(by_week).all()


def count_people(tx: Tx, *, host_id: int, series_id: int, begin: datetime, end: datetime) -> Facts:
    """How many different people had a place in a span of time, and how many of them for the first time here."""
    confirmed = Registration.status == Status.CONFIRMED
    came = (
        select(Registration.user_id)
        .join(Session, Session.id == Registration.session_id)
        .where(*_took_place(host_id, series_id, begin, end), confirmed)
        .distinct()
        .subquery()
    )
    known = (
        exists()
        .where(Registration.user_id == came.c.user_id, Registration.starts_at < begin, confirmed)
        .where(Session.id == Registration.session_id, *_is_of(host_id, series_id))
    )
    counts = select(func.count().label("people"), func.count().filter(~known).label("new"))
    return tx.execute(counts.select_from(came)).one()


def _took_place(host_id: int, series_id: int, begin: datetime, end: datetime) -> list[ColumnElement[bool]]:
    return [*_is_of(host_id, series_id), Session.starts_at >= begin, Session.starts_at < end]


def _is_of(host_id: int, series_id: int) -> list[ColumnElement[bool]]:
    own = Session.series_id == series_id if series_id else Session.host_id == host_id
    return [own, Session.status.in_([SessionStatus.SCHEDULED, SessionStatus.COMPLETED])]


def _cancelled_late() -> ColumnElement[bool]:
    return and_(Registration.status == Status.CANCELLED, Registration.is_late_cancellation)


def _places(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, Registration.places), else_=0)), 0)


def _whole(total: ColumnElement[Any]) -> ColumnElement[int]:
    """PostgreSQL's sums of large integers are decimals."""
    return cast(total, BigInteger)
