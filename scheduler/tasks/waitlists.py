"""Free places with somebody waiting, that no event announced."""

from datetime import datetime
from typing import Annotated

from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import waitlist


@broker.task("waitlists.advance", schedule=[{"cron": "* * * * *"}])
async def advance(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    return await db.write(waitlist.advance, now=now)
