"""A series with its next sessions, and a host with its series."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import cards, lists, screens
from handlers.topics import topic_router
from keyboards import browsing as keyboards
from keyboards.callbacks import OpenSeries
from services import series, sessions
from services.text import esc
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("series")
    router.callback_query.register(open_series, OpenSeries.filter())
    return router


async def open_series(
    query: CallbackQuery, callback_data: OpenSeries, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show_series(query, callback_data, db, user, now, t)


async def show_series(
    event: CallbackQuery | Message, wanted: OpenSeries, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    about = await db.read(series.find, series_id=wanted.series_id)
    page = await db.read(
        sessions.of_series, series_id=about.id, viewer_id=user.id, zone=t.time_zone, page=wanted.page, now=now
    )
    today = now.astimezone(t.zone_info).date()
    text = lists.series(page, about.title, about.description, t, today=today)
    await screens.show(event, text, keyboards.series(page, series_id=about.id, t=t))


async def show_host(event: Message, host: series.Host, t: Translator) -> None:
    text = cards.paragraphs(f"<b>{esc(host.name)}</b>", esc(host.description))
    await screens.show(event, text, keyboards.host(host, t))
