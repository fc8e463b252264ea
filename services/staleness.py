"""What a change makes stale: what shows the session or its series, which `services/posts.py` makes current again."""

from datetime import datetime

from sqlalchemy import ColumnElement, Update, bindparam, or_, select, update

from db.engine import Tx
from db.models import Post, Session
from db.queries import posts as queries

AT = bindparam("at", type_=Post.stale_since.type)


def _mark_where(shows: ColumnElement[bool]) -> Update:
    """A lease of who edits it now lies in the future, so a change meanwhile is not lost."""
    is_current = or_(Post.stale_since.is_(None), Post.stale_since > AT)
    return update(Post).where(shows, Post.gone_at.is_(None), is_current).values(stale_since=AT)


OF_SESSION = select(Session.series_id).where(Session.id == bindparam("session")).scalar_subquery()
MARK = _mark_where(or_(Post.session_id == bindparam("session"), Post.series_id == OF_SESSION))
TO_COME = select(Session.id).where(Session.series_id == bindparam("series"), Session.ends_at > AT)
MARK_ALL_OF_SERIES = _mark_where(or_(Post.series_id == bindparam("series"), Post.session_id.in_(TO_COME)))
MARK_SERIES = _mark_where(Post.series_id == bindparam("series"))


def mark(tx: Tx, session_id: int, *, now: datetime) -> None:
    """What shows the session or its series tells something old from now on; mostly there is nothing.

    Pages that are open somewhere learn of it after the commit.
    """
    tx.info.setdefault("changed", set()).add(session_id)
    if tx.connection().execute(MARK, {"session": session_id, "at": now}).rowcount:
        tx.info["owed"] = True


def mark_series(tx: Tx, series_id: int, *, now: datetime) -> None:
    """The same for what shows the series itself: it has another session, or another name."""
    if tx.connection().execute(MARK_SERIES, {"series": series_id, "at": now}).rowcount:
        tx.info["owed"] = True


def mark_sessions_of_series(tx: Tx, series_id: int, *, now: datetime) -> None:
    """The same for what shows the series or any session of it that is to come."""
    if tx.connection().execute(MARK_ALL_OF_SERIES, {"series": series_id, "at": now}).rowcount:
        tx.info["owed"] = True


def mark_of_person(tx: Tx, user_id: int, *, now: datetime) -> None:
    """Cards that may name a person tell something old from now on.

    Posts are locked last: whoever locks quotas too does that before.
    """
    for session_id in queries.list_sessions_of_person(tx, user_id):
        mark(tx, session_id, now=now)
