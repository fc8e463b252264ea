"""Updates by webhook: what the web server's route calls, and telling Telegram where it is."""

from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.methods import TelegramMethod

from bot import updates
from bot.session import as_json
from bot.settings import Settings
from web.webhooks.telegram import Handle, Malformed

CONNECTIONS = 100
"""Telegram is far away and each update waits for its handlers: the most it allows, so that they wait side by side."""


def handler(dispatcher: Dispatcher, bot: Bot) -> Handle:
    """A function that takes a raw update and gives what to answer Telegram's request with."""

    async def handle(raw: dict[str, Any]) -> dict[str, Any] | None:
        try:
            update = updates.read(raw, bot)
        except updates.Unreadable as error:
            raise Malformed(str(error)) from None
        method = await updates.feed(dispatcher, bot, update)
        if method is None:
            return None
        if (answer := as_answer(method, bot)) is None:
            await updates.call(bot, method)
        return answer

    return handle


def as_answer(method: TelegramMethod[Any], bot: Bot) -> dict[str, Any] | None:
    """The method as the JSON that Telegram takes for an answer; None if it carries files, which JSON cannot."""
    fields = as_json(method, bot)
    return None if fields is None else {"method": method.__api_method__} | fields


async def set_webhook(bot: Bot, settings: Settings, dispatcher: Dispatcher) -> None:
    """Tell Telegram our address, and all kinds of updates by name: those left out would stay as they were before."""
    assert settings.webhook_url
    await bot.set_webhook(
        url=settings.webhook_url,
        secret_token=settings.webhook_secret.get_secret_value(),
        max_connections=CONNECTIONS,
        allowed_updates=dispatcher.resolve_used_update_types(),
    )
