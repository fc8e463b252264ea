"""One update on its way to the dispatcher, however it came: by polling or by webhook."""

import asyncio
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError, TelegramAPIError
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

log = structlog.get_logger(__name__)

LONGEST_HANDLING = 60.0
"""Seconds; what takes longer belongs into a task. Telegram itself stops waiting for a webhook after 60."""


class Unreadable(Exception):
    """An update that is not what the Bot API promises; says where, without a word of its content."""


def read(raw: dict[str, Any], bot: Bot) -> Update:
    """The update with its bot in it, or raise Unreadable."""
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError as wrong:
        places = [".".join(map(str, error["loc"])) for error in wrong.errors(include_input=False, include_url=False)]
        raise Unreadable(", ".join(places[:5])) from None
    except RecursionError:
        raise Unreadable("nested too deep") from None


async def feed(
    dispatcher: Dispatcher, bot: Bot, update: Update, *, longest: float = LONGEST_HANDLING
) -> TelegramMethod[Any] | None:
    """Run the handlers of an update to their end; the method they returned, still to be called, or None.

    Raises what the handlers raised, and TimeoutError where they did not come to an end.
    """
    with structlog.contextvars.bound_contextvars(update_id=update.update_id):
        if not _is_known(update):
            log.info("update.unknown_type", fields=sorted(update.model_extra or ()))
            return None
        async with asyncio.timeout(longest):
            result = await dispatcher.feed_update(bot, update)
        return result if isinstance(result, TelegramMethod) else None


async def call(bot: Bot, method: TelegramMethod[Any]) -> None:
    """Call a returned method. What it would give is of no use to anybody, so a failure is only logged."""
    try:
        await bot(method)
    except AiogramError as error:
        log.warning("update.answer_failed", method=method.__api_method__, reason=reason(error))


def reason(error: AiogramError) -> str:
    """What Telegram said; only the kind of error where the text would quote a whole answer."""
    return str(error) if isinstance(error, TelegramAPIError) else type(error).__name__


def _is_known(update: Update) -> bool:
    """Whether it is of a type that this aiogram knows; Telegram invents new ones."""
    try:
        return bool(update.event_type)
    except UpdateTypeLookupError:
        return False
