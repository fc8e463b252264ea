"""The admins' home: the whole installation on one screen."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.admin import wording
from keyboards import admin as keyboards
from keyboards.callbacks.organizing import OpenAdmin
from services.admin import messages, money
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.message.register(open_admin, Command("admin"))
    router.callback_query.register(return_to_admin, OpenAdmin.filter())


async def open_admin(message: Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    await show_home(message, db, user, now, t)


async def return_to_admin(
    query: CallbackQuery, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    if await state.get_state():
        await state.clear()
    await show_home(query, db, user, now, t)


async def show_home(event: CallbackQuery | Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    state = await db.read(messages.state, user_id=user.id, now=now)
    paid = await db.read(money.figures, user_id=user.id, now=now)
    await screens.show(event, wording.home(state, paid, t), keyboards.home(state, t))
