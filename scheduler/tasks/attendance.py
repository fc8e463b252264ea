"""Those who have a place and did not come."""

from datetime import datetime
from typing import Annotated

import structlog
from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import no_shows

log = structlog.get_logger()


@broker.task("attendance.mark_no_shows", schedule=[{"cron": "*/15 * * * *"}])
async def mark_no_shows(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    """A transaction for each hundred people: what is done stays done, and one session that fails holds up no other."""
    marked = 0
    for session_id in await db.read(no_shows.list_sessions, now=now):
        try:
            while batch := await db.write(no_shows.mark, session_id, now=now):
                marked += batch
        except Exception:
            log.exception("no_shows.not_marked", session_id=session_id)
            await db.write(no_shows.give_up, session_id, now=now)
    return marked
