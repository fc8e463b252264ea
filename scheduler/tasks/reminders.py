"""Reminding people of the sessions that they have a place in."""

from datetime import datetime
from typing import Annotated

from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import reminders

BATCH = 200
"""Short enough to let others write in between."""


@broker.task("reminders.owe_due", schedule=[{"cron": "* * * * *"}])
async def owe_due(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    """A transaction for each batch. One that fails ends the sweep: the next one finds the rest, and goes no further."""
    due = await db.read(reminders.list_due, now=now)
    batches = [due[begin : begin + BATCH] for begin in range(0, len(due), BATCH)]
    owed = sum([await db.write(reminders.owe, batch, now=now) for batch in batches])
    await db.write(reminders.finish, now=now)
    return owed
