"""Refunds that failed: asked for once more, or paid back in another way; and fees that are not wanted any more."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import money as texts
from handlers import screens
from handlers.organizer.money.showing import show
from keyboards import money as keyboards
from keyboards.callbacks.money import AskPaid, MarkPaid, OpenRefund, TryAgain, WaiveFee
from services.payments import fees
from services.refunds import by_hand, viewing
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_refund, OpenRefund.filter())
    router.callback_query.register(try_again, TryAgain.filter())
    router.callback_query.register(ask_paid, AskPaid.filter())
    router.callback_query.register(mark_paid, MarkPaid.filter())
    router.callback_query.register(waive, WaiveFee.filter())


async def try_again(
    query: CallbackQuery, callback_data: TryAgain, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    refund_id = callback_data.refund_id
    await db.write(by_hand.try_again, user_id=user.id, refund_id=refund_id, now=now)
    await _show(query, refund_id, db, user, now, t, said=t("⏳ I ask for it once more."))


async def _show(
    query: CallbackQuery, refund_id: int, db: Database, user: Person, now: datetime, t: Translator, said: str = ""
) -> None:
    """With the money of the place that it is about; alone where it is about none."""
    view = await db.read(viewing.refund, user_id=user.id, refund_id=refund_id)
    if view.registration_id:
        await show(query, view.registration_id, db, user, now, t, said=said)
    else:
        await screens.show(query, texts.of_refund(view, t, said), keyboards.of_refund(view, t))


async def open_refund(
    query: CallbackQuery, callback_data: OpenRefund, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await _show(query, callback_data.refund_id, db, user, now, t)


async def ask_paid(query: CallbackQuery, callback_data: AskPaid, db: Database, user: Person, t: Translator) -> None:
    view = await db.read(viewing.refund, user_id=user.id, refund_id=callback_data.refund_id)
    await screens.show(query, texts.confirm_paid(view.line, t), keyboards.confirm_paid(view, t))


async def mark_paid(
    query: CallbackQuery, callback_data: MarkPaid, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    refund_id = callback_data.refund_id
    await db.write(by_hand.mark_paid, user_id=user.id, refund_id=refund_id, now=now)
    await _show(query, refund_id, db, user, now, t, said=t("✅ Noted, and told."))


async def waive(
    query: CallbackQuery, callback_data: WaiveFee, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    payment = await db.write(fees.waive, user_id=user.id, payment_id=callback_data.payment_id, now=now)
    await show(query, payment.registration_id or 0, db, user, now, t, said=t("✅ The fee is dropped."))
