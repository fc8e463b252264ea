"""Floods, turns and limits count over two processes that share a real Redis; without it each goes by what it saw."""

import asyncio
import time
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.courtesies import SharedCounts, SharedHabits, SharedTurns
from bot.middlewares.throttle import BURST, HabitsHere
from scheduler.shared import Shared
from services.limits import CountsHere
from tests.black_hole import BlackHole
from tests.factories import NOW

pytestmark = pytest.mark.needs("redis")
MINUTE = timedelta(minutes=1)
NOWHERE = "redis://127.0.0.1:1/0"


@asynccontextmanager
async def to(url):
    shared = Shared(url, patience=0.2, rest=0.3)
    yield shared
    await shared.close()


@pytest.fixture
async def two(redis_url):
    """Two processes' ways to one Redis."""
    async with to(redis_url) as one, to(redis_url) as other:
        yield one, other


@pytest.fixture
async def nothing():
    async with to(NOWHERE) as shared:
        yield shared


def habits(shared):
    return SharedHabits(shared, HabitsHere())


def counts(shared):
    return SharedCounts(shared, CountsHere())


def attempt(counts, key=1, now=NOW):
    return counts.wait("bookings", key, most=5, span=MINUTE, now=now)


async def test_taps_are_counted_over_both(two):
    both = [habits(shared) for shared in two]

    taken = [await both[number % 2].takes_tap(7) for number in range(2 * BURST)]

    assert taken[:BURST] == [True] * BURST
    assert taken.count(True) < BURST + 3  # a few more with the time that passed
    assert await both[0].takes_tap(8)


async def test_taps_come_back_with_time(two):
    one, _ = (habits(shared) for shared in two)
    while await one.takes_tap(7):
        pass
    await asyncio.sleep(0.6)

    assert [await one.takes_tap(7) for _ in range(2)] == [True, True]


async def test_a_flood_is_heard_once_by_both_and_again_after_a_pause(two):
    one, other = (habits(shared) for shared in two)

    assert await one.hears(7, 100, NOW)
    assert not await other.hears(7, 101, NOW)
    assert await other.hears(7, 100, NOW), "an update that comes again is no flood"
    assert await other.hears(8, 102, NOW)
    assert await other.hears(7, 103, NOW + timedelta(seconds=5)), "what waited while we were away was written apart"
    await asyncio.sleep(0.35)
    assert await one.hears(7, 104, NOW + timedelta(seconds=5))


async def test_attempts_are_counted_over_both_and_the_window_slides(two):
    one, other = (counts(shared) for shared in two)
    for second in range(5):
        assert await attempt((one, other)[second % 2], now=NOW + timedelta(seconds=second)) is None

    assert await attempt(one, now=NOW + timedelta(seconds=30)) == timedelta(seconds=30)
    assert await attempt(other, key=2) is None
    assert await attempt(other, now=NOW + MINUTE) is None
    assert await attempt(one, now=NOW + MINUTE) == timedelta(seconds=1)


async def test_of_twenty_attempts_at_once_five_pass(two):
    both = [counts(shared) for shared in two]

    waits = await asyncio.gather(*(attempt(both[number % 2]) for number in range(20)))

    assert waits.count(None) == 5


async def test_a_person_is_served_by_one_process_at_a_time(two):
    turns = [SharedTurns(shared) for shared in two]
    busy, most = 0, 0

    async def serve(number):
        nonlocal busy, most
        async with turns[number % 2].of(7):
            busy += 1
            most = max(most, busy)
            await asyncio.sleep(0.01)
            busy -= 1

    await asyncio.gather(*(serve(number) for number in range(10)))

    assert most == 1


async def test_people_do_not_wait_for_each_other(two):
    one, other = (SharedTurns(shared) for shared in two)

    async with one.of(7), asyncio.timeout(0.5), other.of(8):
        pass


async def test_a_turn_of_a_dead_process_is_waited_for_a_while_only(two):
    one, other = (SharedTurns(shared, patience=0.3) for shared in two)

    async with one.of(7):
        begun = time.monotonic()
        async with other.of(7):
            assert 0.2 < time.monotonic() - begun < 1
        async with other.of(7):  # and what it did not have it does not give back
            assert time.monotonic() - begun > 0.5


async def test_without_redis_each_goes_by_what_it_saw(nothing):
    one = habits(nothing)
    with capture_logs() as lines:
        assert [await one.takes_tap(7) for _ in range(BURST + 1)] == [True] * BURST + [False]
        assert [await one.hears(8, number, NOW) for number in (1, 2)] == [True, False]
        tried = counts(nothing)
        assert [await attempt(tried) is None for _ in range(6)] == [True] * 5 + [False]
        async with SharedTurns(nothing).of(7):
            pass

    assert [line["event"] for line in lines] == ["redis.away"]


async def test_a_frozen_redis_holds_nobody_up(redis_url):
    hole = BlackHole(6379)
    async with to(redis_url.replace("6379", str(await hole.start()))) as shared:
        one = habits(shared)
        assert await one.takes_tap(7)
        hole.freeze()
        begun = time.monotonic()
        assert [await one.takes_tap(7) for _ in range(5)] == [True] * 5
        async with SharedTurns(shared).of(7):
            assert time.monotonic() - begun < 1
        hole.thaw()
        await asyncio.sleep(0.4)
        await shared.ask("return 1")
    await hole.stop()
