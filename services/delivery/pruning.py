"""Pruning: what messages said is forgotten after a while; that they were sent is kept, and so are the counts. What
failed so long ago is too late to be tried again. What
providers told of is forgotten as soon as they do not tell it again.
"""

from datetime import datetime, timedelta

from sqlalchemy import Text, case, cast, delete, null, or_, select, update

from db.engine import Tx
from db.models import Notification, ProviderEvent
from db.models.notifications import NotificationStatus

KEPT = timedelta(days=90)
EVENTS_KEPT = timedelta(days=30)
"""Stripe tells for three days, and can be made to tell again for thirty."""
AT_ONCE = 1000
ENDED = (NotificationStatus.SENT, NotificationStatus.SKIPPED, NotificationStatus.EXPIRED, NotificationStatus.FAILED)


def prune(tx: Tx, *, now: datetime) -> int:
    """Take the contents from old messages that are done with; returns from how many, at most a thousand at once."""
    old = (
        select(Notification.id)
        .where(Notification.status.in_(ENDED), Notification.created_at < now - KEPT)
        .where(or_(Notification.content.is_not(None), cast(Notification.data, Text) != "{}"))
        .limit(AT_ONCE)
    )
    failed = Notification.status == NotificationStatus.FAILED
    status = case((failed, NotificationStatus.EXPIRED), else_=Notification.status)
    emptied = update(Notification).where(Notification.id.in_(old)).values(data={}, content=null(), status=status)
    return tx.connection().execute(emptied).rowcount


def prune_events(tx: Tx, *, now: datetime) -> int:
    """Forget events that are worked on and old, or that nothing could be made of for long; returns how many, at most a
    thousand at once.
    """
    done = ProviderEvent.handled_at < now - EVENTS_KEPT
    old = select(ProviderEvent.id).where(or_(done, ProviderEvent.received_at < now - KEPT)).limit(AT_ONCE)
    return tx.connection().execute(delete(ProviderEvent).where(ProviderEvent.id.in_(old))).rowcount
