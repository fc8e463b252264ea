"""How each database runs acts and looks: what survives, who may write, and which errors are lost races."""

import asyncio
import sqlite3
import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError
from sqlalchemy.pool import NullPool

from db import Busy, stores
from db.engine import ATTEMPTS, Tx
from db.models import User
from db.stores import PostgresStore, SqliteStore, open_database
from tests.factories import NOW, Factory

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ON_POSTGRES = pytest.mark.parametrize(
    "backend", [pytest.param("postgres", marks=pytest.mark.needs("postgresql"))], indirect=True
)
LOCK_USER = text("SELECT id FROM users WHERE id = :id FOR UPDATE")


def pragma(tx: Tx, name: str) -> Any:
    return tx.execute(text(f"PRAGMA {name}")).scalar()


def count_users(tx: Tx) -> int:
    return tx.query(User).count()


def test_open_database_knows_both(tmp_path):
    assert isinstance(open_database(f"sqlite+aiosqlite:///{tmp_path}/a.db").store, SqliteStore)
    assert isinstance(open_database("postgresql+asyncpg://nobody@127.0.0.1/x").store, PostgresStore)


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "value"), [("foreign_keys", 1), ("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 5000)]
)
async def test_sqlite_is_set_up_alike_for_writers_and_readers(db, name, value):
    assert await db.write(pragma, name=name) == value
    assert await db.read(pragma, name=name) == value


@ON_SQLITE
async def test_sqlite_readers_are_the_only_ones_that_cannot_write(db):
    assert (await db.write(pragma, name="query_only"), await db.read(pragma, name="query_only")) == (0, 1)


@ON_SQLITE
async def test_sqlite_acts_begin_with_the_write_lock(db, database_url):
    def try_to_write_too(tx: Tx) -> str:
        count_users(tx)
        other = sqlite3.connect(database_url.removeprefix("sqlite+aiosqlite:///"), timeout=0)
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return str(error)
        finally:
            other.close()
        return "began"

    assert await db.write(try_to_write_too) == "database is locked"
    assert await db.read(try_to_write_too) == "began"


@ON_SQLITE
async def test_sqlite_is_for_one_process(db, database_url):
    script = "import sys; from db.stores import SqliteStore; sys.exit(3 - SqliteStore(sys.argv[1]).claim())"

    def claim_elsewhere() -> int:
        return subprocess.run([sys.executable, "-c", script, database_url], check=False).returncode

    assert db.store.claim() is True
    assert await asyncio.to_thread(claim_elsewhere) == 3
    assert SqliteStore(database_url).claim() is False


@ON_SQLITE
async def test_sqlite_is_free_again_once_it_is_closed(database_url):
    first, second = SqliteStore(database_url), SqliteStore(database_url)
    assert (first.claim(), second.claim()) == (True, False)

    await first.close()

    assert second.claim() is True
    await second.close()


class DeafCursor(sqlite3.Cursor):
    def execute(self, statement: str, *values: Any) -> "DeafCursor":
        return self if statement.startswith("PRAGMA foreign_keys=") else super().execute(statement, *values)


class Deaf(sqlite3.Connection):
    """A SQLite that was built without foreign keys: it takes the setting and keeps none."""

    def cursor(self, _factory: Any = None) -> Any:
        return super().cursor(DeafCursor)


def test_prepare_sqlite_refuses_one_that_keeps_no_foreign_keys():
    engine = create_engine("sqlite://", connect_args={"factory": Deaf}, poolclass=NullPool)
    stores.prepare_sqlite(engine, begin="BEGIN")

    with pytest.raises(RuntimeError, match="foreign keys"):
        engine.connect()


async def test_a_look_sees_one_moment(db, make):
    """Whoever commits in the middle of a look is not seen by it."""
    engine = make.tx.get_bind()

    def look(tx: Tx) -> list[int]:
        before = count_users(tx)
        with Tx(engine) as other, other.begin():
            Factory(other).user()
        return [before, count_users(tx)]

    assert await db.read(look) == [0, 0]
    assert await db.read(count_users) == 1


async def test_a_look_is_not_held_up_by_a_writer(db, make):
    make.user()
    engine = make.tx.get_bind()
    with Tx(engine) as other:
        Factory(other).user(telegram_id=None)

        assert await asyncio.wait_for(db.read(count_users), 3) == 1


async def test_rows_may_be_read_after_the_commit(db):
    user = await db.write(lambda tx: Factory(tx).user("Ida"))

    found = await db.read(lambda tx: tx.query(User).one())

    assert (user.name, found.name) == ("Ida", "Ida")


async def test_an_act_that_meets_a_unique_index_is_run_again(db, make):
    taken = make.user()
    tried: list[int] = []

    def act(tx: Tx) -> int:
        tried.append(1)
        telegram_id = taken.telegram_id if len(tried) == 1 else 99
        tx.add(User(telegram_id=telegram_id, name="x", language="en", time_zone="UTC", created_at=NOW))
        return len(tried)

    assert await db.write(act) == 2
    assert await db.read(count_users) == 2


async def test_a_broken_check_is_no_lost_race(db, make):
    quota = make.quota()
    tried: list[int] = []

    def act(tx: Tx) -> None:
        tried.append(1)
        tx.execute(text(f"UPDATE quotas SET waiting = -1 WHERE id = {quota.id}"))

    with pytest.raises(IntegrityError):
        await db.write(act)

    assert tried == [1]


@ON_SQLITE
def test_sqlite_busy_is_a_lost_race_whatever_its_shade(database_url):
    store = SqliteStore(database_url)
    path = database_url.removeprefix("sqlite+aiosqlite:///")
    one, other = (sqlite3.connect(path, timeout=0, isolation_level=None) for _ in range(2))
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM users").fetchall()
    one.execute("BEGIN IMMEDIATE")

    def lost(statement: str) -> bool:
        with pytest.raises(sqlite3.Error) as caught:
            other.execute(statement)
        return store.lost_race(DBAPIError(statement, {}, caught.value))

    assert lost("DELETE FROM users") is True  # SQLITE_BUSY
    one.execute("INSERT INTO handled_updates (update_id) VALUES (1)")
    one.execute("COMMIT")
    assert lost("DELETE FROM users") is True  # SQLITE_BUSY_SNAPSHOT
    assert lost("SELECT * FROM nowhere") is False
    one.close()
    other.close()


@ON_POSTGRES
async def test_postgres_waits_neither_for_locks_nor_statements_nor_idlers_for_ever(db):
    def settings(tx: Tx) -> list[Any]:
        names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "timezone")
        return [tx.execute(text(f"SHOW {name}")).scalar() for name in names]

    assert await db.write(settings) == ["3s", "20s", "30s", "UTC"]


@ON_POSTGRES
async def test_postgres_looks_are_read_only_snapshots(db):
    def modes(tx: Tx) -> list[Any]:
        names = ("transaction_isolation", "transaction_read_only")
        return [tx.execute(text(f"SHOW {name}")).scalar() for name in names]

    looks, acts = await db.read(modes), await db.write(modes)

    assert looks == ["repeatable read", "on"]
    assert acts == ["read committed", "off"]
    with pytest.raises((InternalError, DBAPIError), match="read-only"):
        await db.read(lambda tx: Factory(tx).user())


@ON_POSTGRES
async def test_postgres_runs_an_act_again_that_was_the_victim_of_a_deadlock(db, make):
    first, second = make.user(), make.user()
    tried: list[tuple[int, int]] = []

    def act(tx: Tx, *, ids: tuple[int, int]) -> str:
        tried.append(ids)
        tx.execute(LOCK_USER, {"id": ids[0]})
        if len(tried) <= 2:
            tx.execute(text("SELECT pg_sleep(0.2)"))
        tx.execute(LOCK_USER, {"id": ids[1]})
        return "done"

    outcomes = await asyncio.gather(db.write(act, ids=(first.id, second.id)), db.write(act, ids=(second.id, first.id)))

    assert list(outcomes) == ["done", "done"]
    assert len(tried) == 3


@ON_POSTGRES
async def test_postgres_runs_an_act_again_that_waited_too_long_for_a_lock(db, make):
    user = make.user()
    tried: list[int] = []
    with Tx(make.tx.get_bind()) as holder:
        holder.execute(LOCK_USER, {"id": user.id})

        def act(tx: Tx) -> int:
            tried.append(1)
            if len(tried) == 2:
                holder.rollback()
            tx.execute(text("SET LOCAL lock_timeout = 50"))
            tx.execute(LOCK_USER, {"id": user.id})
            return len(tried)

        assert await db.write(act) == 2


@ON_POSTGRES
async def test_postgres_is_busy_where_a_lock_is_never_given_up(db, make):
    user = make.user()
    tried: list[int] = []

    def act(tx: Tx) -> None:
        tried.append(1)
        tx.execute(text("SET LOCAL lock_timeout = 20"))
        tx.execute(LOCK_USER, {"id": user.id})

    with Tx(make.tx.get_bind()) as holder:
        holder.execute(LOCK_USER, {"id": user.id})
        with pytest.raises(Busy):
            await db.write(act)

    assert len(tried) == ATTEMPTS


@ON_POSTGRES
async def test_postgres_knows_an_error_that_is_no_lost_race(db):
    with pytest.raises(DBAPIError, match="nowhere"):
        await db.write(lambda tx: tx.execute(text("SELECT * FROM nowhere")))

    assert db.store.lost_race(OperationalError("SELECT", {}, Exception("no code"))) is False


@ON_POSTGRES
async def test_postgres_replaces_connections_that_were_lost(db, make):
    def connection_id(tx: Tx) -> int:
        return int(tx.execute(text("SELECT pg_backend_pid()")).scalar_one())

    lost = {await db.write(connection_id), await db.read(connection_id), await db.glance(connection_id)}
    make.tx.execute(text("SELECT pg_terminate_backend(id) FROM unnest(:lost ::int[]) AS id"), {"lost": list(lost)})
    await asyncio.sleep(0.1)

    assert not {await db.write(connection_id), await db.read(connection_id), await db.glance(connection_id)} & lost


@ON_POSTGRES
async def test_postgres_glances_leave_their_connections_as_they_were(db):
    def isolation(tx: Tx) -> Any:
        return tx.execute(text("SHOW transaction_isolation")).scalar()

    assert [await db.glance(lambda tx: tx.execute(text("SELECT now() < clock_timestamp()")).scalar()) for _ in "ab"]
    assert await db.read(isolation) == "repeatable read"
    with pytest.raises(DBAPIError, match="read-only"):
        await db.glance(lambda tx: tx.execute(text("DELETE FROM handled_updates")))
