"""Turnout itself, as the benchmark starts it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot import log
from bot.app import App
from bot.channels.telegram import TelegramSender
from bot.middlewares.throttle import HabitsHere, Throttle
from bot.settings import Settings
from scheduler.embedded import Jobs
from services import delivery
from tests.bench.load import SECRET
from tests.bench.process import Acts
from tests.bench.telegram import TOKEN
from web.webhooks.telegram import PATH

OPEN = 1_000_000


class Resting(Jobs):
    """No job runs by itself: what is owed stays in the outbox until `deliver` is asked for."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        yield


@asynccontextmanager
async def turnout(port: int, telegram_url: str, database_url: str) -> AsyncIterator[Acts]:
    """The whole program by webhook, as an operator starts it, but for a throttle that lets every tap pass."""
    settings = Settings.load(
        env_file=None,
        bot_token=TOKEN,
        telegram_api_url=telegram_url,
        webhook_url=f"http://127.0.0.1:{port}{PATH}",
        webhook_secret=SECRET,
        database_url=database_url,
        web_port=port,
        secret_key="0123456789abcdefghijklmnopqrstuvwxyz",
    )
    log.set_up("WARNING", "json")
    app = App(settings, throttle=Throttle(HabitsHere(quiet=0, burst=OPEN)))
    app.jobs = Resting()

    async def deliver() -> int:
        """Hand over all that is owed; how many notices that were."""
        return await delivery.deliver_due(app.db, {"telegram": TelegramSender(app.bot)}, now=datetime.now(UTC))

    async with app.running():
        yield {"deliver": deliver}
