"""Other channels: copies of a notice by mail and SMS, and what goes there because Telegram, or another one, failed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from db.engine import Tx
from db.models import Notification, User
from db.models.notifications import NotificationStatus
from db.queries import notifications as queries
from services.kinds import terms
from services.notices.reaching import direct_address
from services.reach import UNWANTED, is_refused, is_wanted, may_stand_in, missing_address

FALLBACKS = {"telegram": ("email", "sms"), "email": ("sms",), "sms": ("email",)}
"""Where a notice goes that does not arrive on a channel: the first where the person can be reached."""
PUT = insert(Notification)


def owe_copies(tx: Tx, claimed: Sequence[Notification], channels: frozenset[str], *, now: datetime) -> None:
    """Owe by mail and SMS what goes there too, as the kind, the person's wishes and addresses are."""
    copied = [row for row in claimed if terms(row.kind).copies & channels]
    if not copied:
        return
    people = tx.scalars(select(User).where(User.id.in_({row.user_id for row in copied})))
    readers = {reader.id: reader for reader in people}
    copies = [copy for row in copied for copy in _copies(row, readers[row.user_id], channels, now=now)]
    if copies:
        tx.execute(PUT, copies)
        tx.info["owed"] = True


def _copies(row: Notification, reader: User, channels: frozenset[str], *, now: datetime) -> list[dict[str, Any]]:
    kind = terms(row.kind)
    reachable = [one for one in sorted(kind.copies & channels) if not missing_address(reader, one)]
    wanted = [_copy(row, one, now=now) for one in reachable if is_wanted(reader, kind, one)]
    refused = [one for one in reachable if is_refused(reader, kind, one)]
    skipped = {"status": NotificationStatus.SKIPPED, "reason": UNWANTED}
    return [*wanted, *(_copy(row, one, now=now) | skipped for one in refused)]  # so that the log says why there is none


def _copy(row: Notification, channel: str, *, now: datetime) -> dict[str, Any]:
    root = row.copy_of_id or row.id
    return {
        "user_id": row.user_id,
        "copy_of_id": root,
        "priority": row.priority,
        "registration_id": row.registration_id,
        "channel": channel,
        "kind": row.kind,
        "dedupe_key": f"{row.dedupe_key.removesuffix(f':{row.channel}')}:{channel}",
        "data": row.data,
        "status": NotificationStatus.QUEUED,
        "reason": None,
        "attempts": 0,
        "claims": 0,
        "due_at": now,
        "useful_until": row.useful_until,
        "created_at": now,
    }


def fall_back(tx: Tx, row: Notification, channels: frozenset[str], *, now: datetime) -> bool:
    """Owe what cannot arrive on its channel on another one; whether it arrives, or may yet arrive, by any."""
    kind, reader = terms(row.kind), tx.get_one(User, row.user_id)
    if kind.edits_only or direct_address(row):
        return False
    family = [*queries.list_copies(tx, row.copy_of_id or row.id), tx.get_one(Notification, row.copy_of_id or row.id)]
    others = {one.channel: one.status for one in family if one.id != row.id}
    arriving = {channel for channel, status in others.items() if status in (*queries.OWED, NotificationStatus.SENT)}
    if arriving and (row.channel != "sms" or "email" in arriving):  # who asked for SMS wants it beside Telegram
        return True
    for channel in FALLBACKS.get(row.channel, ()):
        if channel in channels and channel not in others and may_stand_in(reader, kind, channel):
            tx.execute(PUT, [_copy(row, channel, now=now)])
            tx.info["owed"] = True
            return True
    return bool(arriving)
