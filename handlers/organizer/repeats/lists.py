"""What repeats in a series, and one template of it."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import repeats as texts
from handlers import screens
from handlers.organizer.repeats import drafts
from keyboards import repeats as keyboards
from keyboards.callbacks.organizing import OpenRepeats
from keyboards.callbacks.repeating import OpenRepeat
from services import templates
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_list, OpenRepeats.filter())
    router.callback_query.register(open_one, OpenRepeat.filter())


async def open_list(
    query: CallbackQuery,
    callback_data: OpenRepeats,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafts.drop(state)
    await show_list(query, callback_data.series_id, db, user, now, t)


async def show_list(
    event: CallbackQuery | Message,
    series_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    shown = await db.read(templates.list_of_series, user_id=user.id, series_id=series_id, now=now)
    labels = {one.id: texts.label(one, t) for one in shown.repeats}
    text = texts.listed(shown, t, said)
    await screens.show(event, text, keyboards.listed(shown, labels, t))


async def open_one(
    query: CallbackQuery,
    callback_data: OpenRepeat,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafts.drop(state)
    await show_one(query, callback_data.template_id, db, user, now, t)


async def show_one(
    event: CallbackQuery | Message,
    template_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    shown = await db.read(templates.find, user_id=user.id, template_id=template_id, now=now)
    conflicts = shown.conflicts[: keyboards.CONFLICTS_SHOWN]
    labels = {one.occurrence_id: f"⚠️ {texts.conflict_when(one, t)}" for one in conflicts}
    await screens.show(event, texts.details(shown, t, said), keyboards.one(shown, labels, t))
