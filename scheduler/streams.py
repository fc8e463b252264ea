"""Tasks over Redis: a stream for each queue, from which any number of workers take.

A task is a wish to look into the database and nothing else: it has no arguments, so nothing about anybody lies in
Redis, and a lost or doubled one costs a look. What is asked for while the same is still waiting is asked for already.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from taskiq import AckableMessage, TaskiqMessage, TaskiqMiddleware
from taskiq.kicker import AsyncKicker
from taskiq.receiver import Receiver
from taskiq_redis import RedisStreamBroker

from scheduler.broker import LONGEST_TASK, broker
from scheduler.shared import Away, Complaints, Shared, connecting

QUEUES = {"notifications": 20, "reminders": 20, "mails": 10, "default": 10}
"""How many tasks of each a worker runs at a time."""
QUEUE_OF = {"notifications": "notifications", "coming": "reminders", "reminders": "reminders", "mails": "mails"}
"""By a task's topic; others are in the default queue."""
LONGEST_QUEUE = 10_000
"""Far above any backlog: what waits is asked for once. Beyond it Redis would drop the oldest."""
IDLE_SECONDS = LONGEST_TASK + 300
"""After which a task in hand is taken for a dead worker's and given to another."""
RECLAIMS_EACH = 60.0
BLOCK = 1
PAUSE = 1.0
SENDING = 1.0
READING = 5.0
ENDING = 30.0
WANTED_SECONDS = 15

WANT = """
local waiting = redis.call('GET', KEYS[1])
if waiting then return waiting end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return ARGV[1]
"""
DROP = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0"
TAKE = "return redis.call('DEL', KEYS[1])"

log = structlog.get_logger(__name__)


class Stream(RedisStreamBroker):
    """One queue. It outlives Redis: after a failure it goes on where it was, and where all is gone it begins anew."""

    def __init__(self, url: str, queue: str, consumer: str) -> None:
        super().__init__(
            url,
            queue_name=f"turnout:tasks:{queue}",
            consumer_group_name="turnout",
            consumer_name=consumer,
            consumer_id="0",  # what was sent before the first worker came is for it too
            maxlen=LONGEST_QUEUE,
            idle_timeout=IDLE_SECONDS * 1000,
            xread_block=BLOCK * 1000,
            **connecting(READING),
        )
        self.local_task_registry = broker.local_task_registry
        self.state = broker.state
        self.complaints = Complaints("tasks.redis_away")
        self.ended = asyncio.Event()
        self._reclaims_at = 0.0

    async def listen(self) -> AsyncGenerator[AckableMessage, None]:
        """Not taskiq's own: that one stops for good where Redis was wiped, and looks for what a dead worker had only
        when something new comes. It ends by the event too, because redis-py may swallow a cancellation.
        """
        has_group = False
        while not self.ended.is_set():
            try:
                if not has_group:
                    await self._declare_consumer_group()
                    has_group = True
                for message in await self._fetch():
                    yield message
            except (RedisError, OSError, TimeoutError) as error:
                has_group = False
                self.complaints.about(error)
                await asyncio.sleep(PAUSE)

    async def _fetch(self) -> list[AckableMessage]:
        """What is new, and once a minute what a dead worker took and did not end."""
        group = (self.consumer_group_name, self.consumer_name)
        async with Redis(connection_pool=self.connection_pool) as redis:
            if time.monotonic() >= self._reclaims_at:
                self._reclaims_at = time.monotonic() + RECLAIMS_EACH
                _, found, *_ = await redis.xautoclaim(self.queue_name, *group, self.idle_timeout, count=100)
                if found:
                    return [self._message(*entry) for entry in found]
            read = await redis.xreadgroup(*group, {self.queue_name: ">"}, count=100, block=self.block)
            fetched = cast("list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]", read)
        return [self._message(*entry) for _, entries in fetched for entry in entries]

    def _message(self, entry_id: bytes, fields: dict[bytes, bytes]) -> AckableMessage:
        return AckableMessage(data=fields[b"data"], ack=self._ack_generator(entry_id.decode(), self.queue_name))

    def _ack_generator(self, id: str, queue_name: str) -> Callable[[], Awaitable[None]]:  # noqa: A002 - taskiq's
        acknowledge = super()._ack_generator(id, queue_name)

        async def ack() -> None:
            try:
                await acknowledge()
            except (RedisError, OSError, TimeoutError) as error:
                self.complaints.about(error)  # so it comes once more, and finds nothing to do

        return ack


class Taken(TaskiqMiddleware):
    """What is asked for from now on has not been looked for yet."""

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self._shared = shared

    async def pre_execute(self, message: TaskiqMessage) -> TaskiqMessage:
        try:
            await self._shared.ask(TAKE, wanted(message.task_name))
        except Away:
            log.debug("tasks.still_wanted", task=message.task_name)
        return message


class Streams:
    """All queues: `send` for whoever wants something done, `receive` for a worker."""

    def __init__(self, url: str, shared: Shared, consumer: str) -> None:
        self._shared = shared
        self._streams = {queue: Stream(url, queue, consumer) for queue in QUEUES}
        for stream in self._streams.values():
            stream.ended.clear()
            stream.middlewares = [Taken(shared)]

    async def send(self, name: str) -> str:
        """Ask the workers for a task; what it is waiting by. Raises Away."""
        token = secrets.token_hex(8)
        waiting = str((await self._shared.ask(WANT, wanted(name), args=(token, WANTED_SECONDS))).decode())
        if waiting != token:
            return waiting
        try:
            async with asyncio.timeout(SENDING):
                await AsyncKicker(name, self._stream(name), {"timeout": LONGEST_TASK}).kiq()
        except Exception as error:  # taskiq wraps whatever it was
            self._streams["default"].complaints.about(error)
            raise Away from error
        return token

    async def withdraw(self, name: str, token: str) -> bool:
        """Whether it still waits, and so nobody is there who would take it; then it is not waited for any more."""
        return bool(await self._shared.ask(DROP, wanted(name), args=(token,)))

    async def are_reachable(self) -> bool:
        try:
            await self._shared.ping()
        except (RedisError, OSError, TimeoutError):
            return False
        return True

    async def receive(self, ended: asyncio.Event) -> None:
        """Run tasks as they come, until the event; then those in hand to their end."""
        for stream in self._streams.values():
            stream.middlewares = [Taken(self._shared), *broker.middlewares]
        receivers = [
            Receiver(stream, max_async_tasks=QUEUES[queue], run_startup=False, wait_tasks_timeout=ENDING)
            for queue, stream in self._streams.items()
        ]
        await asyncio.gather(self._end(ended), *(receiver.listen(ended) for receiver in receivers))

    async def _end(self, ended: asyncio.Event) -> None:
        await ended.wait()
        for stream in self._streams.values():
            stream.ended.set()

    async def close(self) -> None:
        for stream in self._streams.values():
            await stream.connection_pool.disconnect()

    def _stream(self, name: str) -> Stream:
        return self._streams[QUEUE_OF.get(name.partition(".")[0], "default")]


def wanted(name: str) -> str:
    return f"wanted:{name}"
