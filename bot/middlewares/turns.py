"""One update at a time per person: quick taps follow each other in the order they came.

A courtesy, so that a dialog reads its own last step; what must never happen the database refuses.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any
from weakref import WeakValueDictionary

import structlog
from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update, User


class Turns(BaseMiddleware):
    """Outer middleware of updates; stands before the one that reads a dialog's state.

    `elsewhere` waits for a person's turn among other processes; here the first who came is always the first served.
    """

    def __init__(self, elsewhere: Callable[[int], AbstractAsyncContextManager[object]] = nullcontext) -> None:
        self._elsewhere = elsewhere
        # A lock lives as long as somebody holds it or waits for it, so idle people cost nothing.
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        """How many people are being served or wait."""
        return len(self._locks)

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        person: User | None = data.get("event_from_user")
        if person is None:
            return await handler(event, data)
        with structlog.contextvars.bound_contextvars(user_id=person.id):
            if isinstance(event, Update) and event.pre_checkout_query:  # has ten seconds, so it waits for nothing
                return await handler(event, data)
            async with self._locks.setdefault(person.id, asyncio.Lock()), self._elsewhere(person.id):
                return await handler(event, data)
