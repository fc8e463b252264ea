"""What became of SMS: receipts that came, and prices that are known only later."""

from datetime import datetime
from typing import Annotated

import structlog
from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now, get_senders
from services.ports import Senders
from services.sms import events, prices

log = structlog.get_logger()


@broker.task("sms.handle_events", schedule=[{"cron": "* * * * *"}])
async def handle_events(
    db: Annotated[Database, TaskiqDepends(get_db)],
    senders: Annotated[Senders, TaskiqDepends(get_senders)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    """A transaction for each: one that fails holds up no other."""
    numbers = await db.read(events.list_open)
    for number in numbers:
        try:
            await db.write(events.handle, number, channels=frozenset(senders), now=now)
        except Exception:
            log.exception("sms.event_not_handled", event_id=number)
    return len(numbers)


@broker.task("sms.learn_prices", schedule=[{"cron": "*/10 * * * *"}])
async def learn_prices(
    db: Annotated[Database, TaskiqDepends(get_db)],
    senders: Annotated[Senders, TaskiqDepends(get_senders)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    return await prices.learn(db, senders, now=now)
