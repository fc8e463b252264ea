"""Tasks over a real Redis: asked for once while they wait, taken by one worker, and none needed where Redis is gone."""

import asyncio
import inspect
import json
import time
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from taskiq import TaskiqMiddleware

from scheduler.broker import LONGEST_TASK, broker, equip
from scheduler.crew import Crew
from scheduler.embedded import Jobs, receiving
from scheduler.pulse import Pulse
from scheduler.shared import Away, Shared
from scheduler.streams import IDLE_SECONDS, QUEUES, Streams
from services import leases
from tests.black_hole import BlackHole
from tests.factories import NOW
from tests.fakes import FakeSender

pytestmark = [pytest.mark.needs("redis"), pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]

TASK = "updates.forget_old"
SPAN = timedelta(seconds=60)


class Runs(TaskiqMiddleware):
    """Which tasks were run, by whoever."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def post_execute(self, message, result):
        result.raise_for_error()
        self.names.append(message.task_name)


@pytest.fixture
def runs():
    runs = Runs()
    broker.add_middlewares(runs)
    yield runs
    broker.middlewares.remove(runs)


@pytest.fixture(autouse=True)
def equipped(db):
    equip(db, {"telegram": FakeSender()}, lambda: NOW)


@pytest.fixture
async def redis(redis_url):
    redis = Redis.from_url(redis_url)
    yield redis
    await redis.aclose()


@asynccontextmanager
async def streams_to(url, consumer="one"):
    shared = Shared(url, patience=1, rest=0.2)
    streams = Streams(url, shared, consumer)
    yield streams
    await streams.close()
    await shared.close()


@pytest.fixture
async def streams(redis_url):
    async with streams_to(redis_url) as streams:
        yield streams


async def become(condition, seconds=10.0):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen"
        await asyncio.sleep(0.02)


async def length(redis):
    return sum([await redis.xlen(f"turnout:tasks:{queue}") for queue in QUEUES])


async def test_what_waits_is_asked_for_once(streams, redis):
    tokens = {await streams.send(TASK) for _ in range(100)}

    assert len(tokens) == 1
    assert await length(redis) == 1


async def test_what_was_sent_before_the_first_worker_came_is_done(streams, runs):
    await streams.send(TASK)

    async with receiving(streams):
        await become(lambda: runs.names == [TASK])


async def test_a_task_that_was_taken_can_be_asked_for_again(streams, runs):
    async with receiving(streams):
        for number in range(1, 4):
            token = await streams.send(TASK)
            await become(lambda number=number: len(runs.names) == number)
            assert not await streams.withdraw(TASK, token)


async def test_of_two_workers_one_takes_a_task(redis_url, runs):
    async with streams_to(redis_url, "one") as one, streams_to(redis_url, "two") as two, receiving(one), receiving(two):
        for name in broker.local_task_registry:
            await one.send(name)
        await become(lambda: len(runs.names) >= len(broker.local_task_registry))
        await asyncio.sleep(0.3)

    assert sorted(runs.names) == sorted(broker.local_task_registry)


async def test_what_a_dead_worker_had_is_taken_up_though_nothing_new_comes(redis_url, streams, redis, runs):
    await streams.send(TASK)
    queue = "turnout:tasks:default"
    await redis.xgroup_create(queue, "turnout", id="0")
    assert await redis.xreadgroup("turnout", "dead", {queue: ">"})
    for stream in streams._streams.values():
        stream.idle_timeout = 100
    await asyncio.sleep(0.2)

    async with receiving(streams):
        await become(lambda: runs.names == [TASK])
    await asyncio.sleep(0.05)
    assert (await redis.xpending(queue, "turnout"))["pending"] == 0


async def test_a_wiped_redis_begins_anew(streams, redis, runs):
    async with receiving(streams):
        for number in range(1, 6):
            await redis.flushdb()
            await become(lambda: True)
            ends = time.monotonic() + 10
            while len(runs.names) < number and time.monotonic() < ends:
                await streams.send(TASK)
                await asyncio.sleep(0.1)
            assert len(runs.names) >= number


async def test_nothing_about_anybody_is_in_redis(streams, redis):
    for name, task in broker.local_task_registry.items():
        await streams.send(name)
        parameters = inspect.signature(task.original_func).parameters.values()
        assert all(hasattr(parameter.annotation, "__metadata__") for parameter in parameters), name
    for queue in QUEUES:
        for _, entry in await redis.xrange(f"turnout:tasks:{queue}"):
            message = json.loads(entry[b"data"])
            assert (message["args"], message["kwargs"]) == ([], {})
            assert set(message["labels"]) == {"timeout"}


def test_a_task_ends_before_it_is_given_to_another():
    assert LONGEST_TASK < IDLE_SECONDS


async def test_a_frozen_redis_costs_a_moment_and_a_line(redis_url):
    hole = BlackHole(6379)
    async with streams_to(redis_url.replace("6379", str(await hole.start()))) as streams:
        await streams.send(TASK)
        hole.freeze()
        begun = time.monotonic()
        for _ in range(50):
            with pytest.raises(Away):
                await streams.send("waitlists.advance")
        assert time.monotonic() - begun < 5
        hole.thaw()
        await asyncio.sleep(0.3)
        assert await streams.send("sessions.complete_over")
    await hole.stop()


async def test_a_worker_outlives_a_frozen_redis(redis_url, runs):
    hole = BlackHole(6379)
    async with (
        streams_to(redis_url.replace("6379", str(await hole.start()))) as worker,
        streams_to(redis_url) as asker,
        receiving(worker),
    ):
        await asker.send(TASK)
        await become(lambda: runs.names == [TASK])
        hole.freeze()
        await asyncio.sleep(0.5)
        hole.cut()
        await asker.send("waitlists.advance")
        hole.thaw()
        await become(lambda: runs.names == [TASK, "waitlists.advance"], seconds=20)
    await hole.stop()


@pytest.fixture
async def pulse(db):
    """A process that has seen a worker, which is dead."""
    await db.write(leases.pulse, holder="dead", takes_tasks=True, span=SPAN)
    pulse = Pulse(db, "alive")
    await pulse.beat()
    return pulse


async def test_what_no_worker_takes_up_is_done_here(streams, pulse, runs):
    crew = Crew(streams, pulse, taken_within=0.2)

    for _ in range(10):
        assert await crew.do(TASK) is None
    await become(lambda: runs.names == [TASK])
    await asyncio.sleep(0.3)

    assert runs.names == [TASK]


async def test_what_a_worker_takes_up_is_not_done_here(redis_url, streams, pulse, runs):
    crew = Crew(streams, pulse, taken_within=0.5)

    async with streams_to(redis_url, "two") as worker, receiving(worker):
        for number in range(1, 5):
            await crew.do(TASK)
            await become(lambda number=number: len(runs.names) == number)
        await asyncio.sleep(0.7)

    assert len(runs.names) == 4


async def test_without_redis_everything_is_done_here(pulse, runs):
    async with streams_to("redis://127.0.0.1:1/0") as streams:
        crew = Crew(streams, pulse)
        begun = time.monotonic()
        running = await crew.do(TASK)

        assert running
        (await running.wait_result(timeout=5)).raise_for_error()
        assert time.monotonic() - begun < 5


async def test_of_two_processes_one_leads_and_the_other_takes_over(db, runs, engine):
    """The first leads and ends without a word; the lease of the other's is then the first that holds."""
    first = Pulse(db, "first", beat=0.05)
    second = Pulse(db, "second", beat=0.05)
    assert [await first.leads(), await second.leads()] == [True, False]

    async with Jobs(Crew(), second).running():
        await asyncio.sleep(1.5)
        assert runs.names == []  # the timetable is the first's
        with engine.begin() as connection:  # what a minute would do
            connection.execute(text("UPDATE leases SET until = '2020-01-01 00:00:00.000000'"))
        await become(lambda: "waitlists.advance" in runs.names)

    assert not second.is_leading or await db.read(leases.find_leader) is None
