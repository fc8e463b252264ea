"""Asking who still comes, reminding, and giving on the places of those who do not say."""

from datetime import datetime
from typing import Annotated

import structlog
from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import coming

log = structlog.get_logger()


@broker.task("coming.advance", schedule=[{"cron": "* * * * *"}])
async def advance(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    """A transaction for each person: one that fails holds up no other."""
    done = 0
    for registration_id in await db.read(coming.list_due, now=now):
        try:
            done += await db.write(coming.advance, registration_id, now=now)
        except Exception:
            log.exception("coming.not_advanced", registration_id=registration_id)
    return done
