"""Messages that did not arrive: why, and to try them again or let them go. And how messages fare as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Facts, Tx
from db.models import Notification
from db.models.notifications import NotificationStatus
from db.queries import admin as queries
from db.queries import sms as sms_queries
from services import access, audit
from services.errors import NotFound

PAGE = 6
AT_ONCE = 500
"""So many at most in one act."""
LATELY, FOR_LONG = timedelta(days=7), timedelta(days=30)
DROPPED = "dropped by an admin"


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that never arrived."""

    id: int
    user_id: int
    name: str
    kind: str
    title: str | None
    """Of the series that it is about, if it is about one."""
    reason: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FailuresPage:
    failures: tuple[Failure, ...]
    newest: int
    """The highest number of any of them when the page was read."""
    page: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class State:
    """The installation on one screen; counts without "now" are of the last seven days."""

    people: int
    hosts: int
    alerts: int
    sent: int
    skipped: int
    expired: int
    owed: int
    """Now."""
    failed: int
    """Now."""
    promoted: int
    """Places that came free and went to somebody who waited."""
    offered: int
    lapsed: int
    """Offers that nobody took in time."""
    sms: "SmsFigures"


@dataclass(frozen=True, slots=True)
class SmsFigures:
    """Those of the last 30 days; the cost in millionths of the provider's currency, as far as it was told."""

    sent: int
    delivered: int
    failed: int
    cost: int


def state(tx: Tx, *, user_id: int, now: datetime) -> State:
    """A look."""
    access.require_admin(tx, user_id)
    counts, messages = queries.count_all(tx), queries.count_messages(tx, now - LATELY)
    promotions = queries.count_promotions(tx, now - LATELY)
    return State(
        people=counts.people,
        hosts=counts.hosts,
        alerts=counts.alerts,
        sent=messages.get(NotificationStatus.SENT, 0),
        skipped=messages.get(NotificationStatus.SKIPPED, 0),
        expired=messages.get(NotificationStatus.EXPIRED, 0),
        owed=messages.get(NotificationStatus.QUEUED, 0) + messages.get(NotificationStatus.SENDING, 0),
        failed=messages.get(NotificationStatus.FAILED, 0),
        promoted=promotions.promoted,
        offered=promotions.offered,
        lapsed=promotions.lapsed,
        sms=_sms(tx, now=now),
    )


def _sms(tx: Tx, *, now: datetime) -> SmsFigures:
    row = sms_queries.count_by_outcome(tx, now - FOR_LONG)
    return SmsFigures(row.sent, row.delivered, row.failed, row.cost)


def list_failed(tx: Tx, *, user_id: int, page: int = 0) -> FailuresPage:
    """A look, newest first."""
    access.require_admin(tx, user_id)
    found = queries.list_failed(tx, offset=page * PAGE, limit=PAGE + 1)
    newest = queries.list_failed(tx, limit=1)
    failures = tuple(_failure(row) for row in found[:PAGE])
    return FailuresPage(failures, newest[0].id if newest else 0, page, has_next=len(found) > PAGE)


def show_failed(tx: Tx, *, user_id: int, notification_id: int) -> Failure:
    """A look. Raises NotFound, also for what was tried again or dropped meanwhile."""
    access.require_admin(tx, user_id)
    found = queries.list_failed(tx, notification_id=notification_id, limit=1) if notification_id else ()
    if not found:
        raise NotFound
    return _failure(found[0])


def retry(tx: Tx, *, user_id: int, notification_id: int = 0, up_to: int = 0, now: datetime) -> int:
    """Owe one again, or (0) all up to a number; returns how many. What is no longer true is still not sent."""
    failed = _failed(tx, user_id, notification_id, up_to)
    for notification in failed:
        notification.status, notification.attempts, notification.reason = NotificationStatus.QUEUED, 0, None
        notification.due_at, notification.leased_until = now, None
        _record(tx, "notification.retried", notification, user_id, now)
    if failed:
        tx.info["owed"] = True
    return len(failed)


def drop(tx: Tx, *, user_id: int, notification_id: int = 0, up_to: int = 0, now: datetime) -> int:
    """Give one up, or (0) all up to a number; returns how many."""
    failed = _failed(tx, user_id, notification_id, up_to)
    for notification in failed:
        notification.status, notification.reason = NotificationStatus.SKIPPED, DROPPED
        _record(tx, "notification.dropped", notification, user_id, now)
    return len(failed)


def _failed(tx: Tx, user_id: int, notification_id: int, up_to: int) -> Sequence[Notification]:
    access.require_admin(tx, user_id)
    return queries.lock_failed(tx, notification_id=notification_id, up_to=up_to, limit=AT_ONCE)


def _record(tx: Tx, action: str, notification: Notification, user_id: int, now: datetime) -> None:
    subject = ("notification", notification.id)
    audit.record(tx, action, actor_id=user_id, subject=subject, at=now, kind=notification.kind)


def _failure(row: Facts) -> Failure:
    return Failure(
        id=row.id,
        user_id=row.user_id,
        name=row.name,
        kind=row.kind,
        title=row.title,
        reason=row.reason or "",
        attempts=row.attempts,
        created_at=row.created_at,
    )
