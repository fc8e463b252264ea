"""Who does a task: a worker over Redis where one lives, else this process. Nobody waits for a worker that is gone."""

import asyncio

import structlog
from taskiq import AsyncTaskiqTask
from taskiq.kicker import AsyncKicker

from scheduler.broker import LONGEST_TASK, broker
from scheduler.pulse import Pulse
from scheduler.shared import Away
from scheduler.streams import Streams

TAKEN_WITHIN = 3.0
"""Seconds in which a worker takes up a task, unless it is dead, frozen or far too busy."""

log = structlog.get_logger(__name__)


class Crew:
    """Without Redis, everything is done here."""

    def __init__(
        self, streams: Streams | None = None, pulse: Pulse | None = None, *, taken_within: float = TAKEN_WITHIN
    ) -> None:
        self._streams = streams
        self._pulse = pulse
        self._taken_within = taken_within
        self._watched: dict[str, asyncio.Task[None]] = {}

    async def do(self, name: str) -> AsyncTaskiqTask[int] | None:
        """Have a task done, soon; the running one where it is done here."""
        if self._streams and self._pulse and self._pulse.workers:
            try:
                self._watch(self._streams, name, await self._streams.send(name))
            except Away:
                log.debug("task.done_here", task=name)
            else:
                return None
        return await here(name)

    def leave(self) -> None:
        for watch in self._watched.values():
            watch.cancel()

    def _watch(self, streams: Streams, name: str, token: str) -> None:
        if token not in self._watched:
            self._watched[token] = watch = asyncio.create_task(self._do_if_left(streams, name, token))
            watch.add_done_callback(lambda _: self._watched.pop(token, None))

    async def _do_if_left(self, streams: Streams, name: str, token: str) -> None:
        """What no worker took up is done here."""
        await asyncio.sleep(self._taken_within)
        try:
            is_left = await streams.withdraw(name, token)
        except Away:
            is_left = True
        if is_left:
            log.info("task.left_by_workers", task=name)
            await here(name)


async def here(name: str) -> AsyncTaskiqTask[int]:
    """Begin a task in this process."""
    running: AsyncTaskiqTask[int] = await AsyncKicker(name, broker, {"timeout": LONGEST_TASK}).kiq()
    return running
