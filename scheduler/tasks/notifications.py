"""Handing over what the outbox owes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now, get_senders
from services import delivery
from services.ports import Sender


@broker.task("notifications.deliver_due", schedule=[{"cron": "* * * * *"}])
async def deliver_due(
    db: Annotated[Database, TaskiqDepends(get_db)],
    senders: Annotated[Mapping[str, Sender], TaskiqDepends(get_senders)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    return await delivery.deliver_due(db, senders, now=now)
