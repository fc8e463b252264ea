"""Telegram's limits, in one process and over several by a real Redis."""

import asyncio
import time

import pytest

from bot.channels.pace import MemoryPace
from bot.channels.redis_pace import RedisPace
from scheduler.shared import Shared
from tests.black_hole import BlackHole

GROUP, ANA = -100, 7


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


async def leave(pace, clock, seconds, *, step=0.01, wanted=100):
    """How many may leave at each step of a while."""
    left = []
    for _ in range(round(seconds / step)):
        taken = await pace.take(wanted)
        left += [clock.now] * taken
        clock.now += step
    return left


async def test_no_second_has_more_than_thirty_and_a_minute_has_nearly_as_many_as_it_may(clock):
    left = await leave(MemoryPace(clock), clock, 60)

    assert 1700 <= len(left) <= 1800
    assert max(sum(at <= one < at + 1 for one in left) for at in left[::7]) <= 30


async def test_what_is_given_back_may_be_taken_again(clock):
    pace = MemoryPace(clock)
    assert await pace.take(2) == 2
    assert await pace.take(1) == 0

    await pace.give_back(2)

    assert await pace.take(5) == 2


async def test_answers_never_wait_and_the_rest_makes_room_for_them(clock):
    pace = MemoryPace(clock)
    for _ in range(30):
        await pace.count(ANA)

    assert await pace.take(1) == 0
    clock.now += 1.01
    assert await pace.take(1) == 1


async def test_who_taps_without_a_pause_is_told_what_is_owed_to_them_all_the_same(clock):
    pace = MemoryPace(clock)
    for _ in range(600):
        await pace.count(ANA)
        clock.now += 0.1

    assert await pace.wait(ANA) == 0
    assert await pace.wait(ANA) > 0, "one a second, as ever"


@pytest.mark.parametrize(("chat", "span", "most"), [(ANA, 60, 65), (GROUP, 60, 20)])
async def test_a_chat_has_short_bursts_and_then_an_even_pace(clock, chat, span, most):
    pace, sent = MemoryPace(clock), 0
    end = clock.now + span
    while clock.now < end:
        wait = await pace.wait(chat)
        sent += wait == 0
        clock.now += wait or 0.001

    assert most - 2 <= sent <= most


async def test_a_pause_stops_everything_and_ends(clock):
    pace = MemoryPace(clock)
    await pace.pause(30)
    await pace.pause(5)  # a shorter one does not end it

    assert await pace.take(1) == 0
    clock.now += 30
    assert await pace.take(1) == 1


async def test_chats_are_forgotten_when_their_turn_came_long_ago(clock):
    pace = MemoryPace(clock)
    for chat in range(1, 25_000):
        await pace.wait(chat)
        clock.now += 0.001

    assert len(pace._chats) <= 10_001


@pytest.fixture
async def shared(redis_url):
    shared = Shared(redis_url)
    yield shared
    await shared.close()


@pytest.mark.needs("redis")
async def test_several_processes_together_keep_one_limit(shared, redis_url):
    second = Shared(redis_url)
    others, left = [RedisPace(shared), RedisPace(second)], []

    async def take(pace):
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            left.extend([time.monotonic()] * await pace.take(5))
            await asyncio.sleep(0.005)

    await asyncio.gather(*map(take, others))
    await second.close()

    assert 15 <= len(left) <= 46
    assert max(sum(at <= one < at + 0.95 for one in left) for at in left) <= 30


@pytest.mark.needs("redis")
async def test_chats_pauses_and_answers_are_shared(shared):
    one, other = RedisPace(shared), RedisPace(shared)
    assert [await one.wait(GROUP), await other.wait(GROUP) > 2] == [0, True]
    for _ in range(5):
        assert await one.wait(ANA) == 0
    assert 0 < await other.wait(ANA) <= 1

    await one.count(None)
    await one.count(None)
    assert await other.take(1) == 0
    await asyncio.sleep(0.1)
    assert await other.take(1) == 1
    await one.give_back(1)
    assert await other.take(2) >= 1

    await one.pause(0.3)
    assert await other.take(1) == 0
    await asyncio.sleep(0.4)
    assert await other.take(1) == 1


@pytest.mark.needs("redis")
async def test_where_redis_is_frozen_each_process_keeps_the_limits_for_itself():
    hole = BlackHole(6379)
    away = Shared(f"redis://127.0.0.1:{await hole.start()}/0", patience=0.05)
    await away.ping()
    hole.freeze()
    pace, begin = RedisPace(away), time.monotonic()

    assert await pace.take(5) == 2
    assert await pace.take(5) <= 1
    assert await pace.wait(ANA) == 0
    await pace.pause(60)
    assert await pace.take(1) == 0
    assert time.monotonic() - begin < 1
    await away.close()
    await hole.stop()
