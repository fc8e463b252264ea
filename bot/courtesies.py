"""Floods, turns and limits over all processes, by Redis. Where it is away each process goes by what it saw itself."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from bot.middlewares.throttle import BURST, DATE_STEP, FORGET_AFTER, QUIET, RATE, Habits
from scheduler.shared import Away, Shared
from services.limits import Counts

TURN_SECONDS = 65
"""A little more than a handler may take: the turn of a process that died ends by itself."""
PATIENCE = 3.0
"""How long somebody waits for a turn that another process has; then both run, and the database keeps order."""
FIRST_LOOK, LONGEST_LOOK = 0.01, 0.1

MILLISECONDS = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""
HEAR = f"""
{MILLISECONDS}
local update, written, quiet, step, forget = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local habit = redis.call('HMGET', KEYS[1], 'spoke', 'wrote', 'heard')
if habit[3] == update then return 1 end
local floods = habit[1] and now - habit[1] < quiet and written - habit[2] <= step
redis.call('HSET', KEYS[1], 'spoke', now, 'wrote', written)
redis.call('PEXPIRE', KEYS[1], forget)
if floods then return 0 end
redis.call('HSET', KEYS[1], 'heard', update)
return 1
"""
TAP = f"""
{MILLISECONDS}
local burst, rate, forget = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local habit = redis.call('HMGET', KEYS[1], 'left', 'tapped')
local left = math.min(burst, (habit[1] or burst) + (now - (habit[2] or now)) / 1000 * rate)
local has_one = left >= 1 and 1 or 0
redis.call('HSET', KEYS[1], 'left', tostring(left - has_one), 'tapped', now)
redis.call('PEXPIRE', KEYS[1], forget)
return has_one
"""
COUNT = """
local now, most, span = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local first = redis.call('LINDEX', KEYS[1], most - 1)
if first and now - first < span then return first + span - now end
redis.call('LPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], 0, most - 1)
redis.call('PEXPIRE', KEYS[1], span)
return 0
"""
TAKE_TURN = "return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[2]) and 1 or 0"
END_TURN = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0"


class SharedHabits:
    """How people write and tap, whichever process hears it."""

    def __init__(self, shared: Shared, here: Habits) -> None:
        self._shared = shared
        self._here = here

    async def hears(self, person_id: int, update_id: int, written_at: datetime) -> bool:
        step, forget = DATE_STEP.total_seconds(), int(FORGET_AFTER * 1000)
        args = (update_id, int(written_at.timestamp()), QUIET * 1000, step, forget)
        try:
            return bool(await self._shared.ask(HEAR, f"habit:{person_id}", args=args))
        except Away:
            return await self._here.hears(person_id, update_id, written_at)

    async def takes_tap(self, person_id: int) -> bool:
        try:
            args = (BURST, RATE, int(FORGET_AFTER * 1000))
            return bool(await self._shared.ask(TAP, f"habit:{person_id}", args=args))
        except Away:
            return await self._here.takes_tap(person_id)


class SharedTurns:
    """One update at a time per person over all processes, for `Turns`."""

    def __init__(self, shared: Shared, *, patience: float = PATIENCE) -> None:
        self._shared = shared
        self._patience = patience

    @asynccontextmanager
    async def of(self, person_id: int) -> AsyncIterator[None]:
        """Their turn; or none to wait for, where Redis is away or another process takes too long."""
        key, token = f"turn:{person_id}", secrets.token_hex(8)
        try:
            async with asyncio.timeout(self._patience):
                await self._take(key, token)
        except (Away, TimeoutError):
            yield
            return
        try:
            yield
        finally:
            with suppress(Away):
                await self._shared.ask(END_TURN, key, args=(token,))

    async def _take(self, key: str, token: str) -> None:
        look = FIRST_LOOK
        while not await self._shared.ask(TAKE_TURN, key, args=(token, TURN_SECONDS)):
            await asyncio.sleep(look)
            look = min(2 * look, LONGEST_LOOK)


class SharedCounts:
    """Attempts, whichever process they reach."""

    def __init__(self, shared: Shared, here: Counts) -> None:
        self._shared = shared
        self._here = here

    async def wait(self, name: str, key: int, *, most: int, span: timedelta, now: datetime) -> timedelta | None:
        args = (int(now.timestamp() * 1000), most, int(span.total_seconds() * 1000))
        try:
            rest = int(await self._shared.ask(COUNT, f"count:{name}:{key}", args=args))
        except Away:
            return await self._here.wait(name, key, most=most, span=span, now=now)
        return timedelta(milliseconds=rest) if rest > 0 else None
