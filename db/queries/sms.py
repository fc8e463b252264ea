"""Reads of SMS: how many somebody got, how they fared, and who is behind a number."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from db.engine import Facts, Tx
from db.models import Notification, ProviderEvent, User
from db.models.notifications import NotificationStatus

SMS = "sms"


def count_sent(tx: Tx, user_id: int, since: datetime) -> int:
    mine = (Notification.user_id == user_id, Notification.channel == SMS, Notification.sent_at >= since)
    return tx.scalar(select(func.count()).where(*mine)) or 0


def count_by_outcome(tx: Tx, since: datetime) -> Facts:
    """What became of those that were owed since then; the cost in millionths of the provider's currency."""
    mine = (Notification.channel == SMS, Notification.created_at >= since)
    counts = select(
        func.count(Notification.sent_at).label("sent"),
        func.count(Notification.delivered_at).label("delivered"),
        func.count().filter(Notification.status == NotificationStatus.FAILED).label("failed"),
        func.coalesce(func.sum(Notification.cost), 0).label("cost"),
    )
    return tx.execute(counts.where(*mine)).one()


def lock_sent(tx: Tx, provider_id: str, notification_id: int = 0) -> Notification | None:
    """The SMS that a provider calls so, or that has this number, kept until the commit."""
    known = Notification.id == notification_id if notification_id else Notification.provider_id == provider_id
    mine = select(Notification).where(Notification.channel == SMS, known).order_by(Notification.id.desc()).limit(1)
    return tx.scalar(mine.with_for_update(key_share=True).execution_options(populate_existing=True))


def list_unpriced(tx: Tx, since: datetime, until: datetime, limit: int) -> Sequence[Facts]:
    """Those sent in a time whose cost nobody told yet, oldest first."""
    mine = (Notification.channel == SMS, Notification.sent_at >= since, Notification.sent_at < until)
    rows = select(Notification.id, Notification.provider_id).where(*mine, Notification.cost.is_(None))
    return tx.execute(rows.where(Notification.provider_id.is_not(None)).order_by(Notification.id).limit(limit)).all()


def list_people(tx: Tx, phone: str) -> Sequence[int]:
    """The ids of who told us this number, in the order in which they are locked."""
    theirs = select(User.id).where(User.phone == phone, User.erased_at.is_(None)).order_by(User.id)
    return tx.scalars(theirs).all()


def find_event(tx: Tx, provider: str, event_id: str) -> int | None:
    one = (ProviderEvent.provider == provider, ProviderEvent.event_id == event_id)
    return tx.scalar(select(ProviderEvent.id).where(*one))
