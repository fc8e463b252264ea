"""The answer to "are you still coming?"; who cannot come is asked as for any cancelling."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers.attendee.sessions import show_card
from handlers.topics import topic_router
from keyboards.callbacks.attending import Origin, StillComing
from services import coming
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("coming")
    router.callback_query.register(answer, StillComing.filter())
    return router


async def answer(
    query: CallbackQuery, callback_data: StillComing, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    comes = await db.write(coming.answer, user_id=user.id, registration_id=callback_data.registration_id, now=now)
    said = t("Good to know. See you there.")
    await show_card(query, comes.session_id, db, user, now, t, origin=Origin.MINE, said=said)
