"""Handing over what the outbox owes."""

from datetime import datetime
from typing import Annotated

from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now, get_pace, get_senders
from services import delivery
from services.ports import Pace, Senders


@broker.task("notifications.deliver_due", schedule=[{"cron": "* * * * *"}])
async def deliver_due(
    db: Annotated[Database, TaskiqDepends(get_db)],
    senders: Annotated[Senders, TaskiqDepends(get_senders)],
    pace: Annotated[Pace, TaskiqDepends(get_pace)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    return await delivery.deliver_due(db, senders, pace=pace, now=now)


@broker.task("notifications.prune", schedule=[{"cron": "20 3 * * *"}])
async def prune(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    """A transaction for each thousand: nobody waits for long."""
    pruned = 0
    for act in (delivery.prune, delivery.prune_events):
        while some := await db.write(act, now=now):
            pruned += some
    return pruned
