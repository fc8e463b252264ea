"""Dialogs: `state` for taps, without reading it (most have nothing to do with a dialog); a command leaves a dialog."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.fsm.context import FSMContext
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers import buttons


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
        state = data["state"] = self._fsm.resolve_event_context(bot, data)
        if state and isinstance(event, CallbackQuery):
            await buttons.leave(event, state)
        return await handler(event, data)


class CommandLeavesDialog(BaseMiddleware):
    """Outer middleware of messages, behind the one that reads the state: who asks for something else is not in the
    dialog any more, and what they type next is no answer to its question. /cancel leaves it by itself, and says so.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        words = (event.text or "") if isinstance(event, Message) else ""
        if data.get("raw_state") and words.startswith("/") and not words.startswith("/cancel"):
            state: FSMContext = data["state"]
            await state.clear()
            data["raw_state"] = None
        return await handler(event, data)
