"""Time to pay that ran out, what the card provider tells, and the daily look at what the providers have."""

from datetime import datetime
from typing import Annotated

import structlog
from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_checkout, get_db, get_now, get_stars
from services import payments
from services.packages import buying
from services.payments import checkouts, events, reconciling
from services.ports import CheckoutGateway, Listing

log = structlog.get_logger()


@broker.task("payments.expire_holds", schedule=[{"cron": "* * * * *"}])
async def expire_holds(
    db: Annotated[Database, TaskiqDepends(get_db)],
    checkout: Annotated[CheckoutGateway | None, TaskiqDepends(get_checkout)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    """A transaction for each: one that fails holds up no other. A page that is open is ended before its hold."""
    if checkout:
        await checkouts.close_over(db, checkout, now=now)
    expired = 0
    for registration_id in await db.read(payments.list_overheld, now=now):
        try:
            expired += await db.write(payments.expire, registration_id, now=now)
        except Exception:
            log.exception("payments.hold_not_expired", registration_id=registration_id)
    return expired


@broker.task("payments.expire_packages", schedule=[{"cron": "35 * * * *"}])
async def expire_packages(
    db: Annotated[Database, TaskiqDepends(get_db)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    """What was asked for a package and not paid in time is not asked any more."""
    return sum([await db.write(buying.give_up, one, now=now) for one in await db.read(buying.list_unpaid, now=now)])


@broker.task("payments.handle_events", schedule=[{"cron": "* * * * *"}])
async def handle_events(
    db: Annotated[Database, TaskiqDepends(get_db)],
    checkout: Annotated[CheckoutGateway | None, TaskiqDepends(get_checkout)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    return await events.work_off(db, checkout, now=now) if checkout else 0


@broker.task("payments.reconcile", schedule=[{"cron": "20 4 * * *"}])
async def reconcile(
    db: Annotated[Database, TaskiqDepends(get_db)],
    checkout: Annotated[CheckoutGateway | None, TaskiqDepends(get_checkout)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    return await reconciling.reconcile(db, checkout, now=now) if checkout else 0


@broker.task("payments.reconcile_stars", schedule=[{"cron": "25 4 * * *"}])
async def reconcile_stars(
    db: Annotated[Database, TaskiqDepends(get_db)],
    stars: Annotated[Listing | None, TaskiqDepends(get_stars)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    return await reconciling.reconcile_books(db, stars, reconciling.STARS, now=now) if stars else 0
