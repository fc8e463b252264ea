"""What SMS cost: the provider tells it only a while after they left, and only when asked."""

from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from db.engine import Database, Facts, Tx
from db.queries import sms as queries
from services.ports import Senders
from services.sms import receipts
from services.sms.known import Known

SOONEST = timedelta(minutes=10)
LATEST = timedelta(days=2)
AT_ONCE = 50


@runtime_checkable
class Asked(Protocol):
    """A channel that can be asked what became of a message. It raises nothing."""

    async def look_up(self, provider_id: str) -> Known | None: ...


async def learn(db: Database, senders: Senders, *, now: datetime) -> int:
    """Ask for what is not known yet: so a receipt that never came is made up for too. How many were told."""
    sender = senders.get("sms")
    sender = getattr(sender, "counted", sender)
    if not isinstance(sender, Asked):
        return 0
    told = 0
    for row in await db.read(list_unpriced, now=now):
        known = await sender.look_up(row.provider_id)
        if known is not None:
            await db.write(receipts.apply, known, notification_id=row.id, channels=frozenset(senders), now=now)
            told += 1
    return told


def list_unpriced(tx: Tx, *, now: datetime) -> list[Facts]:
    """A look, oldest first."""
    return list(queries.list_unpriced(tx, now - LATEST, now - SOONEST, AT_ONCE))
