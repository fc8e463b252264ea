"""News of changed sessions, from each process to the pages that others serve, over Redis where it is set.

A page that missed something looks again when the connection is back; nothing true depends on it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from scheduler.shared import PREFIX, Complaints, connecting
from web.live import Hub

CHANNEL = f"{PREFIX}live"
PATIENCE = 1.0
PAUSE = 2.0
LISTENING = 5.0
MOST_WAITING = 1000


class Relay:
    """Tells the hub of this process at once, and those of others soon."""

    def __init__(self, hub: Hub, redis_url: str | None) -> None:
        self._hub = hub
        self._url = redis_url
        self._leaving: asyncio.Queue[list[int]] = asyncio.Queue(MOST_WAITING)
        self._complaints = Complaints("live.redis_away")

    def tell(self, session_ids: Collection[int]) -> None:
        self._hub.tell(session_ids)
        if self._url:
            with suppress(asyncio.QueueFull):
                self._leaving.put_nowait(list(session_ids))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        if not self._url:
            yield
            return
        tasks = [asyncio.create_task(self._for_ever(self._send)), asyncio.create_task(self._for_ever(self._listen))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _for_ever(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except (RedisError, OSError, TimeoutError) as error:
                self._complaints.about(error)
                await asyncio.sleep(PAUSE)

    async def _send(self) -> None:
        assert self._url
        async with Redis.from_url(self._url, **connecting(PATIENCE)) as redis:
            while True:
                await redis.publish(CHANNEL, orjson.dumps(await self._leaving.get()))

    async def _listen(self) -> None:
        assert self._url
        async with Redis.from_url(self._url, **connecting(LISTENING)) as redis, redis.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            self._hub.tell_all()
            while True:
                message = await channel.get_message(ignore_subscribe_messages=True, timeout=1.0)
                if message:
                    self._hub.tell(_ids(message["data"]))


def _ids(content: bytes) -> list[int]:
    try:
        ids = orjson.loads(content)
    except orjson.JSONDecodeError:
        return []
    return [one for one in ids if isinstance(one, int)] if isinstance(ids, list) else []
