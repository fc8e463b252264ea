"""Claiming: what is due becomes ours for a while, and what goes by other channels too is owed there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Notification
from db.queries import notifications as queries
from services.delivery import copying

LEASE = timedelta(minutes=2)
BATCH = 100
TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Claim:
    """A notification that is ours until its lease ends. `number` fences a settlement that comes too late."""

    id: int
    channel: str
    number: int
    until: datetime
    cause: str | None = None
    """The update it came from, for the log."""


def claim_due(
    tx: Tx, *, channel: str = TELEGRAM, channels: Iterable[str] = (TELEGRAM,), limit: int = BATCH, now: datetime
) -> list[Claim]:
    """Lease what is due on a channel, the most urgent first; a lease that ran out is due again.

    `channels` are those in use: what is claimed for the first time is owed on the others too, where it shall be.
    """
    due = queries.lease_due(tx, channel, now=now, until=now + LEASE, most=limit)
    if channel == TELEGRAM:
        copying.owe_copies(tx, [row for row in due if row.claims == 1], frozenset(channels), now=now)
    return _claims(due, now + LEASE)


def claim_unserved(tx: Tx, *, channels: Iterable[str], limit: int = BATCH, now: datetime) -> list[Claim]:
    """The same for channels that are not in use: nobody else would ever end what is owed there."""
    return _claims(queries.lease_unserved(tx, list(channels), now=now, until=now + LEASE, most=limit), now + LEASE)


def _claims(due: Sequence[Notification], until: datetime) -> list[Claim]:
    return [Claim(row.id, row.channel, row.claims, until, row.data.get("cause")) for row in due]
