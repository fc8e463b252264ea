"""A refund by hand: how much, why, what it means, and then it is owed."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import money as texts
from handlers import screens
from handlers.cards import refusal
from handlers.organizer.money import dialogs
from handlers.organizer.money.dialogs import Refunding
from handlers.organizer.money.showing import show
from handlers.topics import Typed
from keyboards import money as keyboards
from keyboards.callbacks.money import AskRefund, ChooseAmount, SendRefund
from services.errors import DomainError, NotFound
from services.refunds import by_hand
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(ask_amount, AskRefund.filter())
    router.callback_query.register(choose_amount, ChooseAmount.filter())
    router.callback_query.register(send, SendRefund.filter())
    router.message.register(take_amount, StateFilter(Refunding.amount), Typed())
    router.message.register(take_reason, StateFilter(Refunding.reason), Typed())


async def ask_amount(
    query: CallbackQuery, callback_data: AskRefund, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    await show_question(query, callback_data.payment_id, db, user, t)
    await dialogs.ask(state, Refunding.amount, payment_id=callback_data.payment_id)


async def show_question(
    event: CallbackQuery | Message, payment_id: int, db: Database, user: Person, t: Translator, said: str = ""
) -> None:
    plan = await db.read(by_hand.plan, user_id=user.id, payment_id=payment_id)
    await screens.show(event, texts.ask_amount(plan, t, said), keyboards.ask_amount(plan, t))


async def choose_amount(
    query: CallbackQuery, callback_data: ChooseAmount, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    await show_impact(query, callback_data.payment_id, callback_data.amount, "", state, db, user, t)


async def take_amount(message: Message, state: FSMContext, db: Database, user: Person, t: Translator) -> None:
    """What was typed, or why it cannot be, with the question once more."""
    kept = await dialogs.find(state)
    if kept is None:
        raise NotFound
    mine, typed = kept["payment_id"], message.text or ""
    given = {"user_id": user.id, "payment_id": mine, "typed": typed, "language": t.language}
    try:
        amount = await db.read(by_hand.read_amount, **given)
    except NotFound:
        await dialogs.drop(state)
        raise
    except DomainError as refused:
        await show_question(message, mine, db, user, t, refusal(refused, t))
    else:
        await show_impact(message, mine, amount, "", state, db, user, t)


async def show_impact(
    event: CallbackQuery | Message,
    payment_id: int,
    amount: int,
    reason: str,
    state: FSMContext,
    db: Database,
    user: Person,
    t: Translator,
) -> None:
    """What it means; a reason can be typed now."""
    plan = await db.read(by_hand.plan, user_id=user.id, payment_id=payment_id, amount=amount)
    await dialogs.ask(state, Refunding.reason, payment_id=payment_id, amount=amount, reason=reason)
    await screens.show(event, texts.confirm(plan, reason, t), keyboards.confirm(plan, t))


async def take_reason(message: Message, state: FSMContext, db: Database, user: Person, t: Translator) -> None:
    kept, typed = await dialogs.find(state), message.text or ""
    if kept is None:
        raise NotFound
    reason = typed[: by_hand.LONGEST_REASON]
    await show_impact(message, kept["payment_id"], kept["amount"], reason, state, db, user, t)


async def send(
    query: CallbackQuery,
    callback_data: SendRefund,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    kept, given = await dialogs.find(state) or {}, callback_data.model_dump()
    is_same = (kept.get("payment_id"), kept.get("amount")) == (callback_data.payment_id, callback_data.amount)
    reason = kept.get("reason", "") if is_same else ""
    owed = await db.write(by_hand.refund, user_id=user.id, **given, reason=reason, now=now)
    await dialogs.drop(state)
    said = t("✅ {amount} goes back.", amount=t.money(owed.amount, owed.currency))
    plan = await db.read(by_hand.payment_to_refund, owed.payment_id, user.id)
    await show(query, plan.registration_id or 0, db, user, now, t, said=said)
