"""Reads for planting the demo's sessions, and what keeps its people from a flood of messages."""

from datetime import datetime

from sqlalchemy import exists, select, update

from db.engine import Tx
from db.models import Host, Notification, Quota, Series, Session
from db.models.notifications import NotificationStatus
from db.models.sessions import SessionStatus


def has_any_host(tx: Tx) -> bool:
    return bool(tx.scalar(select(exists().where(Host.id > 0))))


def find_series_id(tx: Tx, title: str) -> int | None:
    return tx.scalar(select(Series.id).where(Series.title == title).order_by(Series.id).limit(1))


def has_session(tx: Tx, series_id: int, starts_at: datetime) -> bool:
    return bool(tx.scalar(select(exists().where(Session.series_id == series_id, Session.starts_at == starts_at))))


def find_next(tx: Tx, title: str, now: datetime) -> Session | None:
    """The next session of a series that is on."""
    ahead = select(Session).join(Series, Series.id == Session.series_id).where(Series.title == title)
    on = ahead.where(Session.status == SessionStatus.SCHEDULED, Session.starts_at > now)
    return tx.scalar(on.order_by(Session.starts_at).limit(1))


def find_latest_before(tx: Tx, title: str, now: datetime) -> Session | None:
    behind = select(Session).join(Series, Series.id == Session.series_id).where(Series.title == title)
    return tx.scalar(behind.where(Session.ends_at < now).order_by(Session.starts_at.desc()).limit(1))


def list_quotas(tx: Tx, session_id: int) -> list[Quota]:
    return list(tx.scalars(select(Quota).where(Quota.session_id == session_id).order_by(Quota.position)))


def drop_notices_to_owners(tx: Tx) -> None:
    """Nobody wants to hear of each person who was there from the start."""
    to_owners = update(Notification).where(Notification.kind == "owner_booked")
    tx.execute(to_owners.values(status=NotificationStatus.SKIPPED, reason="planted"))
