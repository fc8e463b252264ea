"""The composition root: database, bot, dispatcher, web server and jobs of one process."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

import structlog
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramUnauthorizedError
from aiohttp import web

from bot import commands, inside, mailing, webhook
from bot.channels.counting import Counting
from bot.channels.email import MailProvider
from bot.cipher import SecretKeyCipher
from bot.equipment import equipped, make_checkout
from bot.gateways.stripe_events import reading
from bot.membership import Membership, Role
from bot.metrics import Metrics
from bot.middlewares.answering import Answering
from bot.middlewares.context import Context
from bot.middlewares.living import Living
from bot.middlewares.measuring import Measuring
from bot.middlewares.state import CommandLeavesDialog, StateOnDemand
from bot.middlewares.throttle import Throttle
from bot.middlewares.turns import Turns
from bot.polling import Polling
from bot.ready import CannotStart, checks_of, require_database, utc_now
from bot.relay import Relay
from bot.session import JsonSession
from bot.settings import Settings
from bot.storage import DatabaseStorage
from db import Database
from db.stores import SqliteStore, open_database
from handlers.limits import Limits
from handlers.routers import root_router
from scheduler.tasks.payments import handle_events
from services.limits import Counts
from services.ports import Pace
from web import app as web_app
from web import calendar, mails
from web.live import Hub
from web.site import Site
from web.webhooks import mail as mail_route
from web.webhooks import sms as sms_route
from web.webhooks import stripe as stripe_route
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


def make_dispatcher(
    db: Database,
    settings: Settings,
    clock: Clock,
    throttle: Throttle,
    *,
    turns: Turns | None = None,
    counts: Counts | None = None,
    metrics: Metrics | None = None,
) -> Dispatcher:
    """All handlers behind their middlewares, outermost first."""
    dispatcher = Dispatcher(
        storage=DatabaseStorage(db, clock),
        disable_fsm=True,
        limits=Limits(counts),
        public_url=settings.public_url,
        app_url=f"{settings.public_url}/app" if settings.opens_inside else "",
        default_currency=settings.default_currency,
        sms_number=settings.twilio_from or "",
        hold=timedelta(minutes=settings.hold_minutes),
        takes_cards=bool(settings.payment_provider_token or settings.stripe_secret_key),
        pages_take_cards=settings.stripe_secret_key is not None,
        cipher=SecretKeyCipher(settings.secret_key.get_secret_value()),
        channels=frozenset({"telegram"}),
    )
    dispatcher.update.outer_middleware(Measuring(metrics or Metrics()))
    dispatcher.update.outer_middleware(throttle)
    dispatcher.update.outer_middleware(Turns() if turns is None else turns)
    dispatcher.update.outer_middleware(Context(db, settings, clock))
    dispatcher.message.outer_middleware(dispatcher.fsm)
    dispatcher.message.outer_middleware(CommandLeavesDialog())
    dispatcher.callback_query.outer_middleware(StateOnDemand(dispatcher.fsm))
    dispatcher.callback_query.outer_middleware(Living(db))
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
        mail: MailProvider | None = None,
        pace: Pace | None = None,
    ) -> None:
        """`mail`, `pace` and `throttle` take the place of what the settings name."""
        self.settings = settings
        self.mail = mail or mailing.make_provider(settings)
        self.db = open_database(settings.database_url)
        self.bot = make_bot(settings)
        self.checkout = make_checkout(settings)
        self.metrics = Metrics()
        self.membership = Membership(settings, self.db, Role.RUN, str(settings.web_port))
        self.jobs = self.membership.jobs
        self._counts = self.membership.counts()
        self._pace = self.membership.pace() if pace is None else pace
        self.dispatcher = make_dispatcher(
            self.db,
            settings,
            clock,
            self.membership.throttle() if throttle is None else throttle,
            turns=self.membership.turns(),
            counts=self._counts,
            metrics=self.metrics,
        )
        self._clock = clock
        self._attach = attach
        self._hub = Hub()
        self._relay = Relay(self._hub, settings.redis_url)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run while inside. Leaving takes no new updates, ends those in hand, then the jobs, then the connections."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.db.close)
            stack.push_async_callback(self.bot.session.close)
            stack.push_async_callback(self.membership.close)
            await self._check_database()
            self.db.on_owed = self.jobs.nudge
            self.db.on_audited = self.metrics.count_events
            self.db.on_changed = self._relay.tell
            await stack.enter_async_context(self._relay.running())
            self.bot.session.middleware(Counting(self._pace))
            equipment = equipped(
                self.settings,
                self.db,
                self.bot,
                self.metrics,
                clock=self._clock,
                mail=self.mail,
                pace=self._pace,
                checkout=self.checkout,
            )
            self.dispatcher["channels"] = frozenset(await stack.enter_async_context(equipment))
            await stack.enter_async_context(self.membership.counted(self.metrics))
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
        await require_database(self.db)

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
        language = self.settings.default_language
        routes = [
            *calendar.routes(self.db, self._clock, language, self._counts),
            *mails.routes(self.db, self._clock, mailing.stop_key(self.settings)),
        ]
        if self.settings.resend_webhook_secret:
            secret = self.settings.resend_webhook_secret.get_secret_value()
            routes.append(mail_route.route(self.db, self._clock, secret))
        if self.settings.twilio_auth_token:
            token = self.settings.twilio_auth_token.get_secret_value()
            routes.append(sms_route.route(self.db, self._clock, token, self.settings.public_url))
        if self.settings.stripe_webhook_secret:
            secrets = self.settings.stripe_webhook_secret.get_secret_value().split(",")
            routes.append(stripe_route.route(self.db, self._clock, reading(secrets), self._told))
        if self.settings.webhook_url:
            secret = self.settings.webhook_secret.get_secret_value()
            routes.append(telegram_route.route(webhook.handler(self.dispatcher, self.bot), secret))
        checks = checks_of(self.db, self.membership.shared)
        app = web_app.make_app(routes, checks, self._scrape, self._site(), self._hub)
        if self._attach:
            self._attach(app)
        return app

    def _site(self) -> Site:
        key = self.settings.secret_key.get_secret_value()
        return Site(
            db=self.db,
            clock=self._clock,
            language=self.settings.default_language,
            public_url=self.settings.public_url,
            key=key.encode(),
            cipher=SecretKeyCipher(key),
            bot_name=self._bot_name,
            read_opened=inside.reader(self.bot.token),
            sends_mail=self.mail is not None,
            hops=self.settings.trusted_proxies,
            counts=self._counts,
            checkout=self.checkout,
        )

    def _told(self) -> None:
        self.jobs.soon(handle_events.task_name)

    async def _bot_name(self) -> str:
        return (await self.bot.me()).username or ""

    async def _scrape(self) -> bytes:
        await self.membership.show(self.metrics)
        return await self.metrics.text(self.db, self._clock())

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
            await commands.set_commands(self.bot, self.settings.admin_ids)
        except TelegramUnauthorizedError:
            raise CannotStart("BOT_TOKEN: Telegram does not know it") from None
        except AiogramError as error:
            log.warning("bot.not_introduced", reason=str(error))
