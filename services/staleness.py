"""What a change makes stale: the session's cards in other chats, which `services/posts.py` makes current again."""

from datetime import datetime

from sqlalchemy import bindparam, or_, update

from db.engine import Tx
from db.models import Post
from db.queries import posts as queries

MARK = (
    update(Post)
    .where(
        Post.session_id == bindparam("session"),
        Post.gone_at.is_(None),
        or_(Post.stale_since.is_(None), Post.stale_since > bindparam("at", type_=Post.stale_since.type)),
    )
    .values(stale_since=bindparam("at", type_=Post.stale_since.type))
)
"""A lease of who edits it now lies in the future, so a change meanwhile is not lost."""


def mark(tx: Tx, session_id: int, *, now: datetime) -> None:
    """The session's cards tell something old from now on; most sessions have none."""
    if tx.connection().execute(MARK, {"session": session_id, "at": now}).rowcount:
        tx.info["owed"] = True


def mark_of_person(tx: Tx, user_id: int, *, now: datetime) -> None:
    """Cards that may name a person tell something old from now on.

    Posts are locked last: whoever locks quotas too does that before.
    """
    for session_id in queries.list_sessions_of_person(tx, user_id):
        mark(tx, session_id, now=now)
