"""The money of one registration."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import money as texts
from handlers import screens
from handlers.cards import lines
from handlers.organizer.money import dialogs
from keyboards import money as keyboards
from keyboards.callbacks.money import OpenMoney
from services.refunds import viewing
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_money, OpenMoney.filter())


async def open_money(
    query: CallbackQuery,
    callback_data: OpenMoney,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Also the way out of a refund that was begun."""
    await dialogs.drop(state)
    await show(query, callback_data.registration_id, db, user, now, t)


async def show(
    event: CallbackQuery | Message,
    registration_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    view = await db.read(viewing.of_registration, user_id=user.id, registration_id=registration_id, now=now)
    said = lines(said, texts.failures(view.refunds, t))
    await screens.show(event, texts.of_registration(view, t, said), keyboards.of_registration(view, t))
