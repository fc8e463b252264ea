"""What no event announces for those who wait: offers that ran out, and free places with somebody waiting."""

from datetime import datetime
from typing import Annotated

import structlog
from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import waitlist

log = structlog.get_logger()


@broker.task("waitlists.advance", schedule=[{"cron": "* * * * *"}])
async def advance(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    """A transaction for each quota: one that fails holds up no other."""
    served = 0
    for quota_id in await db.read(waitlist.list_unsettled, now=now):
        try:
            served += await db.write(waitlist.sweep, quota_id, now=now)
        except Exception:
            log.exception("waitlist.not_swept", quota_id=quota_id)
    return served
