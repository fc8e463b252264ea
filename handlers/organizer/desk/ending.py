"""Archiving a series, bringing it back, and deleting what nobody ever booked."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from db import Database
from handlers import buttons, screens
from handlers.organizer.desk import wording
from handlers.organizer.desk.showing import editable, show_desk
from keyboards import desks as keyboards
from keyboards import founding
from keyboards.callbacks.desks import AskEndSeries, EndSeries, RestoreSeries
from services import series
from services.errors.organizing import PeopleAhead, WasBooked
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(ask_end, AskEndSeries.filter())
    router.callback_query.register(end, EndSeries.filter())
    router.callback_query.register(restore, RestoreSeries.filter())


async def ask_end(
    query: CallbackQuery,
    callback_data: AskEndSeries,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """What would become of it, or why it cannot be."""
    shown = await editable(callback_data.series_id, db, user, now)
    way = callback_data.way
    if way == "archive" and shown.people_ahead:
        await screens.show(query, wording.cannot_archive(shown, t), keyboards.cannot_end(shown.id, t))
        return
    if way == "delete" and shown.was_booked:
        raise WasBooked
    label = t("Delete for good") if way == "delete" else t("Yes, archive it")
    keyboard = keyboards.confirm_ending(shown.id, way, label, t)
    await buttons.show(query, state, wording.confirm_ending(shown, way, t), keyboard)


async def end(
    query: CallbackQuery, callback_data: EndSeries, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    series_id = callback_data.series_id
    if callback_data.way == "delete":
        shown = await editable(series_id, db, user, now)
        await db.write(series.delete, user_id=user.id, series_id=series_id, now=now)
        await screens.show(query, t("✖️ {title} is deleted.", title=esc(shown.title)), founding.left(t))
        return
    try:
        await db.write(series.archive, user_id=user.id, series_id=series_id, now=now)
    except PeopleAhead:
        shown = await editable(series_id, db, user, now)
        await screens.show(query, wording.cannot_archive(shown, t), keyboards.cannot_end(shown.id, t))
    else:
        await show_desk(query, series_id, db, user, now, t)


async def restore(
    query: CallbackQuery, callback_data: RestoreSeries, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await db.write(series.restore, user_id=user.id, series_id=callback_data.series_id, now=now)
    await show_desk(query, callback_data.series_id, db, user, now, t, said=t("✅ It goes on."))
