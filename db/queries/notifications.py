"""Reads of the outbox."""

from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from db.engine import Tx
from db.models import Notification
from db.models.notifications import NotificationStatus

OWED = (NotificationStatus.QUEUED, NotificationStatus.SENDING)


def lock(tx: Tx, notification_id: int) -> Notification:
    """A notification as it is now, kept so until the commit."""
    row = select(Notification).where(Notification.id == notification_id).with_for_update()
    return tx.execute(row.execution_options(populate_existing=True)).scalar_one()


def lock_due(tx: Tx, now: datetime, limit: int) -> list[Notification]:
    """What is due, oldest first, and of each person the first only: the next one waits until that is done with.

    So a claim that another process skips for its lock cannot be overtaken by what comes behind it.
    """
    earlier = aliased(Notification)
    held_up = exists().where(
        earlier.user_id == Notification.user_id,
        earlier.id < Notification.id,
        or_(
            earlier.status == NotificationStatus.SENDING,
            and_(
                earlier.status == NotificationStatus.QUEUED,
                or_(earlier.due_at <= now, earlier.claims > 0),  # an attempt that the provider put off is no attempt
            ),
        ),
    )
    due = (
        select(Notification)
        .where(
            Notification.status.in_(OWED),
            Notification.due_at <= now,
            or_(Notification.leased_until.is_(None), Notification.leased_until <= now),
            ~held_up,
        )
        .order_by(Notification.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(tx.scalars(due))


def find(tx: Tx, dedupe_key: str) -> Notification | None:
    return tx.scalar(select(Notification).where(Notification.dedupe_key == dedupe_key))
