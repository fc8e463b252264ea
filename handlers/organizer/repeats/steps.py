"""Leaving out the next time, pausing, deleting, and making sessions by hand."""

from datetime import date, datetime, timedelta

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import buttons, screens
from handlers import repeats as texts
from handlers.organizer.repeats import drafts
from handlers.organizer.repeats.drafts import Repeating
from handlers.organizer.repeats.lists import show_list, show_one
from keyboards import repeats as keyboards
from keyboards.callbacks.repeating import (
    AskDeleting,
    AskRange,
    AskSkip,
    DeleteRepeat,
    MakeAhead,
    SkipDay,
    TurnRepeat,
)
from services import templates
from services.errors import DomainError, NotFound
from services.templates import reading
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(ask_skip, AskSkip.filter())
    router.callback_query.register(skip, SkipDay.filter())
    router.callback_query.register(turn, TurnRepeat.filter())
    router.callback_query.register(ask_deleting, AskDeleting.filter())
    router.callback_query.register(delete, DeleteRepeat.filter())
    router.callback_query.register(ask_range, AskRange.filter())
    router.callback_query.register(make_ahead, MakeAhead.filter())
    router.message.register(make_range, StateFilter(Repeating.range))


async def ask_skip(
    query: CallbackQuery,
    callback_data: AskSkip,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    template_id = callback_data.template_id
    shown = await db.read(templates.find, user_id=user.id, template_id=template_id, now=now)
    impact = await db.read(templates.impact_of_skipping, user_id=user.id, template_id=template_id, now=now)
    if impact is None:
        await show_one(query, template_id, db, user, now, t, said=t("Nothing is to come that could be left out."))
        return
    label = t("Cancel it and tell them") if impact.told.is_anybody else t("Yes, leave it out")
    await buttons.show(query, state, texts.ask_skip(shown, impact, t), keyboards.skip(impact, label, t))


async def skip(
    query: CallbackQuery, callback_data: SkipDay, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    day = date.fromordinal(callback_data.day)
    template_id = callback_data.template_id
    told = await db.write(templates.skip, user_id=user.id, template_id=template_id, day=day, now=now)
    await show_one(query, template_id, db, user, now, t, said=texts.skipped(day, told, t))


async def turn(
    query: CallbackQuery, callback_data: TurnRepeat, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    template_id = callback_data.template_id
    if callback_data.on:
        result = await db.write(templates.resume, user_id=user.id, template_id=template_id, now=now)
        said = texts.generated(result, t)
    else:
        await db.write(templates.pause, user_id=user.id, template_id=template_id, now=now)
        said = t("⏸ Paused: nothing new is planned. What is planned stays.")
    await show_one(query, template_id, db, user, now, t, said=said)


async def ask_deleting(
    query: CallbackQuery,
    callback_data: AskDeleting,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    template_id = callback_data.template_id
    shown = await db.read(templates.find, user_id=user.id, template_id=template_id, now=now)
    sessions, told = await db.read(templates.impact_of_deleting, user_id=user.id, template_id=template_id, now=now)
    label = t.plural("Delete, cancel {count} session", "Delete, cancel {count} sessions", sessions) if sessions else ""
    text = texts.ask_delete(shown, sessions, told, t)
    await buttons.show(query, state, text, keyboards.delete(template_id, label, t))


async def delete(
    query: CallbackQuery, callback_data: DeleteRepeat, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    template_id = callback_data.template_id
    shown = await db.read(templates.find, user_id=user.id, template_id=template_id, now=now)
    cancelled, told = await db.write(
        templates.delete,
        user_id=user.id,
        template_id=template_id,
        with_sessions=bool(callback_data.with_sessions),
        now=now,
    )
    said = texts.deleted(cancelled, told, t)
    await show_list(query, shown.series_id, db, user, now, t, said=said)


async def ask_range(
    query: CallbackQuery,
    callback_data: AskRange,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show_range(query, callback_data.template_id, state, db, user, now, t)


async def show_range(
    event: CallbackQuery | Message,
    template_id: int,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    shown = await db.read(templates.find, user_id=user.id, template_id=template_id, now=now)
    await drafts.ask(state, Repeating.range, template_id=template_id)
    await screens.show(event, texts.ask_range(shown, t, said), keyboards.ranges(template_id, t))


async def make_range(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    (template_id,) = await drafts.asked(state, "template_id")
    shown = await db.read(templates.find, user_id=user.id, template_id=template_id, now=now)
    try:
        first, last = reading.read_days(message.text or "", zone=shown.time_zone, language=t.language, now=now)
        await make(message, template_id, first, last, state, db, user, now, t)
    except NotFound:
        raise
    except DomainError as refusal:
        await show_range(message, template_id, state, db, user, now, t, said=esc(refusal.text(t)))


async def make_ahead(
    query: CallbackQuery,
    callback_data: MakeAhead,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    template_id = callback_data.template_id
    shown = await db.read(templates.find, user_id=user.id, template_id=template_id, now=now)
    first = templates.days_of(now, shown.time_zone)
    last = first + timedelta(weeks=max(callback_data.weeks, 1)) - timedelta(days=1)
    await make(query, template_id, first, last, state, db, user, now, t)


async def make(
    event: CallbackQuery | Message,
    template_id: int,
    first: date,
    last: date,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    result = await db.write(
        templates.generate_days, user_id=user.id, template_id=template_id, first=first, last=last, now=now
    )
    await drafts.drop(state)
    await show_one(event, template_id, db, user, now, t, said=texts.generated(result, t))
