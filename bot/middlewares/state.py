"""`state` for taps, without reading it: most of them have nothing to do with a dialog."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.types import TelegramObject


class StateOnDemand(BaseMiddleware):
    """Outer middleware of callback queries."""

    def __init__(self, fsm: FSMContextMiddleware) -> None:
        self._fsm = fsm

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        bot: Bot = data["bot"]
        data["state"] = self._fsm.resolve_event_context(bot, data)
        return await handler(event, data)
