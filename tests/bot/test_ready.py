"""A start waits for a database that is about to answer, and says in one line what cannot get better."""

import asyncio
import time

import pytest
from redis.exceptions import RedisError

from bot.ready import CannotStart, checks_of, require_database
from db.stores import open_database
from scheduler.shared import Shared
from tests.black_hole import BlackHole
from tests.flows.conftest import free_port

BACKENDS = pytest.mark.parametrize("backend", ["postgres"], indirect=True)


@pytest.mark.needs("postgresql")
@BACKENDS
async def test_a_database_that_is_away_is_waited_for(database_url):
    hole = BlackHole(5432)
    port = await hole.start()
    await hole.stop()  # nobody listens there yet
    db = open_database(database_url.replace("5432", str(port)))
    waiting = asyncio.create_task(require_database(db, patience=20))
    await asyncio.sleep(0.5)
    assert not waiting.done()

    server = await asyncio.start_server(BlackHole(5432)._pass_on, "127.0.0.1", port)
    await waiting

    await db.close()
    server.close()


async def test_who_waited_long_enough_hears_why():
    db = open_database(f"postgresql+asyncpg://postgres@127.0.0.1:{free_port()}/nowhere")
    begun = time.monotonic()

    with pytest.raises(CannotStart, match=r"the database cannot be used .*see DATABASE_URL"):
        await require_database(db, patience=0)

    assert time.monotonic() - begun < 5
    await db.close()


@pytest.mark.needs("postgresql")
async def test_what_does_not_get_better_is_not_waited_for():
    db = open_database("postgresql+asyncpg://postgres@127.0.0.1:5432/no_such_database")

    async with asyncio.timeout(10):
        with pytest.raises(CannotStart, match="no_such_database"):
            await require_database(db)

    await db.close()


async def test_readiness_asks_redis_only_where_it_is_set(db):
    shared = Shared("redis://127.0.0.1:1/0")
    assert set(checks_of(db, None)) == {"database", "migrations"}
    assert set(checks_of(db, shared)) == {"database", "migrations", "redis"}
    with pytest.raises(RedisError):
        await shared.ping()
    await shared.close()
