"""What the jobs of any process work with: the channels of this installation, and what edits cards in other chats."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

from aiogram import Bot

from bot import mailing, texting
from bot.channels.email import EmailSender, MailProvider
from bot.channels.posts import TelegramEditor
from bot.channels.telegram import TelegramSender
from bot.cipher import SecretKeyCipher
from bot.gateways.stars import StarsGateway
from bot.gateways.stripe import StripeGateway
from bot.metrics import Metrics
from bot.settings import Settings
from db import Database
from scheduler.broker import equip
from services.payments import Provider
from services.ports import Pace, PaymentGateway, Sender, Senders


@asynccontextmanager
async def equipped(
    settings: Settings,
    db: Database,
    bot: Bot,
    metrics: Metrics,
    *,
    clock: Callable[[], datetime],
    mail: MailProvider | None,
    pace: Pace | None = None,
    checkout: StripeGateway | None = None,
) -> AsyncIterator[Senders]:
    """The tasks of this process have what they need while inside; gives the channels by name."""
    async with AsyncExitStack() as stack:
        senders = metrics.senders(_senders(settings, db, bot, mail, stack))
        stars = StarsGateway(bot)
        gateways: dict[Provider, PaymentGateway] = {Provider.STARS: stars}
        if checkout:
            stack.push_async_callback(checkout.close_connections)
            gateways |= {Provider.STRIPE: checkout, Provider.TELEGRAM: checkout}
        equip(db, senders, clock, TelegramEditor(bot, pace), pace, gateways, checkout, stars)
        yield senders


def make_checkout(settings: Settings) -> StripeGateway | None:
    """The card provider, where one is set. What Telegram charges by card is charged there, and goes back from there."""
    if settings.stripe_secret_key is None:
        return None
    return StripeGateway(settings.stripe_secret_key.get_secret_value(), settings.stripe_api_url, settings.public_url)


def _senders(
    settings: Settings, db: Database, bot: Bot, mail: MailProvider | None, stack: AsyncExitStack
) -> dict[str, Sender[Any]]:
    token = settings.payment_provider_token.get_secret_value() if settings.payment_provider_token else ""
    pay_at = f"{settings.public_url}/pay/" if settings.stripe_secret_key else ""
    senders: dict[str, Sender[Any]] = {"telegram": TelegramSender(bot, token, pay_at)}
    if mail:
        stack.push_async_callback(mail.close)
        senders["email"] = EmailSender(
            mail,
            db=db,
            bot=bot,
            public_url=settings.public_url,
            cipher=SecretKeyCipher(settings.secret_key.get_secret_value()),
            stop_key=mailing.stop_key(settings),
        )
    if sms := texting.make_sender(settings, bot):
        stack.push_async_callback(sms.close)
        senders["sms"] = sms
    return senders
