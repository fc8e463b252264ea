"""Notices as Telegram messages, and what Telegram's answers mean for us."""

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from keyboards import sessions as keyboards
from services.notices import Notice
from services.ports import Delivered, Later, Outcome, Refused, Unknown
from services.translator import Translator

TIMEOUT = 20


class TelegramSender:
    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, notice: Notice) -> Outcome:
        keyboard = keyboards.details(notice.session_id, Translator(notice.language))
        try:
            message = await self._bot.send_message(
                notice.telegram_id, notice.text, reply_markup=keyboard, request_timeout=TIMEOUT
            )
        except TelegramAPIError as error:
            return outcome(error)
        return Delivered(str(message.message_id))


def outcome(error: TelegramAPIError) -> Outcome:
    """A failed send, by what it means: never, later, or nobody knows."""
    match error:
        case TelegramRetryAfter():
            return Later("too many requests", error.retry_after)
        case TelegramForbiddenError():
            return Refused(error.message, unreachable=True)
        case TelegramBadRequest():
            return Refused(error.message, unreachable="chat not found" in error.message)
        case TelegramServerError() | TelegramUnauthorizedError():
            return Later(error.message)
        case TelegramNetworkError():
            return Unknown(type(error).__name__)
        case _:
            return Later(error.message)
