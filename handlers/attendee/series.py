"""A series with its next sessions, and a host with its series."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import cards, lists, screens
from handlers import rosters as roster_texts
from handlers.topics import topic_router
from keyboards import browsing as keyboards
from keyboards import rosters as roster_keyboards
from keyboards.callbacks.attending import OpenFoundSeries, OpenHost, OpenSeries
from keyboards.callbacks.rosters import ShowMyHistory
from services import rosters, series, sessions
from services.errors import NotFound
from services.text import esc
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("series")
    router.callback_query.register(open_series, OpenSeries.filter())
    router.callback_query.register(open_found, OpenFoundSeries.filter())
    router.callback_query.register(open_host, OpenHost.filter())
    router.callback_query.register(show_my_history, ShowMyHistory.filter())
    return router


async def open_series(
    query: CallbackQuery, callback_data: OpenSeries, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show_series(query, callback_data, db, user, now, t)


async def open_found(
    query: CallbackQuery, callback_data: OpenFoundSeries, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show_series(query, callback_data, db, user, now, t)


async def show_series(
    event: CallbackQuery | Message,
    wanted: OpenSeries | OpenFoundSeries,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    about = await db.read(series.find, series_id=wanted.series_id, viewer_id=user.id)
    page = await db.read(sessions.of_series, series_id=about.id, viewer_id=user.id, page=wanted.page, now=now)
    today = now.astimezone(t.zone_info).date()
    text = lists.series(page, about.title, about.description, t, today=today)
    found = isinstance(wanted, OpenFoundSeries)
    await screens.show(event, text, keyboards.series(page, series_id=about.id, found=found, t=t))


async def open_host(query: CallbackQuery, callback_data: OpenHost, db: Database, user: Person, t: Translator) -> None:
    wanted = callback_data
    host = await db.read(series.find_host, typed=wanted.code, viewer_id=user.id, page=wanted.page)
    if host is None:
        raise NotFound
    await show_host(query, host, t)


async def show_host(event: CallbackQuery | Message, host: series.Host, t: Translator) -> None:
    text = cards.paragraphs(f"<b>{esc(host.name)}</b>", esc(host.description))
    await screens.show(event, text, keyboards.host(host, t))


async def show_my_history(
    query: CallbackQuery, callback_data: ShowMyHistory, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """What the host's organizers see of the person's past, in the same numbers."""
    mine = await db.read(rosters.mine, code=callback_data.code, user_id=user.id, now=now)
    await screens.show(query, roster_texts.my_history(mine, t), roster_keyboards.my_history(mine.host_code, t))
