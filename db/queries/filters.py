"""Reads for the choice of filters: what the public sessions of some days have, and how it is called.

Each reads about as much as there is to choose from, however many sessions there are.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, exists, func, select, union
from sqlalchemy.orm import aliased

from db.engine import Facts, Tx
from db.models import Host, Series, Session, User
from db.models.series import Visibility
from db.models.sessions import SessionStatus
from db.queries.listings import may_find_series

IS_PUBLIC = Series.visibility == Visibility.PUBLIC


def takes_place(now: datetime, until: datetime, *conditions: ColumnElement[bool]) -> Exists:
    """Whether a session that is on begins in a span of time."""
    return exists().where(
        Session.status == SessionStatus.SCHEDULED, Session.starts_at >= now, Session.starts_at < until, *conditions
    )


def list_series(tx: Tx, *, now: datetime, until: datetime, limit: int) -> Sequence[Facts]:
    on = takes_place(now, until, Session.series_id == Series.id)
    named = select(Series.id, Series.title.label("name")).where(IS_PUBLIC, on)
    return tx.execute(named.order_by(Series.folded, Series.id).limit(limit)).all()


def list_hosts(tx: Tx, *, now: datetime, until: datetime, limit: int) -> Sequence[Facts]:
    on = exists().where(Series.host_id == Host.id, IS_PUBLIC, takes_place(now, until, Session.series_id == Series.id))
    named = select(Host.id, Host.name.label("name")).where(on)
    return tx.execute(named.order_by(Host.folded, Host.id).limit(limit)).all()


def list_instructors(tx: Tx, *, now: datetime, until: datetime, limit: int) -> Sequence[Facts]:
    """Stepping from instructor to instructor by the index, past all their sessions."""
    step = select(func.min(Session.instructor_id).label("id")).cte("steps", recursive=True)
    later = aliased(Session)
    following = select(func.min(later.instructor_id)).where(later.instructor_id > step.c.id).scalar_subquery()
    step = step.union_all(select(following).where(step.c.id.is_not(None)))
    on = exists().where(
        Series.id == Session.series_id,
        IS_PUBLIC,
        Session.instructor_id == User.id,
        Session.status == SessionStatus.SCHEDULED,
        Session.starts_at >= now,
        Session.starts_at < until,
    )
    name = func.coalesce(User.called, User.name)
    named = select(User.id, name.label("name")).join(step, step.c.id == User.id).where(on)
    return tx.execute(named.order_by(func.lower(name), User.id).limit(limit)).all()


def list_places(tx: Tx, *, now: datetime, until: datetime, limit: int) -> Sequence[str]:
    usual = select(Series.place.label("place")).where(
        IS_PUBLIC,
        Series.place != "",
        takes_place(now, until, Session.series_id == Series.id, Session.place.is_(None)),
    )
    moved = (
        select(Session.place.label("place"))
        .join(Series, Series.id == Session.series_id)
        .where(
            IS_PUBLIC,
            Session.place.is_not(None),
            Session.place != "",
            Session.status == SessionStatus.SCHEDULED,
            Session.starts_at >= now,
            Session.starts_at < until,
        )
    )
    both = union(usual, moved).subquery()
    return tx.scalars(select(both.c.place).order_by(func.lower(both.c.place), both.c.place).limit(limit)).all()


def find_series_title(tx: Tx, series_id: int, viewer_id: int) -> str | None:
    titles = select(Series.title).join(Host, Host.id == Series.host_id)
    return tx.scalar(titles.where(Series.id == series_id, may_find_series(viewer_id)))


def find_host_name(tx: Tx, host_id: int, viewer_id: int) -> str | None:
    has_series = exists().where(Series.host_id == Host.id, may_find_series(viewer_id)).correlate(Host)
    return tx.scalar(select(Host.name).where(Host.id == host_id, has_series))


def find_instructor_name(tx: Tx, user_id: int, viewer_id: int) -> str | None:
    """Of somebody who gives sessions that the viewer may find; who does not is nobody here."""
    gives = (
        exists()
        .where(
            Session.instructor_id == User.id,
            Series.id == Session.series_id,
            Host.id == Series.host_id,
            may_find_series(viewer_id),
        )
        .correlate(User)
    )
    return tx.scalar(select(func.coalesce(User.called, User.name)).where(User.id == user_id, gives))


def find_kept(tx: Tx, user_id: int) -> dict[str, Any]:
    return tx.scalar(select(User.filters).where(User.id == user_id)) or {}
