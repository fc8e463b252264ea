"""The composition root: database, bot, dispatcher, web server and jobs of one process."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramUnauthorizedError
from aiohttp import web

from bot import commands, webhook
from bot.channels.posts import TelegramEditor
from bot.channels.telegram import TelegramSender
from bot.cipher import SecretKeyCipher
from bot.middlewares.answering import Answering
from bot.middlewares.context import Context
from bot.middlewares.state import CommandLeavesDialog, StateOnDemand
from bot.middlewares.throttle import Throttle
from bot.middlewares.turns import Turns
from bot.polling import Polling
from bot.ready import CannotStart, require_newest_revision, utc_now
from bot.session import JsonSession
from bot.settings import Settings
from bot.storage import DatabaseStorage
from db import Database
from db.stores import SqliteStore, open_database
from handlers.limits import Limits
from handlers.routers import root_router
from scheduler.broker import equip
from scheduler.embedded import Jobs
from web import app as web_app
from web import calendar
from web.webhooks import telegram as telegram_route

CONNECTIONS = 100
"""Telegram is far away, and every answer is awaited: so many may be on their way at once."""

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]


def make_bot(settings: Settings) -> Bot:
    assert settings.bot_token
    session = JsonSession(api=TelegramAPIServer.from_base(settings.telegram_api_url), limit=CONNECTIONS)
    defaults = DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True)
    return Bot(settings.bot_token.get_secret_value(), session=session, default=defaults)


def make_dispatcher(db: Database, settings: Settings, clock: Clock, throttle: Throttle) -> Dispatcher:
    """All handlers behind their middlewares, outermost first."""
    dispatcher = Dispatcher(
        storage=DatabaseStorage(db, clock),
        disable_fsm=True,
        limits=Limits(),
        public_url=settings.public_url,
        cipher=SecretKeyCipher(settings.secret_key.get_secret_value()),
    )
    dispatcher.update.outer_middleware(throttle)
    dispatcher.update.outer_middleware(Turns())
    dispatcher.update.outer_middleware(Context(db, settings, clock))
    dispatcher.message.outer_middleware(dispatcher.fsm)
    dispatcher.message.outer_middleware(CommandLeavesDialog())
    dispatcher.callback_query.outer_middleware(StateOnDemand(dispatcher.fsm))
    dispatcher.callback_query.outer_middleware(Answering())
    dispatcher.include_router(root_router())
    return dispatcher


class App:
    """One process: the bot, the web server, and jobs. `attach` adds more to the web server before it starts."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = utc_now,
        throttle: Throttle | None = None,
        attach: Callable[[web.Application], None] | None = None,
    ) -> None:
        self.settings = settings
        self.db = open_database(settings.database_url)
        self.bot = make_bot(settings)
        self.dispatcher = make_dispatcher(self.db, settings, clock, Throttle() if throttle is None else throttle)
        self.jobs = Jobs()
        self._clock = clock
        self._attach = attach

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run while inside. Leaving takes no new updates, ends those in hand, then the jobs, then the connections."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.db.close)
            stack.push_async_callback(self.bot.session.close)
            await self._check_database()
            self.db.on_owed = self.jobs.nudge
            equip(self.db, {"telegram": TelegramSender(self.bot)}, self._clock, TelegramEditor(self.bot))
            await stack.enter_async_context(self.jobs.running())
            await stack.enter_async_context(self._serving())
            await stack.enter_async_context(self._updates())
            self.jobs.nudge()
            # What was made at the start stays for good: not looking through it again keeps pauses short.
            gc.collect()
            gc.freeze()
            yield

    async def _check_database(self) -> None:
        if isinstance(self.db.store, SqliteStore) and not self.db.store.claim():
            raise CannotStart(f"{self.db.store.path} is in use by another Turnout process")
        await require_newest_revision(self.db)

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        host, port = self.settings.web_host, self.settings.web_port
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(web_app.serving(self._web(), host, port))
            except OSError as error:
                raise CannotStart(f"cannot listen on {host}:{port}: {error.strerror}; choose another port") from error
            yield

    def _web(self) -> web.Application:
        routes = [*calendar.routes(self.db, self._clock, self.settings.default_language)]
        if self.settings.webhook_url:
            secret = self.settings.webhook_secret.get_secret_value()
            routes.append(telegram_route.route(webhook.handler(self.dispatcher, self.bot), secret))
        app = web_app.make_app(routes, {"database": lambda: require_newest_revision(self.db)})
        if self._attach:
            self._attach(app)
        return app

    @asynccontextmanager
    async def _updates(self) -> AsyncIterator[None]:
        """Get updates the way that is set: by webhook, or by polling."""
        await self._introduce()
        if self.settings.webhook_url:
            await webhook.set_webhook(self.bot, self.settings, self.dispatcher)
            yield
            return
        await self.bot.delete_webhook()
        loop = Polling(self.bot, self.dispatcher)
        task = asyncio.create_task(loop.run())
        try:
            yield
        finally:
            loop.stop()
            await task

    async def _introduce(self) -> None:
        """Set the command menu; where Telegram is out of reach the old one will do."""
        try:
            await commands.set_commands(self.bot)
        except TelegramUnauthorizedError:
            raise CannotStart("BOT_TOKEN: Telegram does not know it") from None
        except AiogramError as error:
            log.warning("bot.not_introduced", reason=str(error))
