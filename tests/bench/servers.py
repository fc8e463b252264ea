"""The bots that are compared: Turnout itself, and one that only echoes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bot import log
from bot.app import App
from bot.channels.telegram import TelegramSender
from bot.middlewares.throttle import Throttle
from bot.settings import Settings
from scheduler.embedded import Jobs
from services import delivery
from tests.bench.load import SECRET
from tests.bench.process import Acts
from tests.bench.telegram import TOKEN
from web.app import serving
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
    app = App(settings, throttle=Throttle(quiet=0, burst=OPEN))
    app.jobs = Resting()

    async def deliver() -> int:
        """Hand over all that is owed; how many notices that were."""
        return await delivery.deliver_due(app.db, {"telegram": TelegramSender(app.bot)}, now=datetime.now(UTC))

    async with app.running():
        yield {"deliver": deliver}


@asynccontextmanager
async def echo(port: int, telegram_url: str) -> AsyncIterator[Acts]:
    """The leanest bot that does the same outside: an update in, handled before its webhook is answered, a call out."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram_url))
    bot, dispatcher = Bot(TOKEN, session=session), Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer(message.text or "")

    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET)
    handler.register(app, path=PATH)
    async with serving(app, "127.0.0.1", port):
        yield {}
    await session.close()
