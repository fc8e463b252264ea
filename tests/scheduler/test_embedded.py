"""Jobs inside the one process: a nudge delivers, many nudges deliver once, and leaving lets what was begun end."""

import asyncio

import pytest
from taskiq import TaskiqMiddleware

from scheduler.broker import broker, equip
from scheduler.embedded import Jobs, looping
from services.ports import Delivered
from tests.factories import NOW
from tests.fakes import FakeSender

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

DELIVERY = "notifications.deliver_due"


class Runs(TaskiqMiddleware):
    """Counts which tasks were run."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.done = asyncio.Event()

    def post_execute(self, message, result):
        self.names.append(message.task_name)
        if message.task_name == DELIVERY:
            self.done.set()


@pytest.fixture
def runs():
    runs = Runs()
    broker.add_middlewares(runs)
    yield runs
    broker.middlewares.remove(runs)


async def arrived(runs: Runs) -> None:
    await asyncio.wait_for(runs.done.wait(), 5)
    runs.done.clear()


async def test_a_nudge_delivers_what_is_owed(db, make, runs):
    sender = FakeSender()
    equip(db, {"telegram": sender}, lambda: NOW)
    make.booked(make.quota(title="Monday Jam"))

    async with Jobs().running() as _:
        assert sender.sent == []
    jobs = Jobs()
    async with jobs.running():
        jobs.nudge()
        await arrived(runs)

    assert len(sender.sent) == 1


async def test_a_hundred_nudges_at_once_are_one_delivery(db, make, runs):
    sender = FakeSender()
    equip(db, {"telegram": sender}, lambda: NOW)
    quota = make.quota(capacity=100)
    for _ in range(10):
        make.booked(quota)
    jobs = Jobs()

    async with jobs.running():
        for _ in range(100):
            jobs.nudge()
        await arrived(runs)

    assert runs.names.count(DELIVERY) <= 2  # the timetable has one of its own, at any moment
    assert len(sender.sent) == 10


async def test_a_nudge_while_delivering_is_heard(db, make, runs):
    equip(db, {"telegram": FakeSender()}, lambda: NOW)
    jobs = Jobs()

    async with jobs.running():
        for _ in range(3):
            jobs.nudge()
            await arrived(runs)

    assert runs.names.count(DELIVERY) >= 3


async def test_leaving_lets_a_delivery_end(db, make, runs):
    begun, go_on = asyncio.Event(), asyncio.Event()

    class SlowSender(FakeSender):
        async def send(self, notice):
            begun.set()
            await go_on.wait()
            self.sent.append(notice)
            return Delivered("1")

    sender = SlowSender()
    equip(db, {"telegram": sender}, lambda: NOW)
    make.booked(make.quota())
    jobs = Jobs()

    async with jobs.running():
        jobs.nudge()
        await asyncio.wait_for(begun.wait(), 5)
        asyncio.get_running_loop().call_later(0.05, go_on.set)

    assert len(sender.sent) == 1
    assert DELIVERY in runs.names  # more than once where a minute passes meanwhile


async def test_a_loop_that_fails_begins_anew(db):
    begun = asyncio.Queue[int]()

    async def work() -> None:
        begun.put_nowait(begun.qsize())
        raise ConnectionError("Redis is away")

    async with looping(work), asyncio.timeout(20):
        assert [await begun.get() for _ in range(2)] == [0, 0]
