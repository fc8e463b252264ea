"""Sums of what took place, by week: places, people, who came. Everything is added up in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, or_, select

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
            func.coalesce(func.sum(Quota.capacity), 0).label("places"),
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
    week = of_weeks(Session.starts_at, begins).label("week")
    booked = Registration.status == Status.CONFIRMED
    sums = (
        select(
            week,
            _places(booked).label("booked"),
            _places(and_(booked, Registration.attendance.in_(CAME))).label("attended"),
            _places(and_(booked, Registration.attendance == Attendance.NO_SHOW)).label("no_shows"),
            _places(_cancelled_late()).label("late_cancels"),
        )
        .select_from(Session)
        .join(Registration, Registration.session_id == Session.id)
        .where(*_took_place(host_id, series_id, begins[0], end), or_(booked, _cancelled_late()))
        .group_by(week)
    )
    return tx.execute(sums).all()


def count_people(tx: Tx, *, host_id: int, series_id: int, begin: datetime, end: datetime) -> Facts:
    """How many different people had a place in a span of time, and how many of them for the first time here."""
    first = (
        select(Registration.user_id, func.min(Session.starts_at).label("first_at"))
        .select_from(Session)
        .join(Registration, Registration.session_id == Session.id)
        .where(*_is_of(host_id, series_id), Session.starts_at < end, Registration.status == Status.CONFIRMED)
        .group_by(Registration.user_id)
        .having(func.max(Session.starts_at) >= begin)
        .subquery()
    )
    counts = select(
        func.count().label("people"),
        func.coalesce(func.sum(case((first.c.first_at >= begin, 1), else_=0)), 0).label("new"),
    )
    return tx.execute(counts.select_from(first)).one()


def _took_place(host_id: int, series_id: int, begin: datetime, end: datetime) -> list[ColumnElement[bool]]:
    return [*_is_of(host_id, series_id), Session.starts_at >= begin, Session.starts_at < end]


def _is_of(host_id: int, series_id: int) -> list[ColumnElement[bool]]:
    own = Session.series_id == series_id if series_id else Session.host_id == host_id
    return [own, Session.status.in_([SessionStatus.SCHEDULED, SessionStatus.COMPLETED])]


def _cancelled_late() -> ColumnElement[bool]:
    return and_(Registration.status == Status.CANCELLED, Registration.is_late_cancellation)


def _places(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, Registration.places), else_=0)), 0)
