"""What takes place today, in the morning, to those who run it."""

from datetime import datetime
from typing import Annotated

import structlog
from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import digests

log = structlog.get_logger()


@broker.task("digests.owe_due", schedule=[{"cron": "*/15 * * * *"}])
async def owe_due(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    """Each quarter of an hour, since there are time zones of such. A transaction for each host."""
    owed = 0
    for host_id in await db.read(digests.list_due, now=now):
        try:
            owed += await db.write(digests.owe, host_id, now=now)
        except Exception:
            log.exception("digest.not_owed", host_id=host_id)
    return owed
