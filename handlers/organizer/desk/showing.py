"""The desk of a series, and its pages of fields."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.organizer import ways
from handlers.organizer.desk import wording
from keyboards import desks as keyboards
from keyboards.callbacks.desks import EditSeries, MoreOfSeries
from keyboards.callbacks.organizing import OpenSeriesDesk
from services import series
from services.access import Right
from services.errors import NotFound
from services.series import Desk
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_desk, OpenSeriesDesk.filter())
    router.callback_query.register(show_more, MoreOfSeries.filter())
    router.callback_query.register(edit, EditSeries.filter())


async def open_desk(
    query: CallbackQuery,
    callback_data: OpenSeriesDesk,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    if await state.get_state():
        await ways.clear(state)
    await show_desk(query, callback_data.series_id, db, user, now, t)
    await ways.note(state, callback_data, "roster")


async def show_more(
    query: CallbackQuery,
    callback_data: MoreOfSeries,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    shown = await db.read(series.desk, user_id=user.id, series_id=callback_data.series_id, now=now)
    await ways.note(state, callback_data, "host")
    await screens.show(query, wording.rarely(shown, t), keyboards.more(shown, t), photo=shown.photo_id)


async def show_desk(
    event: CallbackQuery | Message,
    series_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    shown = await db.read(series.desk, user_id=user.id, series_id=series_id, now=now)
    await screens.show(event, wording.desk(shown, t, said), keyboards.desk(shown, t), photo=shown.photo_id)


async def edit(
    query: CallbackQuery,
    callback_data: EditSeries,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    if await state.get_state():
        await ways.clear(state)
    await show_edit(query, callback_data.series_id, callback_data.page, db, user, now, t)


async def show_edit(
    event: CallbackQuery | Message,
    series_id: int,
    page: str,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    shown = await editable(series_id, db, user, now)
    await screens.show(event, wording.edit(shown, page, t, said), keyboards.edit(shown, page, t))


async def editable(series_id: int, db: Database, user: Person, now: datetime) -> Desk:
    """A series for who may edit it. Raises NotFound."""
    shown = await db.read(series.desk, user_id=user.id, series_id=series_id, now=now)
    if Right.EDIT_SERIES not in shown.rights:
        raise NotFound
    return shown
