"""The money of one's own registration: what was paid, and what comes back."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import money as texts
from handlers import screens
from handlers.topics import topic_router
from keyboards import money as keyboards
from keyboards.callbacks.attending import ShowOwnMoney
from services.refunds import viewing
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("own_money")
    router.callback_query.register(show_own, ShowOwnMoney.filter())
    return router


async def show_own(
    query: CallbackQuery, callback_data: ShowOwnMoney, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    mine = callback_data.registration_id
    view = await db.read(viewing.own, user_id=user.id, registration_id=mine, now=now)
    await screens.show(query, texts.own(view, t), keyboards.own(view, t))
