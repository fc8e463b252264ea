"""The outbox: how fast it empties where the provider answers at once, and at Telegram's pace in virtual time."""

import asyncio
import sqlite3
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import insert

from bot.channels.pace import MemoryPace
from db.engine import Tx
from db.models import Notification, Registration
from db.models.registrations import Status
from db.stores import open_database
from services import codes, delivery
from services.notices import Notice
from services.ports import Delivered, Outcome
from services.seeding import Seeded
from tests.bench import databases
from tests.bench.table import Figures
from tests.virtual import StrictTelegram, play

ROUNDS, EACH = 4, 500
CROWD = 3_000
OWED = "status IN ('queued', 'sending')"
CLAIM = f"""
    UPDATE notifications SET status = 'sending', claims = claims + 1, leased_until = $2 WHERE id = (
        SELECT id FROM notifications WHERE {OWED} AND status = 'queued' AND channel = 'telegram' AND due_at <= $1
        ORDER BY priority, due_at, id LIMIT 1) RETURNING id"""
READ = """
    SELECT n.kind, n.data, u.telegram_id, u.language, u.time_zone, g.status, g.reference, s.starts_at, s.ends_at,
        s.time_zone, coalesce(s.place, r.place), r.title, q.name, h.name
    FROM notifications n JOIN users u ON u.id = n.user_id JOIN registrations g ON g.id = n.registration_id
        JOIN sessions s ON s.id = g.session_id JOIN series r ON r.id = s.series_id JOIN quotas q ON q.id = g.quota_id
        JOIN hosts h ON h.id = r.host_id WHERE n.id = $1"""
SETTLE = """
    UPDATE notifications SET status = 'sent', provider_id = '1', sent_at = $1, attempts = attempts + 1,
        leased_until = NULL WHERE id = $2"""


class AtOnce:
    async def send(self, _notice: Notice) -> Outcome:
        return Delivered("1")


async def measure(folder: Path, figures: Figures, now: datetime) -> None:
    """By turns: the statements of a message one after the other, each as durable, and the stream."""
    for backend in ("sqlite", "postgres"):
        url = await databases.create(folder, backend, "drain")
        world = await databases.fill(url, people=EACH, days=1, now=now)
        db = open_database(url)
        people, session = [person for person, _ in world.people], world.days[0][0]
        await db.write(book, people=people, session=session, now=now)
        for number in range(ROUNDS):
            bare = await _timed(db, people, 2 * number, now, _bare(backend, url, now))
            ours = await _timed(
                db, people, 2 * number + 1, now, delivery.deliver_due(db, {"telegram": AtOnce()}, now=now)
            )
            figures.add(f"drain {backend}", ours / bare)
        await db.close()


async def _timed(db: Any, people: list[int], version: int, now: datetime, work: Any) -> float:
    await db.write(owe, people=people, version=version, now=now)
    began = time.perf_counter()
    sent = await work
    if sent != EACH:
        raise RuntimeError(f"{sent} of {EACH} left")
    return time.perf_counter() - began


def book(tx: Tx, *, people: list[int], session: Seeded, now: datetime) -> None:
    """A registration each, and nothing else."""
    about = {"session_id": session.session_id, "quota_id": session.quota_ids[0], "status": Status.CONFIRMED}
    when = {"starts_at": now + timedelta(days=1), "ends_at": now + timedelta(days=1, hours=1), "booked_at": now}
    what = {"places": 1, "price": 0, "currency": "EUR", "is_late_cancellation": False}
    tx.execute(
        insert(Registration), [about | when | what | {"user_id": one, "reference": codes.new()} for one in people]
    )


def owe(tx: Tx, *, people: list[int], version: int, now: datetime) -> None:
    """A confirmation each."""
    mine = tx.query(Registration.id, Registration.user_id).filter(Registration.user_id.in_(people))
    about = {"channel": "telegram", "kind": "registration_confirmed", "data": {}, "status": "queued"}
    when = {"due_at": now, "created_at": now, "attempts": 0, "claims": 0}
    rows = [
        about | when | {"user_id": row.user_id, "registration_id": row.id, "dedupe_key": f"{row.id}:{version}"}
        for row in mine
    ]
    tx.execute(insert(Notification), rows)


async def _bare(backend: str, url: str, now: datetime) -> int:
    return await (_bare_postgres(url, now) if backend == "postgres" else asyncio.to_thread(_bare_sqlite, url, now))


def _bare_sqlite(url: str, now: datetime) -> int:
    connection = sqlite3.connect(url.partition(":///")[2], isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
    claim, read, settle = (one.replace("$", "?") for one in (CLAIM, READ, SETTLE))
    at, until = (moment.strftime("%Y-%m-%d %H:%M:%S.%f") for moment in (now, now + delivery.LEASE))
    sent = 0
    while claimed := connection.execute(f"{claim}", (at, until)).fetchall():
        connection.execute(read, claimed[0]).fetchone()
        connection.execute(settle, (at, *claimed[0]))
        sent += 1
    connection.close()
    return sent


async def _bare_postgres(url: str, now: datetime) -> int:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    sent = 0
    while claimed := await connection.fetchval(CLAIM, now, now + delivery.LEASE):
        await connection.fetchrow(READ, claimed)
        await connection.execute(SETTLE, now, claimed)
        sent += 1
    await connection.close()
    return sent


def crowd(url: str, figures: Figures, now: datetime) -> None:
    """Three thousand at Telegram's pace: the seconds it takes, and how often Telegram refused."""
    telegram = StrictTelegram()

    async def story(db: Any) -> float:
        await delivery.deliver_due(db, {"telegram": telegram}, pace=MemoryPace(), now=now)
        return asyncio.get_running_loop().time()

    figures.add("crowd seconds", play(url, story))
    figures.add("crowd refused", telegram.refused + abs(CROWD - len(telegram.sent)))


async def prepare_crowd(folder: Path, now: datetime) -> str:
    url = await databases.create(folder, "sqlite", "crowd")
    world = await databases.fill(url, people=CROWD, days=1, now=now)
    db, people = open_database(url), [person for person, _ in world.people]
    await db.write(book, people=people, session=world.days[0][0], now=now)
    await db.write(owe, people=people, version=0, now=now)
    await db.close()
    return url
