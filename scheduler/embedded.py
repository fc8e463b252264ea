"""Jobs inside the one process: the timetable each minute, and delivery as soon as a commit owes somebody a message."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from taskiq import InMemoryBroker, TaskiqScheduler
from taskiq.api import run_scheduler_task
from taskiq.kicker import AsyncKicker
from taskiq.schedule_sources import LabelScheduleSource

from scheduler import tasks
from scheduler.broker import broker

GATHERING_SECONDS = 0.02
"""Commits that come close together are delivered by one task."""


class Jobs:
    """`nudge` may be called from anywhere in the loop, any number of times."""

    def __init__(self) -> None:
        self._owed = asyncio.Event()

    def nudge(self) -> None:
        self._owed.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run while inside; leaving lets tasks that have begun end."""
        await broker.startup()
        timetable = TaskiqScheduler(broker, [LabelScheduleSource(broker)])
        loops = [asyncio.create_task(run_scheduler_task(timetable)), asyncio.create_task(self._deliver_when_owed())]
        try:
            yield
        finally:
            for loop in loops:
                loop.cancel()
                with suppress(asyncio.CancelledError):
                    await loop
            if isinstance(broker, InMemoryBroker):
                await broker.wait_all()
            await broker.shutdown()

    async def _deliver_when_owed(self) -> None:
        while True:
            await self._owed.wait()
            await asyncio.sleep(GATHERING_SECONDS)
            self._owed.clear()
            await AsyncKicker(tasks.notifications.deliver_due.task_name, broker, {}).kiq()
