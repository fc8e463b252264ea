"""Sessions that have ended."""

from datetime import datetime
from typing import Annotated

from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import sessions


@broker.task("sessions.complete_over", schedule=[{"cron": "* * * * *"}])
async def complete_over(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    return await db.write(sessions.complete_over, now=now)
