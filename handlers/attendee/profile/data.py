"""A person's data: all of it as a file, or erased."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import profiles as texts
from handlers import screens
from keyboards import profiles as keyboards
from keyboards.callbacks.profile import AskErasing, EraseMe, ExportData, OpenData
from services import privacy
from services.ports import Cipher
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_data, OpenData.filter())
    router.callback_query.register(export, ExportData.filter())
    router.callback_query.register(ask_erasing, AskErasing.filter())
    router.callback_query.register(erase, EraseMe.filter())


async def open_data(query: CallbackQuery, t: Translator) -> None:
    await screens.show(query, texts.data(t), keyboards.data(t))


async def export(
    query: CallbackQuery, db: Database, cipher: Cipher, user: Person, now: datetime, t: Translator
) -> None:
    document = await db.write(privacy.export, user_id=user.id, cipher=cipher, now=now)
    caption = t("This is everything I know about you. Times are in UTC.")
    await screens.send_file(query, "my-turnout-data.json", document, caption, keyboards.back_to_data(t))


async def ask_erasing(query: CallbackQuery, db: Database, user: Person, now: datetime, t: Translator) -> None:
    impact = await db.read(privacy.impact_of_erasing, user_id=user.id, now=now)
    keyboard = keyboards.confirm_erasing(now.date(), t)
    await screens.show(query, texts.confirm_erasing(impact, t), keyboard)


async def erase(
    query: CallbackQuery, callback_data: EraseMe, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """Only a fresh question is an answer's worth: a button of another day asks again."""
    if abs(callback_data.day - now.date().toordinal()) > 1:
        await ask_erasing(query, db, user, now, t)
        return
    await db.write(privacy.erase, user_id=user.id, now=now)
    await screens.show(query, t("✅ You are erased. If you come back one day, /start begins anew."))
