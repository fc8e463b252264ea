"""A small real bot beside the sandbox, connected by polling or by a webhook."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from sandbox import Sandbox
from tests.sandbox.small_bot import make_dispatcher

TOKEN = "42:TEST"
SECRET = "a-secret-of-the-webhook"


@dataclass
class Rig:
    sandbox: Sandbox
    bot: Bot
    dispatcher: Dispatcher


class LocalSession(AiohttpSession):
    """Closes at once: without TLS there is nothing to wait for."""

    async def close(self) -> None:
        if self._session:
            await self._session.close()


def make_bot(sandbox: Sandbox, token: str = TOKEN) -> Bot:
    session = LocalSession(api=TelegramAPIServer.from_base(sandbox.url))
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(TOKEN, patience=3)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """A bot that only calls: nobody takes its updates."""
    bot = make_bot(sandbox)
    yield bot
    await bot.session.close()


@asynccontextmanager
async def polling(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Rig]:
    dispatcher = make_dispatcher()
    task = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, handle_as_tasks=False, close_bot_session=False)
    )
    try:
        yield Rig(sandbox, bot, dispatcher)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def webhook(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Rig]:
    dispatcher = make_dispatcher()
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET)
    app.router.add_post("/telegram/webhook", handler.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    await bot.set_webhook(
        f"http://127.0.0.1:{port}/telegram/webhook",
        secret_token=SECRET,
        allowed_updates=dispatcher.resolve_used_update_types(),
    )
    try:
        yield Rig(sandbox, bot, dispatcher)
    finally:
        await bot.delete_webhook()
        await runner.cleanup()


@pytest.fixture(params=["polling", "webhook"])
async def rig(request: pytest.FixtureRequest, sandbox: Sandbox, bot: Bot) -> AsyncIterator[Rig]:
    """The small bot, once polling and once behind a webhook."""
    connect = polling if request.param == "polling" else webhook
    async with connect(sandbox, bot) as rig:
        yield rig


@pytest.fixture
async def hooked(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Rig]:
    """The small bot behind a webhook."""
    async with webhook(sandbox, bot) as rig:
        yield rig
