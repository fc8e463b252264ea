"""Working on what the mail provider told."""

from datetime import datetime
from typing import Annotated

import structlog
from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now, get_senders
from services.mails import events
from services.ports import Senders

log = structlog.get_logger()


@broker.task("mails.handle_events", schedule=[{"cron": "* * * * *"}])
async def handle_events(
    db: Annotated[Database, TaskiqDepends(get_db)],
    senders: Annotated[Senders, TaskiqDepends(get_senders)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    """A transaction for each: one that fails holds up no other."""
    done = 0
    for event_id in await db.read(events.list_open):
        try:
            done += await db.write(events.handle, event_id, channels=frozenset(senders), now=now)
        except Exception:
            log.exception("mails.event_not_handled", event_id=event_id)
    return done
