"""Telegram Stars: what was paid in them goes back by Telegram itself, as a whole.

https://core.telegram.org/bots/api#refundstarpayment
"""

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiohttp import ClientConnectorError

from services.ports import Back, BackOutcome, Later, PaidBack, Refused, Unknown

TIMEOUT = 20
DONE_BEFORE = "CHARGE_ALREADY_REFUNDED"


class StarsGateway:
    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def refund(self, back: Back) -> BackOutcome:
        """Nothing tells one try from another, so what was given back already is a success."""
        if not back.is_whole:
            return Refused("Stars can only be given back as a whole")
        if back.telegram_id is None:
            return Refused("the payer is not on Telegram any more")
        try:
            await self._bot.refund_star_payment(
                user_id=back.telegram_id, telegram_payment_charge_id=back.charge_id, request_timeout=TIMEOUT
            )
        except TelegramAPIError as error:
            return _outcome(error, back)
        return PaidBack(f"stars-{back.charge_id}")


def _outcome(error: TelegramAPIError, back: Back) -> BackOutcome:
    match error:
        case TelegramBadRequest() if DONE_BEFORE in error.message:
            return PaidBack(f"stars-{back.charge_id}")
        case TelegramRetryAfter():
            return Later("too many requests", error.retry_after)
        case TelegramBadRequest() | TelegramForbiddenError():
            return Refused(error.message)
        case TelegramNetworkError():
            never_left = isinstance(error.__cause__, ClientConnectorError)
            return Later("no connection") if never_left else Unknown(type(error).__name__)
        case _:
            return Later(error.message)
