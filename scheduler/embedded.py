"""Jobs inside the one process: the timetable each minute, and what a commit owes as soon as it is done.

Owed are messages, and edits of cards in other chats.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from taskiq import AsyncTaskiqTask, InMemoryBroker, TaskiqScheduler
from taskiq.api import run_scheduler_task
from taskiq.kicker import AsyncKicker
from taskiq.schedule_sources import LabelScheduleSource

from scheduler import tasks
from scheduler.broker import broker

log = structlog.get_logger()

GATHERING_SECONDS = 0.02
"""Commits that come close together are delivered by one task."""


class Jobs:
    """`nudge` may be called from anywhere in the loop, any number of times."""

    def __init__(self) -> None:
        self._owed = asyncio.Event()
        self._changed = asyncio.Event()

    def nudge(self) -> None:
        self._owed.set()
        self._changed.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run while inside; leaving lets tasks that have begun end."""
        await broker.startup()
        timetable = TaskiqScheduler(broker, [LabelScheduleSource(broker)])
        loops = [
            asyncio.create_task(work)
            for work in (run_scheduler_task(timetable), self._deliver_when_owed(), self._refresh_when_changed())
        ]
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

    async def _refresh_when_changed(self) -> None:
        """One refresh at a time: it goes on until every card is current, and hears what changes meanwhile."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(GATHERING_SECONDS)
            self._changed.clear()
            try:
                if await tasks.posts.are_stale():
                    running: AsyncTaskiqTask[int] = await AsyncKicker(tasks.posts.refresh.task_name, broker, {}).kiq()
                    await running.wait_result()
            except Exception:
                log.exception("posts.not_refreshed")
