"""Long polling that confirms an update only after its handlers have ended, so a kill at any moment loses none.

`getUpdates(offset)` confirms everything below the offset and gives again everything from it on. So the offset is the
lowest update still in hand, and what was started already is recognized when it comes again. A slow handler holds up
nobody else: others are served from the hundred updates that follow it, which is as many as Telegram gives at once.
"""

import asyncio
import random
from dataclasses import dataclass
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

from bot import updates

log = structlog.get_logger(__name__)


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates without a look inside: one update that cannot be read must not take the others with it."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int = 0
    allowed_updates: list[str] | None = None


@dataclass(frozen=True)
class Pace:
    """How long each wait lasts, in seconds."""

    long_poll: int = 30
    glance: float = 0.25  # what a batch may take before we look again for other people's updates
    draining: float = 20
    first_retry: float = 1
    longest_retry: float = 30
    refused: float = 30


class Polling:
    """The loop of one bot. `run` until `stop` is called or the task is cancelled; both end what was begun first."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, pace: Pace | None = None) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._pace = pace or Pace()
        self._stopped = asyncio.Event()
        self._running: dict[int, asyncio.Task[None]] = {}
        self._started: set[int] = set()  # in hand or ended, and not yet confirmed
        self._next: int | None = None  # the offset when nothing is in hand

    def stop(self) -> None:
        self._stopped.set()

    async def run(self) -> None:
        asking = asyncio.create_task(self._ask_forever())
        stopping = asyncio.create_task(self._stopped.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asking.cancel()
            stopping.cancel()
            await self._finish()
        if asking.done() and not asking.cancelled():
            asking.result()  # it ends by itself only through a mistake of ours: let it be seen

    @property
    def _offset(self) -> int | None:
        return min(self._running, default=self._next)

    async def _ask_forever(self) -> None:
        kinds = self._dispatcher.resolve_used_update_types()
        failures = 0
        while True:
            offset = self._offset
            timeout = 0 if self._running else self._pace.long_poll
            method = GetRawUpdates(offset=offset, timeout=timeout, allowed_updates=kinds)
            try:
                batch = await self._bot(method, request_timeout=timeout + 10)
            except AiogramError as error:
                failures += 1
                await asyncio.sleep(self._rest(error, failures))
                continue
            failures = 0
            self._started = {update_id for update_id in self._started if offset is not None and update_id >= offset}
            for raw in batch:
                self._start(raw)
            if self._running:
                await asyncio.wait(self._running.values(), timeout=self._pace.glance)

    def _start(self, raw: dict[str, Any]) -> None:
        update_id = raw["update_id"]
        self._next = update_id + 1
        if update_id not in self._started:
            self._started.add(update_id)
            self._running[update_id] = asyncio.create_task(self._handle(update_id, raw))

    async def _handle(self, update_id: int, raw: dict[str, Any]) -> None:
        try:
            answer = await updates.feed(self._dispatcher, self._bot, updates.read(raw, self._bot))
            if answer:
                await updates.call(self._bot, answer)
        except updates.Unreadable as error:
            log.error("update.unreadable", update_id=update_id, places=str(error))  # noqa: TRY400 - the place says it all
        except Exception:
            log.exception("update.failed", update_id=update_id)
        finally:
            del self._running[update_id]

    def _rest(self, error: AiogramError, failures: int) -> float:
        """Log why nothing came, and say how many seconds to leave Telegram alone."""
        if isinstance(error, TelegramRetryAfter):
            log.warning("polling.slowed_down", retry_after=error.retry_after)
            return error.retry_after
        if isinstance(error, TelegramConflictError | TelegramUnauthorizedError | TelegramNotFound):
            # Another process polls, a webhook is set, or the token was revoked: people must act, we can only wait.
            log.error("polling.refused", reason=updates.reason(error))
            return self._pace.refused
        log.warning("polling.failed", reason=updates.reason(error), failures=failures)
        longest = min(self._pace.first_retry * 2 ** min(failures - 1, 10), self._pace.longest_retry)
        return random.uniform(longest / 2, longest)  # noqa: S311 - jitter, no secret

    async def _finish(self) -> None:
        """Let the handlers end, then confirm what they ended; what they did not is delivered again after a restart."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=self._pace.draining)
        offset, late = self._offset, list(self._running.values())
        if late:
            log.warning("polling.unfinished", updates=sorted(self._running))
            for task in late:
                task.cancel()
            await asyncio.wait(late, timeout=1)
        if offset is not None:
            try:
                await self._bot(GetRawUpdates(offset=offset, limit=1), request_timeout=5)
            except AiogramError as error:
                log.warning("polling.unconfirmed", reason=updates.reason(error))
