"""Telegram Stars: what was paid in them goes back by Telegram itself, as a whole; and what Telegram has of them.

https://core.telegram.org/bots/api#refundstarpayment
https://core.telegram.org/bots/api#getstartransactions
"""

from collections.abc import AsyncIterator
from datetime import datetime

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.types import StarTransaction, TransactionPartnerUser
from aiohttp import ClientConnectorError

from services.money import STARS
from services.ports import (
    Back,
    BackOutcome,
    ChargeThere,
    Later,
    PaidBack,
    ProviderAway,
    RefundThere,
    Refused,
    Unknown,
)
from services.refunds import there

TIMEOUT = 20
BY_HUNDREDS = 100
BY_INVOICE = "invoice_payment"
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
        return PaidBack(there.stars_id(back.charge_id))

    async def list_charges(self, since: datetime) -> AsyncIterator[ChargeThere]:
        async for one in self._list(since):
            if isinstance(payer := one.source, TransactionPartnerUser) and payer.transaction_type == BY_INVOICE:
                named = payer.invoice_payload or ""
                yield ChargeThere(one.id, one.id, one.amount, STARS, named, one.date, payer.user.id)

    async def list_refunds(self, since: datetime) -> AsyncIterator[RefundThere]:
        async for one in self._list(since):
            if isinstance(payer := one.receiver, TransactionPartnerUser) and payer.transaction_type == BY_INVOICE:
                yield there.in_stars(one.id, one.amount)

    async def _list(self, since: datetime) -> AsyncIterator[StarTransaction]:
        """The oldest come first and nothing else can be asked for, so all are looked through."""
        offset = 0
        while True:
            try:
                listed = await self._bot.get_star_transactions(offset, BY_HUNDREDS, request_timeout=TIMEOUT)
            except TelegramAPIError as error:
                raise ProviderAway(type(error).__name__) from error
            for one in listed.transactions:
                if one.date >= since:
                    yield one
            if len(listed.transactions) < BY_HUNDREDS:
                return
            offset += BY_HUNDREDS


def _outcome(error: TelegramAPIError, back: Back) -> BackOutcome:
    match error:
        case TelegramBadRequest() if DONE_BEFORE in error.message:
            return PaidBack(there.stars_id(back.charge_id))
        case TelegramRetryAfter():
            return Later("too many requests", error.retry_after)
        case TelegramBadRequest() | TelegramForbiddenError():
            return Refused(error.message)
        case TelegramNetworkError():
            never_left = isinstance(error.__cause__, ClientConnectorError)
            return Later("no connection") if never_left else Unknown(type(error).__name__)
        case _:
            return Later(error.message)
