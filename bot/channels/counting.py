"""The bot's own answers count too where Telegram's limits are kept: they never wait, the outbox makes room for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from services.ports import Pace

_is_paced: ContextVar[bool] = ContextVar("is_paced", default=False)


@contextmanager
def paced() -> Iterator[None]:
    """What is sent inside has had its turn, and is not counted once more."""
    token = _is_paced.set(True)
    try:
        yield
    finally:
        _is_paced.reset(token)


class Counting(BaseRequestMiddleware):
    """Of the bot's session: counts what goes into chats, and into which group.

    Private chats take what answers their taps; a notice shall not wait for it.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        chat_id = getattr(method, "chat_id", None)
        if chat_id is not None and not _is_paced.get():
            is_group = isinstance(chat_id, int) and chat_id < 0
            await self._pace.count(chat_id if is_group else None)
        return await make_request(bot, method)
