"""Making the sessions of what repeats, daily and off-peak; and telling the owners what is new."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

import structlog
from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_now
from services import alerts, templates

log = structlog.get_logger()

ATTEMPTS = 2


@broker.task("templates.generate", schedule=[{"cron": "10 3 * * *"}])
async def generate(
    db: Annotated[Database, TaskiqDepends(get_db)], now: Annotated[datetime, TaskiqDepends(get_now)]
) -> int:
    """A transaction for each template: one that fails holds up no other; how many sessions were made."""
    waiting: Sequence[int] = await db.read(templates.list_active)
    made = 0
    for _ in range(ATTEMPTS):
        results = [await _attempt(db, template_id, now) for template_id in waiting]
        made += sum(result or 0 for result in results)
        waiting = [one for one, result in zip(waiting, results, strict=True) if result is None]
    await _each(db, templates.give_up, "template", waiting, now)
    await _each(db, templates.owe_digest, "host", await db.read(templates.list_hosts_with_news, now=now), now)
    return made


async def _each(db: Database, act: Callable[..., object], of: str, ids: Sequence[int], now: datetime) -> None:
    """An act for each by itself: one that fails holds up no other, and the admins hear of it."""
    for one in ids:
        try:
            await db.write(act, one, now=now)
        except Exception:
            log.exception("generation.not_told", subject_type=of, subject_id=one)
            await db.write(alerts.raise_alert, "generation_not_told", subject=(of, one), now=now)


async def _attempt(db: Database, template_id: int, now: datetime) -> int | None:
    """How many sessions were made; None where it failed."""
    try:
        result = await db.write(templates.generate, template_id, now=now)
    except Exception:
        log.exception("template.not_generated", template_id=template_id)
        return None
    return len(result.created)
