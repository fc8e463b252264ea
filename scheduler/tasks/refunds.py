"""Asking providers to pay back what is owed."""

from datetime import datetime
from typing import Annotated

from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_gateways, get_now
from services.ports import Gateways
from services.refunds import sending


@broker.task("refunds.send_due", schedule=[{"cron": "* * * * *"}])
async def send_due(
    db: Annotated[Database, TaskiqDepends(get_db)],
    gateways: Annotated[Gateways, TaskiqDepends(get_gateways)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    return await sending.send_due(db, gateways, now=now)
