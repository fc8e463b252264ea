"""Forgetting updates that Telegram cannot deliver again."""

from datetime import datetime
from typing import Annotated

from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import updates


@broker.task("updates.forget_old", schedule=[{"cron": "17 * * * *"}])
async def forget_old(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    return await db.write(updates.forget_old, now=now)
