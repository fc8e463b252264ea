"""Finding a session by day."""

from datetime import date, datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import lists, screens
from handlers.topics import topic_router
from keyboards import browsing as keyboards
from keyboards.callbacks.attending import Browse, PickDay
from services import sessions
from services.sessions import filters
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("browse")
    router.message.register(open_list, Command("sessions"))
    router.callback_query.register(browse, Browse.filter())
    router.callback_query.register(pick_day, PickDay.filter())
    return router


async def open_list(message: Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    await show_list(message, db, user, now, t)


async def browse(
    query: CallbackQuery, callback_data: Browse, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    wanted, today = callback_data, now.astimezone(t.zone_info).date()
    if wanted.day or wanted.days > 1:
        first = date.fromordinal(wanted.day) if wanted.day else today
        await db.write(filters.choose_days, user_id=user.id, first=first, days=wanted.days, today=today)
    await show_list(query, db, user, now, t, page=wanted.page)


async def show_list(
    event: CallbackQuery | Message, db: Database, user: Person, now: datetime, t: Translator, *, page: int = 0
) -> None:
    """The list as the person chose it; today, where they chose nothing."""
    shown = await db.read(sessions.browse_as_chosen, viewer_id=user.id, zone=t.time_zone, page=page, now=now)
    today = now.astimezone(t.zone_info).date()
    await screens.show(event, lists.days(shown, today=today, t=t), keyboards.days(shown, today=today, t=t))


async def pick_day(query: CallbackQuery, now: datetime, t: Translator) -> None:
    today = now.astimezone(t.zone_info).date()
    await screens.show(query, t("Which day?"), keyboards.calendar(today, t))
