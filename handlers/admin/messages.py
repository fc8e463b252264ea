"""Messages that did not arrive: why, tried again, or given up."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import screens
from handlers.admin import wording
from handlers.cards import paragraphs
from keyboards import admin as keyboards
from keyboards.callbacks.admin import DropFailed, ListFailed, RetryFailed, ShowFailed
from services.admin import messages
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(list_failed, ListFailed.filter())
    router.callback_query.register(show_failed, ShowFailed.filter())
    router.callback_query.register(retry, RetryFailed.filter())
    router.callback_query.register(drop, DropFailed.filter())


async def list_failed(
    query: CallbackQuery, callback_data: ListFailed, db: Database, user: Person, t: Translator
) -> None:
    await show(query, callback_data.page, db, user, t)


async def show(query: CallbackQuery, number: int, db: Database, user: Person, t: Translator, said: str = "") -> None:
    page = await db.read(messages.list_failed, user_id=user.id, page=number)
    await screens.show(query, paragraphs(said, wording.failed(page, t)), keyboards.failed(page, t))


async def show_failed(
    query: CallbackQuery, callback_data: ShowFailed, db: Database, user: Person, t: Translator
) -> None:
    one = await db.read(messages.show_failed, user_id=user.id, notification_id=callback_data.notification_id)
    await screens.show(query, wording.failure(one, t), keyboards.failure(one.id, one.user_id, t))


async def retry(
    query: CallbackQuery, callback_data: RetryFailed, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    which = {"notification_id": callback_data.notification_id, "up_to": callback_data.up_to}
    count = await db.write(messages.retry, user_id=user.id, **which, now=now)
    said = t.plural("✅ {count} message is on its way again.", "✅ {count} messages are on their way again.", count)
    await show(query, 0, db, user, t, said)


async def drop(
    query: CallbackQuery, callback_data: DropFailed, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    which = {"notification_id": callback_data.notification_id, "up_to": callback_data.up_to}
    count = await db.write(messages.drop, user_id=user.id, **which, now=now)
    said = t.plural("✅ {count} message is given up.", "✅ {count} messages are given up.", count)
    await show(query, 0, db, user, t, said)
