"""Updates whose effect is committed; Telegram keeps one for a day at most, so older marks can go."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from db.engine import Tx
from db.models import HandledUpdate

KEPT = timedelta(days=3)


def forget_old(tx: Tx, *, now: datetime) -> int:
    """Drop the marks of updates that cannot come again; returns how many."""
    old = delete(HandledUpdate).where(HandledUpdate.handled_at < now - KEPT)
    return tx.connection().execute(old).rowcount
