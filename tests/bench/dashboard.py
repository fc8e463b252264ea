"""The dashboard of a host with a long past: what it costs must not depend on what took place or was booked before."""

import statistics
import time
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from db import Database, schema
from db.engine import Tx
from db.models import Host
from db.stores import open_database
from services import organizing, seeding
from services.organizing import Overview
from services.seeding import Plan
from tests.bench import databases
from tests.bench.table import Figures

SERIES = 10
SHORT, LONG = 10, 100
"""Days of sessions, one of each series on each: 100 and 1,000 sessions, the last week of them the coming one."""
PEOPLE = 100
"""In each session: 10,000 and 100,000 registrations."""
ROUNDS, VISITS = 7, 10


async def measure(folder: Path, figures: Figures, now: datetime) -> None:
    """Both databases, the short and the long past by turns."""
    for backend in ("sqlite", "postgres"):
        short, long = [await busy(folder, backend, days, now) for days in (SHORT, LONG)]
        for _ in range(ROUNDS):
            figures.add(f"dashboard {backend}", await seconds(long, now) / await seconds(short, now))
        await short.close()
        await long.close()


async def busy(folder: Path, backend: str, days: int, now: datetime) -> Database:
    """A new database with one host whose sessions of so many days are full; the coming week is the same in each."""
    url = await databases.create(folder, backend, f"dashboard_{days}")
    await schema.upgrade(url)
    db = open_database(url)
    start = now + timedelta(days=organizing.WEEK - days)
    plan = Plan(start=start, series=SERIES, sessions=days, capacity=PEOPLE, registrations=SERIES * days * PEOPLE)
    seeded = await db.write(seeding.plan_sessions, plan=plan, now=now)
    for batch in seeding.batches(plan, seeded):
        await db.write(seeding.fill, batch=batch, plan=plan, now=now)
    await db.write(databases.analyze)
    return db


async def seconds(db: Database, now: datetime) -> float:
    """What a visit takes; the median, since others use the machine too."""
    taken = []
    for _ in range(VISITS):
        began = time.perf_counter()
        shown = await db.read(look, now=now)
        taken.append(time.perf_counter() - began)
        if len(shown.week) < SERIES * (organizing.WEEK - 1):
            raise RuntimeError("the week is not full, so nothing is compared")
    return statistics.median(taken)


def look(tx: Tx, *, now: datetime) -> Overview:
    """As the owner has it."""
    owner_id = tx.scalars(select(Host.owner_id)).one()
    return organizing.overview(tx, user_id=owner_id, zone="UTC", now=now)
