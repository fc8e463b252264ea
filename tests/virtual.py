"""A loop whose time jumps when there is nothing to do: minutes of waiting take no time, and are measured exactly.

While a database is at work no time passes, so what it costs does not count.
"""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from db import Database
from db.engine import Store, Tx
from db.stores import open_database
from services.notices import Notice
from services.ports import Delivered, Later, Outcome

R = TypeVar("R")
Story = Callable[[Database], Awaitable[R]]


class Skipping(selectors.DefaultSelector):
    """Waits for nothing but work that is being done elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.at_work = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.at_work or timeout is None:
            return super().select(timeout if timeout is None else min(timeout, 0.005))
        ready = super().select(0)
        if not ready and timeout > 0:
            self.now += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.skipping = Skipping()
        super().__init__(self.skipping)

    def time(self) -> float:
        return self.skipping.now


class Watched:
    """A store during whose work no time passes."""

    def __init__(self, store: Store, skipping: Skipping) -> None:
        self._store = store
        self._skipping = skipping
        self.lost_race = store.lost_race
        self.close = store.close
        self.pools = store.pools
        self.is_away = store.is_away

    async def _at_work(self, working: Awaitable[R]) -> R:
        self._skipping.at_work += 1
        try:
            return await working
        finally:
            self._skipping.at_work -= 1

    async def write(self, work: Callable[[Tx], R]) -> R:
        return await self._at_work(self._store.write(work))

    async def read(self, work: Callable[[Tx], R]) -> R:
        return await self._at_work(self._store.read(work))

    async def glance(self, work: Callable[[Tx], R]) -> R:
        return await self._at_work(self._store.glance(work))


def play(url: str, story: Story[R]) -> R:
    """Run a story with a database, in virtual time from 0 on."""

    async def told() -> R:
        db = open_database(url)
        try:
            return await story(Database(Watched(db.store, loop.skipping)))
        finally:
            loop.skipping.at_work += 1  # closing is work too
            await db.close()

    loop = VirtualLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(told())


class StrictTelegram:
    """A Telegram that takes 30 messages in any second, and refuses all between some times."""

    def __init__(self, *, takes: float = 0.08, closed: tuple[float, float] = (0, 0)) -> None:
        self.sent: list[tuple[float, Notice]] = []
        self.refused = 0
        self._takes = takes
        self._closed = closed

    async def send(self, notice: Notice) -> Outcome:
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(self._takes)
        if self._closed[0] <= now < self._closed[1]:
            self.refused += 1
            return Later("too many requests", self._closed[1] - now)
        if len(self.sent) >= 30 and now - self.sent[-30][0] < 1:
            self.refused += 1
            return Later("too many requests", 1)
        self.sent.append((now, notice))
        return Delivered(str(len(self.sent)))


def as_time(begin: datetime) -> Callable[[], datetime]:
    """What the clock shows as the loop's time goes on from an instant."""
    return lambda: begin + timedelta(seconds=asyncio.get_running_loop().time())
