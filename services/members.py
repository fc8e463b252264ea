"""Members: who is let in to a private series."""

from datetime import datetime

from db.engine import Tx
from db.models import Member
from db.queries import members as queries
from services import audit


def add(tx: Tx, *, series_id: int, user_id: int, actor_id: int | None, now: datetime) -> Member:
    """Let somebody in; once is enough. Whoever calls it has seen that the actor may."""
    member = queries.find(tx, series_id, user_id)
    if member is None:
        member = Member(series_id=series_id, user_id=user_id, created_at=now)
        tx.add(member)
        tx.flush()
        audit.record(tx, "member.added", actor_id=actor_id, subject=("series", series_id), at=now, user_id=user_id)
    return member
