"""The composition root of a process without a web server for people: `turnout worker`, `turnout scheduler`.

Both are equipped alike. A worker takes tasks from Redis; either may lead the timetable, and does what nobody took.
"""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from bot import mailing
from bot.app import make_bot
from bot.equipment import equipped, make_checkout
from bot.membership import Membership, Role
from bot.metrics import Metrics
from bot.ready import CannotStart, checks_of, require_database, utc_now
from bot.relay import Relay
from bot.settings import Settings
from db.stores import open_database
from web import app as web_app
from web.live import Hub


class Worker:
    def __init__(
        self, settings: Settings, role: Role, *, name: str = "", clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._db = open_database(settings.database_url)
        self._bot = make_bot(settings)
        self._metrics = Metrics()
        self._membership = Membership(settings, self._db, role, name)
        self._relay = Relay(Hub(), settings.redis_url)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run while inside; leaving takes no new tasks and ends those in hand."""
        mail = mailing.make_provider(self._settings)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._db.close)
            stack.push_async_callback(self._bot.session.close)
            stack.push_async_callback(self._membership.close)
            await require_database(self._db)
            self._db.on_owed = self._membership.jobs.nudge
            self._db.on_audited = self._metrics.count_events
            self._db.on_changed = self._relay.tell
            await stack.enter_async_context(self._relay.running())
            pace = self._membership.pace()
            equipment = equipped(
                self._settings,
                self._db,
                self._bot,
                self._metrics,
                clock=self._clock,
                mail=mail,
                pace=pace,
                checkout=make_checkout(self._settings),
            )
            await stack.enter_async_context(equipment)
            await stack.enter_async_context(self._membership.counted(self._metrics))
            await stack.enter_async_context(self._membership.jobs.running())
            if self._settings.metrics_port:
                await self._be_seen(stack, self._settings.web_host, self._settings.metrics_port)
            self._membership.jobs.nudge()
            gc.collect()
            gc.freeze()
            yield

    async def _be_seen(self, stack: AsyncExitStack, host: str, port: int) -> None:
        """Health and metrics, on a port of their own."""
        app = web_app.make_app(checks=checks_of(self._db, self._membership.shared), metrics=self._scrape)
        try:
            await stack.enter_async_context(web_app.serving(app, host, port))
        except OSError as error:
            raise CannotStart(f"cannot listen on {host}:{port}: {error.strerror}; see METRICS_PORT") from error

    async def _scrape(self) -> bytes:
        await self._membership.show(self._metrics)
        return await self._metrics.text(self._db, self._clock())
