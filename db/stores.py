"""How each database runs an act and a look.

SQLite: a write is one hop to one writer thread, whose queue is the fair line of those who wait; looks go through a few
reading connections of aiosqlite. PostgreSQL: `AsyncSession.run_sync` over asyncpg, many at once.
"""

import asyncio
import fcntl
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TextIO, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from db.engine import Database, Store, Tx

R = TypeVar("R")

SQLITE_READERS = 4
POSTGRES_CONNECTIONS = 20
POSTGRES_LOST_RACES = {
    "40001",  # serialization failure
    "40P01",  # deadlock
    "55P03",  # lock timeout
    "23505",  # unique violation
}
POSTGRES_SETTINGS = {
    "lock_timeout": "3000",
    "statement_timeout": "20000",
    "idle_in_transaction_session_timeout": "30000",
    "timezone": "UTC",
}


def open_database(url: str) -> Database:
    """The database behind a SQLAlchemy URL; `sqlite+aiosqlite` and `postgresql+asyncpg` are known."""
    store: Store = SqliteStore(url) if url.startswith("sqlite") else PostgresStore(url)
    return Database(store)


class GivenUp(Exception):
    """Nobody waits for this write any more; it is undone."""


class SqliteStore:
    """One writer thread and a few readers over one file in WAL mode; one process may hold the file."""

    def __init__(self, url: str) -> None:
        self.path = Path(make_url(url).database or "")
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._writer = create_engine(
            make_url(url).set(drivername="sqlite+pysqlite"),
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
        self._readers = create_async_engine(url, pool_size=SQLITE_READERS, max_overflow=0)
        prepare_sqlite(self._writer, begin="BEGIN IMMEDIATE")
        prepare_sqlite(self._readers.sync_engine, begin="BEGIN", read_only=True)
        self._lock_file: TextIO | None = None

    def claim(self) -> bool:
        """Take the file for this process; False where another one has it. The operating system frees it at our end."""
        self._lock_file = self.path.with_name(self.path.name + ".lock").open("w")
        try:
            fcntl.flock(self._lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock_file.close()
            return False
        return True

    async def write(self, work: Callable[[Tx], R]) -> R:
        given_up = threading.Event()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, work, given_up)
        except asyncio.CancelledError:
            given_up.set()
            raise

    def _write(self, work: Callable[[Tx], R], given_up: threading.Event) -> R:
        with Session(self._writer, expire_on_commit=False) as tx, tx.begin():
            result = work(tx)
            if given_up.is_set():  # the thread cannot be stopped, but whoever was told "busy" must find nothing changed
                raise GivenUp
            return result

    async def read(self, work: Callable[[Tx], R]) -> R:
        async with AsyncSession(self._readers, expire_on_commit=False, autoflush=False) as session:
            return await session.run_sync(work)

    def lost_race(self, error: DBAPIError) -> bool:
        code = getattr(error.orig, "sqlite_errorcode", 0)
        return code & 0xFF == sqlite3.SQLITE_BUSY or code == sqlite3.SQLITE_CONSTRAINT_UNIQUE

    async def close(self) -> None:
        await self._readers.dispose()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.dispose)
        self._thread.shutdown()
        if self._lock_file:
            self._lock_file.close()


class PostgresStore:
    """A pool of connections; a writer waits at most 3 s for a lock, then its act is run again."""

    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(
            url,
            pool_pre_ping=True,
            pool_size=POSTGRES_CONNECTIONS,
            max_overflow=0,
            connect_args={"server_settings": POSTGRES_SETTINGS},
        )
        self._snapshots = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def write(self, work: Callable[[Tx], R]) -> R:
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            return await session.run_sync(work)

    async def read(self, work: Callable[[Tx], R]) -> R:
        async with AsyncSession(self._snapshots, expire_on_commit=False, autoflush=False) as session:
            return await session.run_sync(work)

    def lost_race(self, error: DBAPIError) -> bool:
        return getattr(error.orig, "sqlstate", None) in POSTGRES_LOST_RACES

    async def close(self) -> None:
        await self._engine.dispose()


def prepare_sqlite(engine: Engine, *, begin: str, foreign_keys: bool = True, read_only: bool = False) -> None:
    """Make an engine's connections begin as told: left alone, the driver begins after the first read, and oversells."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=5000",
            f"foreign_keys={int(foreign_keys)}",
            f"query_only={int(read_only)}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("PRAGMA foreign_keys")
        if cursor.fetchone() != (int(foreign_keys),):
            raise RuntimeError("this SQLite does not keep foreign keys")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
