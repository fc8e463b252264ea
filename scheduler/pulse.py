"""A process among others: shows that it lives, learns who else does, and leads the timetable if nobody else does."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from db import Database
from services import leases
from services.leases import Standing

LEASE = timedelta(seconds=60)
BEAT = 15.0
FRESH = 5.0
"""Seconds for which a lease that was just renewed is taken for held."""

log = structlog.get_logger(__name__)


async def unfit() -> bool:
    """For processes that take no tasks from others."""
    return False


class Pulse:
    """`holder` is the name of this process: no other that lives may have it.

    `is_fit`: whether it takes tasks from Redis at the moment, and so counts as a worker.
    """

    def __init__(
        self,
        db: Database,
        holder: str,
        is_fit: Callable[[], Awaitable[bool]] = unfit,
        *,
        lease: timedelta = LEASE,
        beat: float = BEAT,
    ) -> None:
        self._db = db
        self.holder = holder
        self._is_fit = is_fit
        self._lease = lease
        self._beat = beat
        self._standing = Standing(leads=False, workers=0)
        self._beaten_at = float("-inf")
        self._one_at_a_time = asyncio.Lock()

    @property
    def workers(self) -> int:
        """How many workers lived a moment ago."""
        return self._standing.workers

    @property
    def is_leading(self) -> bool:
        """Whether we led a moment ago."""
        return self._standing.leads

    async def leads(self) -> bool:
        """Whether the timetable is ours now: asked of the database just before it is used, so a process that slept
        finds that another leads. Where the database does not answer nobody leads, for nothing could be done.
        """
        async with self._one_at_a_time:
            if time.monotonic() - self._beaten_at > FRESH:
                await self._show()
            return self._standing.leads

    async def beat(self) -> bool:
        """Show that we live; whether we came to lead by it."""
        async with self._one_at_a_time:
            led = self._standing.leads
            await self._show()
            return self._standing.leads and not led

    async def run(self, on_lead: Callable[[], Awaitable[None]]) -> None:
        """For ever; who comes to lead does at once what the last leader may have left."""
        while True:
            await asyncio.sleep(self._beat)
            if await self.beat():
                log.info("timetable.taken", holder=self.holder)
                await on_lead()

    async def leave(self) -> None:
        try:
            await self._db.write(leases.leave, holder=self.holder)
        except Exception as error:  # noqa: BLE001 - the lease ends by itself
            log.warning("pulse.not_left", reason=type(error).__name__)

    async def _show(self) -> None:
        try:
            is_fit = await self._is_fit()
            self._standing = await self._db.write(
                leases.pulse, holder=self.holder, takes_tasks=is_fit, span=self._lease
            )
            self._beaten_at = time.monotonic()
        except Exception as error:  # noqa: BLE001 - each driver has its own
            log.warning("pulse.missed", reason=type(error).__name__)
            self._standing = Standing(leads=False, workers=self._standing.workers)
