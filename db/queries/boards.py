"""Reads of a series as a whole chat sees it: its next sessions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from db.engine import Facts, Tx
from db.models import Host, Series, Session
from db.models.sessions import SessionStatus

SERIES = select(
    Series.id, Series.code, Series.title, Series.archived_at, Host.name.label("host_name"), Host.deactivated_at
).join(Host, Host.id == Series.host_id)


def find(tx: Tx, series_id: int) -> Facts | None:
    return tx.execute(SERIES.where(Series.id == series_id)).one_or_none()


def list_next(tx: Tx, series_id: int, now: datetime, limit: int) -> Sequence[Facts]:
    """Sessions that are not over, soonest first, with what says whether their line still counts."""
    coming = (
        select(
            Session.id,
            Session.code,
            Session.starts_at,
            Session.time_zone,
            Series.waitlist_way,
            Series.promotion_cutoff_minutes,
        )
        .join(Series, Series.id == Session.series_id)
        .where(Session.series_id == series_id, Session.status == SessionStatus.SCHEDULED, Session.ends_at > now)
        .order_by(Session.starts_at, Session.id)
    )
    return tx.execute(coming.limit(limit)).all()
