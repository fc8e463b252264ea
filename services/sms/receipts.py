"""What became of an SMS, as its provider tells: in any order, more than once, or when asked."""

from datetime import datetime

from db.engine import Tx
from db.models import Notification, User
from db.models.notifications import NotificationStatus
from db.queries import sms as queries
from services import alerts
from services.delivery import copying
from services.sms.known import Known

ARRIVED = frozenset({"delivered", "read"})
LOST = frozenset({"undelivered", "failed"})
NOT_A_PHONE = frozenset({"30003", "30005", "30006"})
"""Unreachable, unknown, or a landline: the number is no good. Others, such as a carrier's filter, are not its fault."""
STOPPED = "21610"
UNTOLD = frozenset({NotificationStatus.QUEUED, NotificationStatus.SENDING})


def apply(
    tx: Tx, known: Known, *, notification_id: int = 0, channels: frozenset[str] = frozenset(), now: datetime
) -> bool:
    """Write it down; `channels` are those in use, of which another one stands in for what is lost.

    False where it is about no SMS of ours, or about one whose own answer is not written down yet. The first final
    state stands, whatever comes later.
    """
    sms = queries.lock_sent(tx, known.provider_id, notification_id)
    if sms is None or (sms.status == NotificationStatus.SENDING and sms.leased_until and sms.leased_until > now):
        return False
    if sms.status in UNTOLD:
        _left_after_all(sms, known, now=now)
    if sms.provider_id != known.provider_id:  # a second one, from an attempt that nobody answered
        return True
    if known.cost is not None:
        sms.cost = known.cost
    if sms.delivered_at or sms.bounced_at:
        return True
    if known.status in ARRIVED:
        sms.delivered_at = now
    elif known.status in LOST:
        _lost(tx, sms, known.error, now=now)
        copying.fall_back(tx, sms, channels, now=now)
    return True


def _left_after_all(sms: Notification, known: Known, *, now: datetime) -> None:
    """Nobody answered when it was sent, and now we hear of it: it has left, and is not sent again."""
    sms.status, sms.reason, sms.provider_id = NotificationStatus.SENT, None, known.provider_id
    sms.sent_at, sms.leased_until = sms.sent_at or now, None
    sms.attempts += 1
    sms.claims += 1


def _lost(tx: Tx, sms: Notification, error: str, *, now: datetime) -> None:
    """It never arrives. What it said goes by mail, and an admin hears of a number that is no good."""
    sms.bounced_at, sms.status, sms.reason = now, NotificationStatus.FAILED, f"undelivered {error}".strip()
    user = tx.get_one(User, sms.user_id)
    was_theirs = (sms.content or {}).get("to", user.phone) == user.phone
    if error == STOPPED and was_theirs:
        user.sms_stopped_at = user.sms_stopped_at or now
    elif error in NOT_A_PHONE:
        if was_theirs:
            user.phone_failed_at = user.phone_failed_at or now
        _alert(tx, "bad_number", sms, now=now)
    else:
        _alert(tx, "sms_undelivered", sms, now=now)


def _alert(tx: Tx, kind: str, sms: Notification, *, now: datetime) -> None:
    about = {"channel": "sms", "notification": sms.id, "reason": sms.reason}
    alerts.raise_alert(tx, kind, subject=("user", sms.user_id), now=now, **about)
