"""Reads for planting the demo's sessions, and what keeps its people from a flood of messages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update

from db.engine import Tx
from db.models import Host, Notification, Payment, Quota, Registration, Series, Session, User
from db.models.notifications import NotificationStatus
from db.models.payments import Provider
from db.models.sessions import SessionStatus

PLANTED = "planted-"
"""Begins the charge of a payment that nobody made."""


def has_any_host(tx: Tx) -> bool:
    return bool(tx.scalar(select(exists().where(Host.id > 0))))


def find_series_id(tx: Tx, title: str) -> int | None:
    return tx.scalar(select(Series.id).where(Series.title == title).order_by(Series.id).limit(1))


def find_last_start(tx: Tx, series_id: int) -> datetime | None:
    """When the last session of a series begins, whatever became of it."""
    return tx.scalar(select(func.max(Session.starts_at)).where(Session.series_id == series_id))


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


def is_in(tx: Tx, session_id: int, user_id: int) -> bool:
    """Whether somebody registered for a session, whatever became of it."""
    theirs = exists().where(Registration.session_id == session_id, Registration.user_id == user_id)
    return bool(tx.scalar(select(theirs)))


def list_uncharged(tx: Tx) -> Sequence[Payment]:
    """Payments that were planted, and that the card provider does not know of."""
    planted = select(Payment).where(Payment.charge_id.startswith(PLANTED), Payment.provider != Provider.STARS)
    return tx.scalars(planted.where(Payment.provider_charge_id.is_(None)).order_by(Payment.id)).all()


def drop_notices(tx: Tx, now: datetime) -> None:
    """Nobody wants to hear of each person who was there from the start, or of what is long over; and the regulars
    are nobody whom a message could reach.
    """
    over = select(Registration.id).where(Registration.ends_at <= now)
    regulars = select(User.id).where(User.telegram_id.is_(None))
    planted = or_(
        Notification.kind == "owner_booked",
        Notification.registration_id.in_(over),
        Notification.user_id.in_(regulars),
    )
    tx.execute(update(Notification).where(planted).values(status=NotificationStatus.SKIPPED, reason="planted"))
