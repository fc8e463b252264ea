"""Settling: what became of an attempt is written down, and what follows from it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Notification, User
from db.models.notifications import NotificationStatus
from db.queries import notifications as queries
from services import alerts
from services.delivery import copying
from services.delivery.claiming import TELEGRAM, Claim
from services.kinds import terms
from services.notices import NoAddress, NotNow, Obsolete
from services.ports import Delivered, Later, Outcome, Refused, Unknown
from services.reach import NO_EMAIL, mail_address

ATTEMPTS = 8
ATTEMPTS_ELSEWHERE = 3
SHORTEST_WAIT_SECONDS = 1
FIRST_BACKOFF_SECONDS = 5

End = Outcome | Obsolete | NotNow | NoAddress
"""What becomes of a claim: an attempt's outcome, or why there was none."""
ONLY_TELEGRAM = (TELEGRAM,)


def settle_all(
    tx: Tx,
    *,
    ends: Sequence[tuple[Claim, End]],
    channels: Collection[str] = ONLY_TELEGRAM,
    jitter: float,
    now: datetime,
) -> None:
    """Write down what became of several, in the order of their ids: who waits for one waits for no more than that."""
    sent = []
    for claim, end in sorted(ends, key=lambda one: one[0].id):
        match end:
            case Delivered(provider_id, content=None, cost=None):
                ids = {"of_id": claim.id, "of_claim": claim.number}
                sent.append(ids | {"with_id": provider_id, "at": now})
            case _:
                settle(tx, claim=claim, outcome=end, channels=channels, jitter=jitter, now=now)
    queries.mark_sent(tx, sent)


def settle(
    tx: Tx,
    *,
    claim: Claim,
    outcome: End,
    channels: Collection[str] = ONLY_TELEGRAM,
    jitter: float,
    now: datetime,
) -> None:
    """Write down what became of one, unless its lease was taken over meanwhile. `channels` are those in use."""
    notification = queries.lock(tx, claim.id)
    if notification.status != NotificationStatus.SENDING or notification.claims != claim.number:
        return
    notification.leased_until = None
    notification.attempts += is_attempt(outcome)
    match outcome:
        case Delivered():
            _arrived(notification, outcome, now=now)
        case Obsolete(reason, is_late):
            _end(notification, NotificationStatus.EXPIRED if is_late else NotificationStatus.SKIPPED, reason)
        case NotNow(until):
            notification.status, notification.due_at = NotificationStatus.QUEUED, until
            notification.reason = queries.QUIET
        case NoAddress(reason):
            _without_address(tx, notification, reason, frozenset(channels), now=now)
        case Refused():
            _refused(tx, notification, outcome, frozenset(channels), now=now)
        case Later() | Unknown():
            _failed_once(tx, notification, outcome, frozenset(channels), jitter=jitter, now=now)


def is_attempt(outcome: End) -> bool:
    """Whether it counts: not where nothing left, nor where the provider only wanted us to wait."""
    return isinstance(outcome, Delivered | Refused | Unknown) or (
        isinstance(outcome, Later) and outcome.seconds is None
    )


def _arrived(notification: Notification, outcome: Delivered, *, now: datetime) -> None:
    notification.provider_id, notification.sent_at = outcome.provider_id, now
    if outcome.content is not None:
        notification.content = dict(outcome.content)
    notification.cost = outcome.cost
    _end(notification, NotificationStatus.SENT)


def _without_address(
    tx: Tx, notification: Notification, reason: str, channels: frozenset[str], *, now: datetime
) -> None:
    """No attempt: there is no way to the person on this channel. Somebody has to see to it where there is no other."""
    if copying.fall_back(tx, notification, channels, now=now):
        _end(notification, NotificationStatus.SKIPPED, reason)
        return
    _end(notification, NotificationStatus.FAILED, NO_EMAIL if notification.channel == TELEGRAM else reason)
    if terms(notification.kind).copies and terms(notification.kind).bears_repeating:
        _alert(tx, "no_address", notification, ("user", notification.user_id), NO_EMAIL, now=now)


def _refused(tx: Tx, notification: Notification, refused: Refused, channels: frozenset[str], *, now: datetime) -> None:
    """What is wrong with an address is kept with the person whose address it is now; what is wrong with us, or with
    the message, somebody has to see to.
    """
    reader = tx.get_one(User, notification.user_id)
    about, reason = ("user", reader.id), refused.reason
    match notification.channel:
        case _ if not (refused.unreachable or refused.has_stopped):
            _alert(tx, "messages_failing", notification, ("channel", 0), reason, now=now)
        case "telegram":
            reader.unreachable_at = now
        case "email" if refused.address in ("", mail_address(reader)):
            reader.email_failed_at = reader.email_failed_at or now
            _alert(tx, "bad_email", notification, about, reason, now=now)
        case "sms" if refused.address not in ("", reader.phone):
            pass
        case "sms" if refused.has_stopped:
            reader.sms_stopped_at = now
        case "sms":
            reader.phone_failed_at = reader.phone_failed_at or now
            _alert(tx, "bad_number", notification, about, reason, now=now)
    _dead(tx, notification, reason, channels, now=now)


def _failed_once(
    tx: Tx,
    notification: Notification,
    outcome: Later | Unknown,
    channels: frozenset[str],
    *,
    jitter: float,
    now: datetime,
) -> None:
    """Once more later, until the last attempt; a crowd is not told again what may have arrived."""
    if isinstance(outcome, Later) and outcome.seconds is not None:
        _postpone(notification, outcome.reason, max(outcome.seconds, SHORTEST_WAIT_SECONDS), now=now)
    elif isinstance(outcome, Unknown) and not terms(notification.kind).bears_repeating:
        _end(notification, NotificationStatus.FAILED, f"{queries.UNSURE}{outcome.reason}")
    elif notification.attempts >= most_attempts(notification.channel):
        _dead(tx, notification, outcome.reason, channels, now=now)
        _alert(tx, "messages_failing", notification, ("channel", 0), outcome.reason, now=now)
    else:
        backoff = FIRST_BACKOFF_SECONDS * 2 ** (notification.attempts - 1) * (0.5 + jitter)
        _postpone(notification, outcome.reason, backoff, now=now)


def most_attempts(channel: str) -> int:
    return ATTEMPTS_ELSEWHERE if channel in ("email", "sms") else ATTEMPTS


def _dead(tx: Tx, notification: Notification, reason: str, channels: frozenset[str], *, now: datetime) -> None:
    """It will not arrive this way."""
    _end(notification, NotificationStatus.FAILED, reason)
    copying.fall_back(tx, notification, channels, now=now)


def _alert(
    tx: Tx, kind: str, notification: Notification, subject: tuple[str, int], reason: str, *, now: datetime
) -> None:
    """Tell the admins; not of what was to tell them."""
    if notification.kind != "alert_raised":
        about = {"channel": notification.channel, "notification": notification.id, "reason": reason[:200]}
        alerts.raise_alert(tx, kind, subject=subject, now=now, **about)


def _postpone(notification: Notification, reason: str, seconds: float, *, now: datetime) -> None:
    notification.status, notification.reason = NotificationStatus.QUEUED, reason
    notification.due_at = now + timedelta(seconds=seconds)


def _end(notification: Notification, status: NotificationStatus, reason: str | None = None) -> None:
    notification.status, notification.reason = status, reason
