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
from aiogram.types import InlineKeyboardMarkup, LabeledPrice, Message
from aiohttp import ClientConnectorError

from bot.channels.counting import paced
from keyboards import notices as keyboards
from services.money import STARS
from services.notices import Invoice, Notice
from services.ports import Delivered, Later, Outcome, Refused, Unknown
from services.translator import Translator

TIMEOUT = 20
NOT_MODIFIED = "message is not modified"


class TelegramSender:
    def __init__(self, bot: Bot, provider_token: str = "", pay_at: str = "") -> None:
        """`provider_token` is of the card provider behind Telegram; without one a link to `pay_at` asks for money."""
        self._bot = bot
        self._provider_token = provider_token
        self._pay_at = pay_at

    async def send(self, notice: Notice) -> Outcome:
        """A new message; or an edit of an earlier one, where it can be edited."""
        keyboard = keyboards.below(notice, Translator(notice.language))
        try:
            with paced():
                return await self._send(notice, keyboard)
        except TelegramAPIError as error:
            return outcome(error)
        except AiogramError as error:  # an answer that is not the Bot API's: from a proxy, or cut
            return Unknown(type(error).__name__)

    async def _send(self, notice: Notice, keyboard: InlineKeyboardMarkup) -> Outcome:
        if notice.edits and await self._edit(notice, notice.edits, keyboard):
            return Delivered(notice.edits)
        if notice.invoice and self._can_ask_for(notice.invoice):
            return Delivered(str((await self._ask_for(notice.telegram_id, notice.invoice)).message_id))
        if notice.invoice and self._pay_at:
            keyboard = keyboards.to_pay(notice, notice.invoice, self._pay_at, Translator(notice.language))
        message = await self._bot.send_message(
            notice.telegram_id, notice.text, reply_markup=keyboard, request_timeout=TIMEOUT
        )
        return Delivered(str(message.message_id))

    def _can_ask_for(self, invoice: Invoice) -> bool:
        return invoice.currency == STARS or bool(self._provider_token)

    async def _ask_for(self, telegram_id: int, invoice: Invoice) -> Message:
        """A start parameter keeps a forwarded copy from having a Pay button of its own: it leads here."""
        return await self._bot.send_invoice(
            chat_id=telegram_id,
            title=invoice.title,
            description=invoice.description,
            payload=invoice.reference,
            currency=invoice.currency,
            prices=[LabeledPrice(label=invoice.title, amount=invoice.amount)],
            provider_token="" if invoice.currency == STARS else self._provider_token,
            start_parameter=f"pay_{invoice.reference}",
            request_timeout=TIMEOUT,
        )

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
            never_left = isinstance(error.__cause__, ClientConnectorError)
            return Later("no connection") if never_left else Unknown(type(error).__name__)
        case _:
            return Later(error.message)
