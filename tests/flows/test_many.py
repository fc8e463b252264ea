"""Two of everything on one PostgreSQL and one Redis: nothing is done twice, and whatever dies costs delay only."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from redis.asyncio import Redis
from sqlalchemy import select, update
from sqlalchemy.orm import Session as Tx

from db.models import Lease, Notification
from services.delivery import LEASE
from tests.flows.conftest import free_port
from tests.flows.fleet import Fleet
from tests.flows.steps import all_told
from tests.flows.test_kill import act_until, judge, sandbox, walkers

__all__ = ["sandbox", "walkers"]

pytestmark = [
    pytest.mark.needs("postgresql", "redis"),
    pytest.mark.parametrize(("backend", "way"), [("postgres", "webhook")], indirect=["backend"]),
]
TRAFFIC = 3.0
"""Seconds of it between two calamities."""
UNHURRIED = 1.0
"""Seconds between two taps: more answers than Telegram takes would leave no room for notices."""


@pytest.fixture
async def fleet(request, sandbox, database_url, redis_url, tmp_path):
    settings = {
        "BOT_TOKEN": "42:TEST",
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
    }
    fleet = Fleet(settings, tmp_path, [free_port() for _ in range(getattr(request, "param", 6))])
    try:
        await fleet.start()
        yield fleet
    finally:
        await fleet.close()


async def become(condition, what, seconds=30.0):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, what
        await asyncio.sleep(0.2)


async def workers_deliver(fleet):
    """The others see that there are workers when they next show that they live."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        sends = await fleet.figures("turnout_sends_total")
        if sends["worker-1"] + sends["worker-2"] > 0:
            return
        await asyncio.sleep(0.5)
    seen, done = await fleet.figures("turnout_workers"), await fleet.figures("turnout_task_seconds_count")
    raise AssertionError(f"no worker delivered anything: {sends}, {seen}, {done}")


async def told_within(seconds, engine):
    """Whoever was written to a moment ago, or tapped much, is written to at the pace of their chat."""
    ends = time.monotonic() + seconds
    while True:
        try:
            return await all_told(engine)
        except AssertionError:
            assert time.monotonic() < ends, "nothing is owed"


def let_leases_of_the_dead_end(engine):
    """What two minutes would do. What lives holds nothing for longer than some seconds, and keeps what it has."""
    now = datetime.now(UTC)
    old = Notification.leased_until < now + LEASE - timedelta(seconds=5)
    with engine.begin() as connection:
        connection.execute(update(Notification).where(old).values(leased_until=now))


def leader(engine):
    with Tx(engine) as tx:
        return tx.scalar(select(Lease.holder).where(Lease.name == "timetable"))


async def test_nothing_is_lost_or_doubled_whatever_dies(fleet, sandbox, walkers, engine, redis_url, way):
    people, code = walkers
    stopped = asyncio.Event()
    await asyncio.gather(*(walker.arrive(code) for walker in people))
    acting = [asyncio.create_task(act_until(walker, stopped, UNHURRIED)) for walker in people]
    await asyncio.sleep(TRAFFIC)
    assert sum((await fleet.figures("turnout_leads")).values()) == 1
    await workers_deliver(fleet)

    dice = Random(3)
    for name in dice.sample(list(fleet.programs), 6):
        fleet.programs[name].kill()
        await asyncio.sleep(TRAFFIC / 3)
        fleet.programs[name].start()
        await fleet.programs[name].ready()
    async with Redis.from_url(redis_url) as redis:
        await redis.flushdb()
    await asyncio.sleep(TRAFFIC)
    fleet.hole.freeze()
    handled = len(sandbox.journal)
    await asyncio.sleep(TRAFFIC)
    assert len(sandbox.journal) > handled + 20, "people are served while Redis is frozen"
    fleet.hole.thaw()
    await asyncio.sleep(TRAFFIC / 3)
    stopped.set()
    await asyncio.gather(*acting)
    await asyncio.sleep(5)
    let_leases_of_the_dead_end(engine)
    await fleet.programs["scheduler-1"].stop()
    fleet.programs["scheduler-1"].start()  # whoever starts looks at once, and need not wait for the minute
    await told_within(60, engine)
    await fleet.ready()

    assert await fleet.stop() == [0] * 6
    judge(fleet, sandbox, engine, way)


@pytest.mark.parametrize("fleet", [3], indirect=True)
async def test_the_next_leads_where_the_leader_ends(fleet, engine, way):
    """Stopped, it says so; killed, its lease must end first (a minute, which is brought forward here)."""
    for end in ("stop", "kill"):
        leading = [name for name, leads in (await fleet.figures("turnout_leads")).items() if leads]
        assert len(leading) == 1
        program, before = fleet.programs[leading[0]], leader(engine)
        if end == "stop":
            assert await program.stop() == 0
        else:
            program.kill()
            assert leader(engine) == before
            with engine.begin() as connection:
                connection.execute(update(Lease).values(until=datetime.now(UTC) - timedelta(seconds=1)))

        await become(lambda before=before: leader(engine) not in {None, before}, "another leads")
        program.start()
        await fleet.ready()
