"""Counting everything again, off-peak."""

from datetime import datetime
from typing import Annotated

from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import recounts


@broker.task("checks.recount", schedule=[{"cron": "40 3 * * *"}])
async def recount(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    """How much is not as it must be."""
    found = await db.read(recounts.findings, now=now)
    await db.write(recounts.report, found, now=now)
    return len(found)
