"""Paying in the chat: the last word before a charge, the money that came, and what can be done while one pays."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message, PreCheckoutQuery, SuccessfulPayment

from db import Database
from handlers import screens
from handlers.attendee.sessions import show_card
from handlers.cards import lines, paragraphs
from handlers.topics import topic_router
from keyboards import common as keyboards
from keyboards import packages
from keyboards.callbacks.attending import MoreTime, Origin, PayPlace
from services import payments
from services.errors import DomainError
from services.payments import Charge
from services.refunds import there
from services.text import esc
from services.translator import Translator
from services.users import Person

PATIENCE = 7.0
"""Seconds for the answer that Telegram waits ten for."""

log = structlog.get_logger(__name__)


class Paid(Filter):
    async def __call__(self, message: Message) -> bool:
        return message.successful_payment is not None


class GivenBack(Filter):
    async def __call__(self, message: Message) -> bool:
        return message.refunded_payment is not None


def new_router() -> Router:
    router = topic_router("payments")
    router.pre_checkout_query.register(approve)
    router.message.register(receive, Paid())
    router.message.register(see_given_back, GivenBack())
    router.callback_query.register(ask_again, PayPlace.filter())
    router.callback_query.register(give_time, MoreTime.filter())
    return router


async def approve(
    query: PreCheckoutQuery, db: Database, user: Person, now: datetime, hold: timedelta, t: Translator
) -> None:
    """Say whether this may be charged now. In doubt no: the person can try again, and nothing was taken."""
    why_not = await _refusal(query, db, user, now, hold, t)
    await query.answer(ok=not why_not, error_message=why_not or None)


async def _refusal(
    query: PreCheckoutQuery, db: Database, user: Person, now: datetime, hold: timedelta, t: Translator
) -> str:
    """Why nothing may be charged; empty where it may."""
    asked: dict[str, Any] = {
        "reference": query.invoice_payload,
        "amount": query.total_amount,
        "currency": query.currency,
    }
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await db.write(payments.approve, payer_id=user.id, hold=hold, now=now, **asked)
    except DomainError as refused:
        return refused.text(t)
    except Exception as error:  # noqa: BLE001 - whatever it is, Telegram waits for a word
        log.warning("payment.not_approved", reason=type(error).__name__)
        return t("That took too long, so nothing was charged. Please try again.")
    return answer.text(t) if isinstance(answer, DomainError) else ""


async def receive(message: Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    """The money is here. What it paid for is told by the outbox; here what there is to say to whoever paid."""
    paid = message.successful_payment
    assert paid
    payment = await db.write(payments.receive, reference=paid.invoice_payload, charge=charge_of(paid, user), now=now)
    outcome = await db.read(payments.outcome, payment_id=payment.id)
    has_receipt = outcome.receipt_number and not outcome.is_returned
    below = packages.paid_now(payment.id, t) if has_receipt else keyboards.to_home(t)
    await screens.show(message, told(outcome, t), below)


def charge_of(paid: SuccessfulPayment, payer: Person) -> Charge:
    return Charge(
        provider=payments.rail(paid.currency),
        charge_id=paid.telegram_payment_charge_id,
        provider_charge_id=paid.provider_payment_charge_id or None,
        amount=paid.total_amount,
        currency=paid.currency,
        payer_id=payer.id,
    )


def told(outcome: payments.Outcome, t: Translator) -> str:
    """What became of the money."""
    amount = t.money(outcome.money.amount, outcome.money.currency)
    if outcome.is_returned:
        return paragraphs(
            t("↩️ {amount} goes back to you", amount=amount),
            t("There was nothing to give for it: it was paid already, or too late. You need not do anything."),
        )
    number = t("Receipt {number}", number=outcome.receipt_number) if outcome.receipt_number else ""
    whose = t("For {name}", name=esc(outcome.whose)) if outcome.whose else ""
    return paragraphs(t("✅ Paid: {amount}", amount=amount), lines(whose, number))


async def see_given_back(message: Message, db: Database, now: datetime) -> None:
    """Telegram says that Stars went back: as we asked, or as somebody did elsewhere. Who paid is told by the outbox."""
    back = message.refunded_payment
    assert back
    refund = there.in_stars(back.telegram_payment_charge_id, back.total_amount)
    is_known = await db.write(there.note, refund, now=now)
    log.info("payment.given_back", currency=back.currency, is_known=is_known)


async def ask_again(
    query: CallbackQuery, callback_data: PayPlace, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """The invoice once more, below: the older one may be far up."""
    mine = callback_data.registration_id
    asked = await db.write(payments.ask_again, user_id=user.id, registration_id=mine, now=now)
    said = t("The invoice is below.")
    await show_card(query, asked.session_id, db, user, now, t, origin=Origin.MINE, said=said)


async def give_time(
    query: CallbackQuery,
    callback_data: MoreTime,
    db: Database,
    user: Person,
    hold: timedelta,
    now: datetime,
    t: Translator,
) -> None:
    mine = callback_data.registration_id
    kept = await db.write(payments.renew, user_id=user.id, registration_id=mine, hold=hold, now=now)
    said = t("✅ You have more time to pay.")
    await show_card(query, kept.session_id, db, user, now, t, origin=Origin.MINE, said=said)
