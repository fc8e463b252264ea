"""A lean aiogram bot that only echoes. It imports nothing of the product, so that no cure of ours cures it too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.bench.process import Acts
from tests.bench.telegram import TOKEN


@asynccontextmanager
async def echo(port: int, path: str, secret: str, telegram_url: str) -> AsyncIterator[Acts]:
    """The leanest bot that does the same outside: an update in, handled before its webhook is answered, a call out."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(telegram_url))
    bot, dispatcher = Bot(TOKEN, session=session), Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer(message.text or "")

    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret)
    handler.register(app, path=path)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield {}
    await runner.cleanup()
    await session.close()
