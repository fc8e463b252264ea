"""Notices as Telegram messages, and what Telegram's answers mean for us."""

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import InlineKeyboardMarkup

from keyboards import notices as keyboards
from services.notices import Notice
from services.ports import Delivered, Later, Outcome, Refused, Unknown
from services.translator import Translator

TIMEOUT = 20
NOT_MODIFIED = "message is not modified"


class TelegramSender:
    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, notice: Notice) -> Outcome:
        """A new message; or an edit of an earlier one, where it can be edited."""
        keyboard = keyboards.below(notice, Translator(notice.language))
        try:
            if notice.edits and await self._edit(notice, notice.edits, keyboard):
                return Delivered(notice.edits)
            message = await self._bot.send_message(
                notice.telegram_id, notice.text, reply_markup=keyboard, request_timeout=TIMEOUT
            )
        except TelegramAPIError as error:
            return outcome(error)
        except AiogramError as error:  # an answer that is not the Bot API's: from a proxy, or cut
            return Unknown(type(error).__name__)
        return Delivered(str(message.message_id))

    async def _edit(self, notice: Notice, message_id: str, keyboard: InlineKeyboardMarkup) -> bool:
        """Whether the message says it now; False where it is gone or too old to be edited."""
        try:
            await self._bot.edit_message_text(
                notice.text,
                chat_id=notice.telegram_id,
                message_id=int(message_id),
                reply_markup=keyboard,
                request_timeout=TIMEOUT,
            )
        except TelegramBadRequest as error:
            return NOT_MODIFIED in error.message
        return True


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
