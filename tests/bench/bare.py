"""The least that keeps the same booking: its statements, in the bare driver, one after the other."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import asyncpg  # type: ignore[import-untyped]

from services import codes
from tests.bench.databases import Booking
from tests.bench.process import Acts

LIVE = "('pending_approval', 'pending_payment', 'confirmed', 'waitlisted', 'offered')"
HANDLED = "INSERT INTO handled_updates (update_id) VALUES ($1)"
PERSON = "SELECT id, blocked_at FROM users WHERE id = $1"
QUOTA = """
    SELECT s.id, s.code, s.series_id, s.starts_at, s.ends_at, s.time_zone, s.status, r.title,
        coalesce(s.place, r.place) AS place, coalesce(s.price, r.price) AS price,
        r.currency, r.cancellation_notice_minutes, h.owner_id, q.id AS quota_id, q.name AS quota_name,
        q.capacity, q.taken, q.waiting
    FROM quotas q JOIN sessions s ON s.id = q.session_id JOIN series r ON r.id = s.series_id
        JOIN hosts h ON h.id = r.host_id
    WHERE q.id = $1"""
IN_THE_WAY = f"""
    SELECT g.id, g.session_id, g.quota_id, g.reference, g.status, g.places, g.starts_at, g.waitlisted_at, r.title
    FROM registrations g JOIN sessions s ON s.id = g.session_id JOIN series r ON r.id = s.series_id
    WHERE g.user_id = $1 AND g.status IN {LIVE} AND g.starts_at < $3 AND g.ends_at > $2 ORDER BY g.starts_at"""
TAKE = """
    UPDATE quotas SET taken = taken + $2 WHERE id = $1 AND is_open AND waiting = 0 AND taken + $2 <= capacity"""
REGISTER = """
    INSERT INTO registrations (reference, session_id, quota_id, user_id, places, status, starts_at, ends_at, price,
        currency, booked_at, confirmed_at, is_late_cancellation)
    VALUES ($1, $2, $3, $4, 1, 'confirmed', $5, $6, $7, $8, $9, $9, false) RETURNING id"""
NOTIFY = """
    INSERT INTO notifications (user_id, registration_id, channel, kind, dedupe_key, data, status, attempts, claims,
        due_at, useful_until, created_at)
    VALUES ($1, $2, 'telegram', 'registration_confirmed', $3, '{}', 'queued', 0, 0, $4, $5, $4)"""
AUDIT = """
    INSERT INTO audit_events (action, actor_id, subject_type, subject_id, cause, data, at)
    VALUES ('registration.confirmed', $1, 'registration', $2, $3, '{}', $4)"""


def in_sqlite(statement: str) -> str:
    return statement.replace("$", "?")


SQLITE_HANDLED, SQLITE_PERSON, SQLITE_QUOTA, SQLITE_IN_THE_WAY = map(in_sqlite, (HANDLED, PERSON, QUOTA, IN_THE_WAY))
SQLITE_TAKE, SQLITE_REGISTER, SQLITE_NOTIFY, SQLITE_AUDIT = map(in_sqlite, (TAKE, REGISTER, NOTIFY, AUDIT))


@asynccontextmanager
async def sqlite(url: str) -> AsyncIterator[Acts]:
    """`book` in sqlite3, as durable as ours."""
    connection = sqlite3.connect(url.partition(":///")[2], isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")

    async def book(bookings: list[Booking]) -> None:
        for booking in bookings:
            book_in_sqlite(connection, booking)

    yield {"book": book}
    connection.close()


def book_in_sqlite(connection: sqlite3.Connection, booking: Booking) -> None:
    now, user = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"), booking.user_id
    run = connection.execute
    run("BEGIN IMMEDIATE")
    run(SQLITE_HANDLED, (booking.update_id,))
    quota = run(SQLITE_QUOTA, (booking.quota_id,)).fetchone()
    run(SQLITE_PERSON, (user,)).fetchone()
    times = (quota["starts_at"], quota["ends_at"])
    in_the_way = run(SQLITE_IN_THE_WAY, (user, *times)).fetchall()
    taken = run(SQLITE_TAKE, (booking.quota_id, 1)).rowcount
    assert (taken, in_the_way) == (1, [])
    agreed = (codes.new(), quota["id"], booking.quota_id, user, *times, quota["price"], quota["currency"], now)
    (made,) = run(SQLITE_REGISTER, agreed).fetchone()
    run(SQLITE_NOTIFY, (user, made, f"{user}:registration_confirmed:{made}", now, times[1]))
    run(SQLITE_AUDIT, (user, made, f"update:{booking.update_id}", now))
    run("COMMIT")


@asynccontextmanager
async def postgres(url: str) -> AsyncIterator[Acts]:
    """`book` in asyncpg, which prepares each statement once."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))

    async def book(bookings: list[Booking]) -> None:
        for booking in bookings:
            await book_in_postgres(connection, booking)

    yield {"book": book}
    await connection.close()


async def book_in_postgres(connection: asyncpg.Connection, booking: Booking) -> None:
    now, user = datetime.now(UTC), booking.user_id
    async with connection.transaction():
        await connection.execute(HANDLED, booking.update_id)
        quota = await connection.fetchrow(f"{QUOTA} FOR UPDATE OF q", booking.quota_id)
        await connection.fetchrow(PERSON, user)
        times = (quota["starts_at"], quota["ends_at"])
        in_the_way = await connection.fetch(IN_THE_WAY, user, *times)
        taken = await connection.execute(TAKE, booking.quota_id, 1)
        assert (taken, in_the_way) == ("UPDATE 1", [])
        agreed = (codes.new(), quota["id"], booking.quota_id, user, *times, quota["price"], quota["currency"], now)
        made = await connection.fetchval(REGISTER, *agreed)
        await connection.execute(NOTIFY, user, made, f"{user}:registration_confirmed:{made}", now, times[1])
        await connection.execute(AUDIT, user, made, f"update:{booking.update_id}", now)


CONTENDERS = {"sqlite": sqlite, "postgres": postgres}
