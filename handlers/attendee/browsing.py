"""Finding a session by day."""

from datetime import date, datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import lists, screens
from handlers.topics import topic_router
from keyboards import browsing as keyboards
from keyboards.callbacks import Browse, PickDay
from services import sessions
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("browse")
    router.message.register(open_today, Command("sessions"))
    router.callback_query.register(browse, Browse.filter())
    router.callback_query.register(pick_day, PickDay.filter())
    return router


async def open_today(message: Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    await show_days(message, Browse(), db, user, now, t)


async def browse(
    query: CallbackQuery, callback_data: Browse, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show_days(query, callback_data, db, user, now, t)


async def show_days(
    event: CallbackQuery | Message, wanted: Browse, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    today = now.astimezone(t.zone_info).date()
    first = max(date.fromordinal(wanted.day), today) if wanted.day else today
    page = await db.read(
        sessions.browse, viewer_id=user.id, zone=t.time_zone, first=first, days=wanted.days, page=wanted.page, now=now
    )
    text = lists.days(page, first=first, span=wanted.days, today=today, t=t)
    await screens.show(event, text, keyboards.days(page, first=first, span=wanted.days, today=today, t=t))


async def pick_day(query: CallbackQuery, now: datetime, t: Translator) -> None:
    today = now.astimezone(t.zone_info).date()
    await screens.show(query, t("Which day?"), keyboards.calendar(today, t))
