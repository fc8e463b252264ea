"""Delivery of what the outbox owes: claim with a lease, send, settle, each in a short transaction of its own.

A notice is handed over at least once, and not again once the provider has confirmed it. Order is kept per recipient:
nobody's later message overtakes an earlier one.
"""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from db.engine import Database, Tx
from db.models import Notification, User
from db.models.notifications import NotificationStatus
from db.queries import notifications as queries
from services import notices
from services.notices import Obsolete
from services.ports import Delivered, Later, Outcome, Refused, Sender, Unknown
from services.stopwatch import stopwatch

LEASE = timedelta(minutes=2)
BATCH = 100
ATTEMPTS = 8
SHORTEST_WAIT_SECONDS = 1
FIRST_BACKOFF_SECONDS = 5

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Claim:
    """A notification that is ours until its lease ends. `number` fences a settlement that comes too late."""

    id: int
    channel: str
    number: int


async def deliver_due(db: Database, senders: Mapping[str, Sender], *, now: datetime) -> int:
    """Hand over everything that is due; returns how many were sent.

    A crowd takes longer than a lease, so the time goes on meanwhile: leases that began with an old `now` would be taken
    over at once, and everybody written to twice.
    """
    passed = stopwatch()
    sent = 0
    while claims := await db.write(claim_due, now=now + passed()):
        batch = (_deliver(db, senders, claim, passed, now=now) for claim in claims)
        sent += sum(await asyncio.gather(*batch))
    return sent


async def _deliver(
    db: Database, senders: Mapping[str, Sender], claim: Claim, passed: Callable[[], timedelta], *, now: datetime
) -> bool:
    outcome = await _attempt(db, senders, claim, now=now + passed())
    log.info("notification.attempted", notification_id=claim.id, outcome=type(outcome).__name__)
    jitter = random.random()  # noqa: S311 - no secret
    try:
        await db.write(settle, claim=claim, outcome=outcome, jitter=jitter, now=now + passed())
    except Exception:
        # Raised, it would leave the rest of the batch to run unattended. The end of the lease brings this one back.
        log.exception("notification.unsettled", notification_id=claim.id)
        return False
    return isinstance(outcome, Delivered)


async def _attempt(db: Database, senders: Mapping[str, Sender], claim: Claim, *, now: datetime) -> Outcome | Obsolete:
    """Whatever goes wrong with one notification uses up its attempts, and holds up nobody else's."""
    try:
        notice = await db.read(notices.compose, notification_id=claim.id, now=now)
        return notice if isinstance(notice, Obsolete) else await senders[claim.channel].send(notice)
    except Exception as error:
        log.exception("notification.failed", notification_id=claim.id)
        return Unknown(type(error).__name__)


def claim_due(tx: Tx, *, now: datetime) -> list[Claim]:
    """Lease what is due, oldest first; a lease that ran out is due again."""
    due = queries.lock_due(tx, now, BATCH)
    for notification in due:
        notification.status = NotificationStatus.SENDING
        notification.claims += 1
        notification.leased_until = now + LEASE
    return [Claim(row.id, row.channel, row.claims) for row in due]


def settle(tx: Tx, *, claim: Claim, outcome: Outcome | Obsolete, jitter: float, now: datetime) -> None:
    """Write down what became of an attempt, unless the lease was taken over meanwhile."""
    notification = queries.lock(tx, claim.id)
    if notification.status != NotificationStatus.SENDING or notification.claims != claim.number:
        return
    notification.leased_until = None
    match outcome:
        case Delivered(provider_id):
            notification.provider_id, notification.sent_at = provider_id, now
            notification.attempts += 1
            _end(notification, NotificationStatus.SENT)
        case Obsolete(reason, is_late):
            _end(notification, NotificationStatus.EXPIRED if is_late else NotificationStatus.SKIPPED, reason)
        case Refused(reason, unreachable):
            notification.attempts += 1
            _end(notification, NotificationStatus.FAILED, reason)
            if unreachable:
                tx.get_one(User, notification.user_id).unreachable_at = now
        case Later(reason, seconds) if seconds is not None:
            _postpone(notification, reason, max(seconds, SHORTEST_WAIT_SECONDS), now=now)
        case Later(reason) | Unknown(reason):
            notification.attempts += 1
            if notification.attempts >= ATTEMPTS:
                _end(notification, NotificationStatus.FAILED, reason)
            else:
                backoff = FIRST_BACKOFF_SECONDS * 2 ** (notification.attempts - 1) * (0.5 + jitter)
                _postpone(notification, reason, backoff, now=now)


def _postpone(notification: Notification, reason: str, seconds: float, *, now: datetime) -> None:
    notification.status, notification.reason = NotificationStatus.QUEUED, reason
    notification.due_at = now + timedelta(seconds=seconds)


def _end(notification: Notification, status: NotificationStatus, reason: str | None = None) -> None:
    notification.status, notification.reason = status, reason
