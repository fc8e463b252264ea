"""How each database runs an act and a look.

SQLite: a whole act is one hop to one writer thread, whose queue is the fair line of those who wait; a whole look is one
hop to one of a few readers. PostgreSQL: each in a greenlet over asyncpg, many at once.
"""

import asyncio
import fcntl
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TextIO, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool, QueuePool
from sqlalchemy.util import greenlet_spawn

from db.engine import Database, Store, Tx

R = TypeVar("R")

SQLITE_READERS = 4
POSTGRES_CONNECTIONS = 20
POSTGRES_READERS = 10
POSTGRES_LOST_RACES = {
    "40001",  # serialization failure
    "40P01",  # deadlock
    "55P03",  # lock timeout
    "23505",  # unique violation
}
POSTGRES_AWAY = ("08", "57P")
"""Connection lost or refused; starting up, shutting down."""
POSTGRES_SETTINGS = {
    "lock_timeout": "3000",
    "statement_timeout": "20000",
    "idle_in_transaction_session_timeout": "30000",
    "timezone": "UTC",
}

POSTGRES_SNAPSHOTS = {"default_transaction_isolation": "repeatable read", "default_transaction_read_only": "on"}


def open_database(url: str) -> Database:
    """The database behind a SQLAlchemy URL; `sqlite+aiosqlite` and `postgresql+asyncpg` are known."""
    store: Store = SqliteStore(url) if url.startswith("sqlite") else PostgresStore(url)
    return Database(store)


class Usage(NamedTuple):
    """Of a pool: how many connections are in use, and how many there may be."""

    used: int
    most: int


def _usage(pool: Pool) -> Usage:
    assert isinstance(pool, QueuePool)
    return Usage(pool.checkedout(), pool.size())


class GivenUp(Exception):
    """Nobody waits for this write any more; it is undone."""


class SqliteStore:
    """One writer thread and a few readers over one file in WAL mode; one process may hold the file."""

    def __init__(self, url: str) -> None:
        self.path = Path(make_url(url).database or "")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._looking = ThreadPoolExecutor(SQLITE_READERS, thread_name_prefix="sqlite-reader")
        self._writer = _sqlite_engine(url, 1)
        self._readers = _sqlite_engine(url, SQLITE_READERS)
        prepare_sqlite(self._writer, begin="BEGIN IMMEDIATE")
        prepare_sqlite(self._readers, begin="BEGIN", read_only=True)
        self._glances = _sqlite_engine(url, SQLITE_READERS)
        prepare_sqlite(self._glances, begin=None, read_only=True)
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

        def unless_given_up(tx: Tx) -> R:
            result = work(tx)
            if given_up.is_set():  # the thread cannot be stopped, but whoever was told "busy" must find nothing changed
                raise GivenUp
            return result

        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._writing, in_transaction, self._writer, unless_given_up)
        except asyncio.CancelledError:
            given_up.set()
            raise

    async def read(self, work: Callable[[Tx], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._looking, in_transaction, self._readers, work)

    async def glance(self, work: Callable[[Tx], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._looking, in_transaction, self._glances, work)

    def pools(self) -> dict[str, Usage]:
        return {"writing": _usage(self._writer.pool), "reading": _usage(self._readers.pool)}

    def lost_race(self, error: DBAPIError) -> bool:
        code = getattr(error.orig, "sqlite_errorcode", 0)
        return code & 0xFF == sqlite3.SQLITE_BUSY or code == sqlite3.SQLITE_CONSTRAINT_UNIQUE

    def is_away(self, error: BaseException) -> bool:  # noqa: ARG002 - it is a file
        return False

    async def close(self) -> None:
        for threads, engine in ((self._looking, self._readers), (self._writing, self._writer)):
            await asyncio.to_thread(threads.shutdown)
            engine.dispose()
        self._glances.dispose()
        if self._lock_file:
            self._lock_file.close()


class PostgresStore:
    """Pools of connections; a writer waits at most 3 s for a lock, then its act is run again."""

    def __init__(self, url: str) -> None:
        self._writers = _postgres_engine(url, POSTGRES_CONNECTIONS, POSTGRES_SETTINGS)
        self._readers = _postgres_engine(url, POSTGRES_READERS, POSTGRES_SETTINGS | POSTGRES_SNAPSHOTS)
        self._glances = self._readers.sync_engine.execution_options(isolation_level="AUTOCOMMIT")  # no BEGIN, no COMMIT

    async def write(self, work: Callable[[Tx], R]) -> R:
        return await greenlet_spawn(in_transaction, self._writers.sync_engine, work)

    async def read(self, work: Callable[[Tx], R]) -> R:
        return await greenlet_spawn(in_transaction, self._readers.sync_engine, work)

    async def glance(self, work: Callable[[Tx], R]) -> R:
        return await greenlet_spawn(in_transaction, self._glances, work)

    def pools(self) -> dict[str, Usage]:
        return {"writing": _usage(self._writers.pool), "reading": _usage(self._readers.pool)}

    def lost_race(self, error: DBAPIError) -> bool:
        return getattr(error.orig, "sqlstate", None) in POSTGRES_LOST_RACES

    def is_away(self, error: BaseException) -> bool:
        state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
        return isinstance(error, OSError) or state.startswith(POSTGRES_AWAY)

    async def close(self) -> None:
        await self._writers.dispose()
        await self._readers.dispose()


def in_transaction(engine: Engine, work: Callable[[Tx], R]) -> R:
    """Run the whole of an act or a look: it commits at its end, or leaves nothing behind."""
    with Session(engine, expire_on_commit=False) as tx, tx.begin():
        return work(tx)


def _sqlite_engine(url: str, connections: int) -> Engine:
    return create_engine(
        make_url(url).set(drivername="sqlite+pysqlite"),
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        connect_args={"check_same_thread": False},
    )


def _postgres_engine(url: str, connections: int, settings: dict[str, str]) -> AsyncEngine:
    """It hands out no lost connection: the driver sees one end as it happens, where a ping takes three round trips."""
    engine = create_async_engine(url, pool_size=connections, max_overflow=0, connect_args={"server_settings": settings})

    @event.listens_for(engine.sync_engine, "checkout")
    def replace_if_lost(connection: Any, _record: object, _proxy: object) -> None:
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    return engine


def prepare_sqlite(engine: Engine, *, begin: str | None, foreign_keys: bool = True, read_only: bool = False) -> None:
    """Make an engine's connections begin as told: left alone, the driver begins after the first read, and oversells.

    Without `begin` each statement is a transaction by itself.
    """

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

    if begin is None:
        return

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        cursor = connection.connection.cursor()  # the driver's own: half of what SQLAlchemy takes for a statement
        cursor.execute(begin)
        cursor.close()
