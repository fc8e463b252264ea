"""Reads of what an operator watches."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from db.engine import Facts, Tx
from db.models import Notification
from db.queries.notifications import OWED


def list_backlog(tx: Tx, now: datetime) -> Sequence[Facts]:
    """By channel: how many messages are due and have not left, and since when the oldest is."""
    due = select(Notification.channel, func.count().label("owed"), func.min(Notification.due_at).label("oldest"))
    return tx.execute(
        due.where(Notification.status.in_(OWED), Notification.due_at <= now).group_by(Notification.channel)
    ).all()
