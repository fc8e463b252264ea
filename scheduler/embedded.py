"""Jobs of a process: the timetable each minute, and what a commit owes as soon as it is done.

Owed are messages, and edits of cards in other chats. Alone, a process does all of it; among others it leads the
timetable or not, and leaves the work to workers where there are any.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial

import structlog
from taskiq import InMemoryBroker, ScheduledTask, ScheduleSource, TaskiqScheduler
from taskiq.api import run_scheduler_task
from taskiq.schedule_sources import LabelScheduleSource

from scheduler import tasks
from scheduler.broker import broker
from scheduler.crew import Crew
from scheduler.pulse import Pulse
from scheduler.streams import Streams

log = structlog.get_logger()

GATHERING_SECONDS = 0.02
"""Commits that come close together are delivered by one task."""
BREATHER_SECONDS = 1.0
"""So long a loop of a process rests after a failure."""
EACH_MINUTE = "* * * * *"


class Timetable(TaskiqScheduler):
    """taskiq's; what is due is done only by who leads."""

    def __init__(self, crew: Crew, pulse: Pulse | None) -> None:
        super().__init__(broker, [LabelScheduleSource(broker)])
        self._crew = crew
        self._pulse = pulse

    async def on_ready(self, source: ScheduleSource, task: ScheduledTask) -> None:  # noqa: ARG002 - taskiq's
        if self._pulse and not await self._pulse.leads():
            return
        await self._crew.do(task.task_name)


class Jobs:
    """`nudge` may be called from anywhere in the loop, any number of times.

    `pulse` where there may be other processes; `hands` where this one takes tasks from Redis.
    """

    def __init__(self, crew: Crew | None = None, pulse: Pulse | None = None, hands: Streams | None = None) -> None:
        self._crew = crew or Crew()
        self._pulse = pulse
        self._hands = hands
        self._owed = asyncio.Event()
        self._changed = asyncio.Event()
        self._asked = asyncio.Event()
        self._wanted: set[str] = set()

    def soon(self, name: str) -> None:
        """Have a task done that would else wait for its minute. May be called like `nudge`."""
        self._wanted.add(name)
        self._asked.set()

    def nudge(self) -> None:
        self._owed.set()
        self._changed.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run while inside; leaving lets tasks that have begun end."""
        await broker.startup()
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._end)
            if self._pulse:
                await self._pulse.beat()
                stack.push_async_callback(self._pulse.leave)
                await stack.enter_async_context(looping(partial(self._pulse.run, self._do_what_is_due)))
            if self._hands:
                await stack.enter_async_context(receiving(self._hands))
            timetable = Timetable(self._crew, self._pulse)
            for work in (
                partial(run_scheduler_task, timetable),
                self._deliver_when_owed,
                self._refresh_when_changed,
                self._do_when_asked,
            ):
                await stack.enter_async_context(looping(work))
            yield

    async def _end(self) -> None:
        self._crew.leave()
        if isinstance(broker, InMemoryBroker):
            await broker.wait_all()
        await broker.shutdown()

    async def _do_what_is_due(self) -> None:
        """All that is looked for each minute: another process led, and may have missed some."""
        for name, task in broker.local_task_registry.items():
            if any(entry.get("cron") == EACH_MINUTE for entry in task.labels.get("schedule", [])):
                await self._crew.do(name)

    async def _deliver_when_owed(self) -> None:
        while True:
            await self._owed.wait()
            await asyncio.sleep(GATHERING_SECONDS)
            self._owed.clear()
            await self._crew.do(tasks.notifications.deliver_due.task_name)

    async def _do_when_asked(self) -> None:
        while True:
            await self._asked.wait()
            await asyncio.sleep(GATHERING_SECONDS)
            self._asked.clear()
            wanted, self._wanted = self._wanted, set()
            for name in wanted:
                await self._crew.do(name)

    async def _refresh_when_changed(self) -> None:
        """One refresh at a time: it goes on until every card is current, and hears what changes meanwhile."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(GATHERING_SECONDS)
            self._changed.clear()
            try:
                if await tasks.posts.are_stale() and (running := await self._crew.do(tasks.posts.refresh.task_name)):
                    await running.wait_result()
            except Exception:
                log.exception("posts.not_refreshed")


@asynccontextmanager
async def looping(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Work without end beside what is inside; where it fails it begins anew."""
    loop = asyncio.create_task(_without_end(work))
    try:
        yield
    finally:
        loop.cancel()
        with suppress(asyncio.CancelledError):
            await loop


async def _without_end(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception:
            log.exception("jobs.loop_failed")
        await asyncio.sleep(BREATHER_SECONDS)


@asynccontextmanager
async def receiving(hands: Streams) -> AsyncIterator[None]:
    """Take tasks from Redis; leaving ends those in hand."""
    ended = asyncio.Event()
    work = asyncio.create_task(hands.receive(ended))
    try:
        yield
    finally:
        ended.set()
        await work
