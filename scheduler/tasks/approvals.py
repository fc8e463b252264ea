"""Requests for a place that nobody decided before the session began."""

from datetime import datetime
from typing import Annotated

import structlog
from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import registrations

log = structlog.get_logger()


@broker.task("approvals.expire", schedule=[{"cron": "* * * * *"}])
async def expire(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    """A transaction for each session: one that fails holds up no other."""
    expired = 0
    for session_id in await db.read(registrations.list_undecided, now=now):
        try:
            expired += await db.write(registrations.expire_undecided, session_id, now=now)
        except Exception:
            log.exception("approvals.not_expired", session_id=session_id)
    return expired
