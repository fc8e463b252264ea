"""A message that shows a roster stops following what happens once its reader goes on to another screen in it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from db import Database
from handlers.live import Live
from keyboards.rosters import KEEPING, TOPICS


class Living(BaseMiddleware):
    """Outer middleware of callback queries. It looks at the tap and the tapped keyboard: only where that may be a
    roster's is it looked whether the message follows; other taps cost nothing.
    """

    def __init__(self, db: Database) -> None:
        self._live = Live(db)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        data["live"] = self._live
        if isinstance(event, CallbackQuery) and leads_away(event):
            now: datetime = data["now"]
            await self._live.leave(event, now)
        return await handler(event, data)


def leads_away(query: CallbackQuery) -> bool:
    """Whether what may be a roster was tapped, and on something that shows none."""
    if not isinstance(query.message, Message) or prefix(query.data) in KEEPING:
        return False
    keyboard = query.message.reply_markup
    keys = (key for row in keyboard.inline_keyboard for key in row) if keyboard else ()
    return any(prefix(key.callback_data).partition(".")[0] in TOPICS for key in keys)


def prefix(data: str | None) -> str:
    return (data or "").partition(":")[0]
