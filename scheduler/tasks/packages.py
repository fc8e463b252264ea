"""Packages that end soon, told to those who have credits left."""

from datetime import datetime
from typing import Annotated

import structlog
from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services.packages import ending

AT_ONCE = 100

log = structlog.get_logger()


@broker.task("packages.warn_ending", schedule=[{"cron": "*/15 * * * *"}])
async def warn_ending(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    """Each quarter of an hour, since it is nine somewhere. A transaction for a hundred."""
    due, owed = await db.read(ending.list_due, now=now), 0
    for begin in range(0, len(due), AT_ONCE):
        try:
            owed += await db.write(ending.owe, due[begin : begin + AT_ONCE], now=now)
        except Exception:
            log.exception("packages.not_warned", purchases=due[begin : begin + AT_ONCE])
    return owed
