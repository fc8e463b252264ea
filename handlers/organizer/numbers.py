"""The numbers of a series or of a whole host: a picture, and the same in words below it."""

import asyncio
from datetime import datetime

from aiogram import Router
from aiogram.types import BufferedInputFile, CallbackQuery

from db import Database
from handlers import figures, screens
from handlers.topics import topic_router
from keyboards import numbers as keyboards
from keyboards.callbacks.organizing import OpenNumbers
from keyboards.callbacks.overviews import ShowNumbers
from services import charts, numbers
from services.numbers import Numbers
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("numbers")
    router.callback_query.register(open_numbers, OpenNumbers.filter())
    router.callback_query.register(show_numbers, ShowNumbers.filter())
    return router


async def open_numbers(
    query: CallbackQuery, callback_data: OpenNumbers, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    found = await db.read(numbers.of_series, user_id=user.id, series_id=callback_data.series_id, now=now)
    await show(query, found, t)


async def show_numbers(
    query: CallbackQuery, callback_data: ShowNumbers, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    weeks = int(callback_data.weeks)
    if callback_data.series_id:
        series_id = callback_data.series_id
        found = await db.read(numbers.of_series, user_id=user.id, series_id=series_id, weeks=weeks, now=now)
    else:
        found = await db.read(numbers.of_host, user_id=user.id, host_id=callback_data.host_id, weeks=weeks, now=now)
    await show(query, found, t)


async def show(query: CallbackQuery, found: Numbers, t: Translator) -> None:
    """Words alone where nothing took place: an empty picture tells nothing."""
    if not found.sessions:
        await screens.show(query, figures.nothing(found, t), keyboards.numbers(found, t))
        return
    picture = await asyncio.to_thread(charts.draw, found, t)
    photo = BufferedInputFile(picture, "numbers.png")
    await screens.show(query, figures.caption(found, t), keyboards.numbers(found, t), photo=photo)
