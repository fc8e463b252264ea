"""A page of the list, among few sessions and among many: what it costs must not depend on what it does not show."""

import statistics
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from db import Database
from db.engine import Tx
from db.models import Quota, Series, Session
from db.stores import open_database
from services import codes, sessions
from services.sessions import DAYS_AHEAD, Filters, browsing
from services.sessions.filters import PartOfDay
from tests.bench import databases
from tests.bench.table import Figures

FEW, MANY = 1_000, 100_000
ROUNDS, VISITS = 7, 10
BATCH = 5_000
VIEWS = (
    Filters(),
    Filters(days=DAYS_AHEAD),
    Filters(days=DAYS_AHEAD, part=PartOfDay.EVENING, has_place=True, is_free=True),
)


async def measure(folder: Path, figures: Figures, now: datetime) -> None:
    """Both databases, few and many by turns."""
    for backend in ("sqlite", "postgres"):
        few, many = [await crowded(folder, backend, number, now) for number in (FEW, MANY)]
        for _ in range(ROUNDS):
            figures.add(f"list {backend}", await seconds(many, now) / await seconds(few, now))
        await few.close()
        await many.close()


async def crowded(folder: Path, backend: str, number: int, now: datetime) -> Database:
    """A new database with so many sessions in the next 30 days."""
    url = await databases.create(folder, backend, f"list_{number}")
    await databases.fill(url, people=1, days=1, now=now)
    db = open_database(url)
    for first in range(0, number, BATCH):
        await db.write(add_sessions, numbers=range(first, min(first + BATCH, number)), of=number, now=now)
    await db.write(databases.analyze)
    return db


def add_sessions(tx: Tx, *, numbers: range, of: int, now: datetime) -> None:
    """Spread evenly over the series and the days."""
    series = tx.execute(select(Series.id, Series.host_id).order_by(Series.id)).all()
    planned = [
        _session(number, *series[number % len(series)], now + timedelta(days=DAYS_AHEAD) * number / of, now)
        for number in numbers
    ]
    ids = tx.scalars(insert(Session).returning(Session.id), planned).all()
    tx.execute(insert(Quota), [{"session_id": session_id, "name": "", "capacity": 10} for session_id in ids])


def _session(number: int, series_id: int, host_id: int, starts_at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "code": codes.new(),
        "series_id": series_id,
        "host_id": host_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "time_zone": "UTC",
        "starts_minute": starts_at.hour * 60 + starts_at.minute,
        "created_at": now,
    }


async def seconds(db: Database, now: datetime) -> float:
    """What a visit takes, over all views; the median, since others use the machine too."""
    taken = []
    for chosen in VIEWS * VISITS:
        began = time.perf_counter()
        page = await db.read(
            sessions.browse,
            viewer_id=1,
            zone="UTC",
            first=now.date() + timedelta(days=1),
            days=chosen.days,
            page=0,
            now=now,
            chosen=chosen,
        )
        taken.append(time.perf_counter() - began)
        if len(page.lines) != browsing.PAGE:
            raise RuntimeError("the list is not full, so nothing is compared")
    return statistics.median(taken)
