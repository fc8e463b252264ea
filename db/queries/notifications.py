"""Reads of the outbox, and the claim of what is due in it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, func, literal_column, or_, select, update
from sqlalchemy.orm import aliased

from db.engine import Tx
from db.models import Notification, Quota, Registration, Series, Session, User
from db.models.notifications import NotificationStatus

OWED = (NotificationStatus.QUEUED, NotificationStatus.SENDING)
QUIET = "quiet hours"
"""The reason of what waits for the morning, and so holds up nothing."""
UNSURE = "unknown: "
"""Before the reason of what has failed as far as anybody knows, and may have arrived."""


def is_owed(row: Any) -> ColumnElement[bool]:
    """In the very words of the indexes: SQLite uses a partial one only if it sees its condition."""
    owed: ColumnElement[bool] = row.status.in_([literal_column(f"'{status.value}'") for status in OWED])
    return owed


def _is_held_up() -> ColumnElement[bool]:
    """Whether the same person gets something else first on the channel, so that they get one at a time.

    What is more urgent overtakes what waits, and never what is on its way; what is no longer true because of it is
    not sent then. Something whose lease ran out, because its process died, waits like the others: were it on its way
    still, it and what is more urgent would hold up each other for ever.
    """
    other = aliased(Notification)
    now: BindParameter[datetime] = bindparam("now")
    is_due = other.due_at <= now
    is_put_off = and_(
        other.claims > 0, func.coalesce(other.reason, "") != QUIET
    )  # by the provider: it comes back first
    goes_first = or_(
        and_(other.priority < Notification.priority, is_due),
        and_(other.priority <= Notification.priority, other.id < Notification.id, or_(is_due, is_put_off)),
    )
    is_on_its_way = and_(other.status == literal_column("'sending'"), other.leased_until > now)
    return exists().where(
        is_owed(other),
        other.user_id == Notification.user_id,
        other.id != Notification.id,
        other.channel == Notification.channel,
        or_(is_on_its_way, goes_first),
    )


def _lease(of_channel: ColumnElement[bool]) -> Any:
    """The most urgent first, of each person the first only: the next one waits until that is done with.

    So a claim that another process skips for its lock cannot be overtaken by what comes behind it.
    """
    due = (
        select(Notification.id)
        .where(
            is_owed(Notification),
            of_channel,
            Notification.due_at <= bindparam("now"),
            or_(Notification.leased_until.is_(None), Notification.leased_until <= bindparam("now")),
            ~_is_held_up(),
        )
        .order_by(Notification.priority, Notification.due_at, Notification.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(Notification)
        .where(Notification.id.in_(select(due.c.id)))
        .values(
            status=NotificationStatus.SENDING,
            claims=Notification.claims + 1,
            leased_until=bindparam("until"),
        )
        .returning(Notification)
        .execution_options(populate_existing=True)
    )


LEASE = _lease(Notification.channel == bindparam("of_channel"))
LEASE_OTHERS = _lease(Notification.channel.not_in(bindparam("of_channels", expanding=True)))
SENT = (
    update(Notification)
    .where(
        Notification.id == bindparam("of_id"),
        Notification.claims == bindparam("of_claim"),
        Notification.status == NotificationStatus.SENDING,
    )
    .values(
        status=NotificationStatus.SENT,
        provider_id=bindparam("with_id"),
        sent_at=bindparam("at"),
        attempts=Notification.attempts + 1,
        leased_until=None,
        reason=None,
    )
)


def lock(tx: Tx, notification_id: int) -> Notification:
    """A notification as it is now, kept so until the commit."""
    row = select(Notification).where(Notification.id == notification_id).with_for_update()
    return tx.execute(row.execution_options(populate_existing=True)).scalar_one()


def lease_due(tx: Tx, channel: str, *, now: datetime, until: datetime, most: int) -> list[Notification]:
    """Lease what is due on a channel; a lease that ran out is due again. The most urgent first."""
    return _in_order(tx.scalars(LEASE, {"of_channel": channel, "now": now, "until": until, "most": most}).all())


def lease_unserved(tx: Tx, channels: Sequence[str], *, now: datetime, until: datetime, most: int) -> list[Notification]:
    """The same for what goes by any other channel than these."""
    values = {"of_channels": list(channels), "now": now, "until": until, "most": most}
    return _in_order(tx.scalars(LEASE_OTHERS, values).all())


def _in_order(leased: Sequence[Notification]) -> list[Notification]:
    return sorted(leased, key=lambda row: (row.priority, row.due_at, row.id))


def mark_sent(tx: Tx, sent: Sequence[dict[str, Any]]) -> None:
    """What providers confirmed: `of_id`, `of_claim`, `with_id`, `at` each. A lease that was taken over is
    not touched.
    """
    if sent:
        tx.connection().execute(SENT, sent)


def preload(tx: Tx, notification_ids: Sequence[int]) -> list[Any]:
    """Everything that notices of these are made from, in a few reads; keep the list while they are made."""
    notifications = tx.scalars(select(Notification).where(Notification.id.in_(notification_ids))).all()
    registrations = _all(tx, Registration, {one.registration_id for one in notifications if one.registration_id})
    sessions = _all(tx, Session, {one.session_id for one in registrations})
    people = {one.user_id for one in (*notifications, *registrations)}
    return [
        *notifications,
        *registrations,
        *sessions,
        *_all(tx, User, people),
        *_all(tx, Series, {one.series_id for one in sessions}),
        *_all(tx, Quota, {one.quota_id for one in registrations}),
    ]


def _all(tx: Tx, model: Any, ids: set[int]) -> Sequence[Any]:
    return tx.scalars(select(model).where(model.id.in_(ids))).all() if ids else ()


def find(tx: Tx, dedupe_key: str) -> Notification | None:
    return tx.scalar(select(Notification).where(Notification.dedupe_key == dedupe_key))


def list_copies(tx: Tx, root_id: int) -> Sequence[Notification]:
    """What says the same as a notification by other channels."""
    return tx.scalars(select(Notification).where(Notification.copy_of_id == root_id)).all()


def map_addresses(tx: Tx, keys: Collection[str]) -> dict[str, str]:
    """Where mails to typed addresses go, by their keys; without those that are not there any more."""
    mails = select(Notification.dedupe_key, Notification.data).where(Notification.dedupe_key.in_(keys))
    return {row.dedupe_key: row.data.get("to", "") for row in tx.execute(mails)}
