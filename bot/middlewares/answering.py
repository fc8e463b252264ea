"""Every tap is answered, so that no button is left spinning."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.methods import TelegramMethod
from aiogram.types import CallbackQuery, TelegramObject


class Answering(BaseMiddleware):
    """Outer middleware of callback queries: where the handler returned no answer of its own, an empty one.

    A returned method costs no round trip by webhook: it travels in the response to Telegram's own request.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        result = await handler(event, data)
        if isinstance(event, CallbackQuery) and not isinstance(result, TelegramMethod):
            return event.answer()
        return result
