"""The form for what repeats: a new weekly time, or a change with its effect shown before it is confirmed."""

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import buttons
from handlers import repeats as texts
from handlers.organizer.repeats import drafts
from handlers.organizer.repeats.drafts import Draft
from handlers.organizer.repeats.lists import show_list, show_one
from keyboards import repeats as keyboards
from keyboards.callbacks.repeating import DropForm, EditRepeat, NewRepeat, ReopenForm, SaveRepeat, ShowEffect
from services import templates
from services.errors.organizing import (
    EndsBeforeItBegins,
    NoWeekdayChosen,
    NumberOutOfRange,
    OutOfTeam,
    RoomGone,
    SeriesOver,
)
from services.templates import Repeat
from services.text import esc
from services.translator import Translator
from services.users import Person

NOT_VALID = (EndsBeforeItBegins, NoWeekdayChosen, NumberOutOfRange, OutOfTeam, RoomGone, SeriesOver)
"""What is wrong with the form, and can be put right in it."""


def register(router: Router) -> None:
    router.callback_query.register(start, NewRepeat.filter())
    router.callback_query.register(edit, EditRepeat.filter())
    router.callback_query.register(reopen, ReopenForm.filter())
    router.callback_query.register(show_effect, ShowEffect.filter())
    router.callback_query.register(save, SaveRepeat.filter())
    router.callback_query.register(drop, DropForm.filter())


async def start(
    query: CallbackQuery,
    callback_data: NewRepeat,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show(query, Draft(callback_data.series_id), state, db, user, now, t)


async def edit(
    query: CallbackQuery,
    callback_data: EditRepeat,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    shown = await db.read(templates.find, user_id=user.id, template_id=callback_data.template_id, now=now)
    await show(query, Draft(shown.series_id, shown.id), state, db, user, now, t)


async def reopen(
    query: CallbackQuery,
    callback_data: ReopenForm,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    draft = await drafts.find(state, callback_data.template_id)
    await show(query, draft.with_(), state, db, user, now, t)


async def show(
    event: CallbackQuery | Message,
    draft: Draft,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    """The form as it is, which is kept."""
    shown = await shape(draft, db, user, now)
    await drafts.keep(state, draft)
    keyboard = keyboards.form(draft.template_id, draft.series_id, draft.version, texts.labels(t), t)
    await buttons.show(event, state, texts.form(shown, t, said), keyboard)


async def shape(draft: Draft, db: Database, user: Person, now: datetime) -> Repeat:
    """What it would be."""
    return await db.read(
        templates.shape,
        user_id=user.id,
        series_id=draft.series_id,
        template_id=draft.template_id,
        changes=draft.values(),
        now=now,
    )


async def show_effect(
    query: CallbackQuery,
    callback_data: ShowEffect,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    draft = await drafts.find(state, callback_data.template_id)
    shown = await shape(draft, db, user, now)
    try:
        found = await db.read(
            templates.effect, user_id=user.id, template_id=draft.template_id, changes=draft.values(), now=now
        )
    except NOT_VALID as refusal:
        await show(query, draft, state, db, user, now, t, said=esc(refusal.text(t)))
        return
    keyboard = keyboards.effect(draft.template_id, draft.series_id, draft.version, t)
    await buttons.show(query, state, texts.effect(shown, found, t), keyboard)


async def save(
    query: CallbackQuery,
    callback_data: SaveRepeat,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    draft = await drafts.find(state, callback_data.template_id)
    if callback_data.version != draft.version:
        await show(query, draft, state, db, user, now, t, said=t("This has changed since. Please look at it again."))
        return
    try:
        template_id, said = await write(draft, db, user, now, t)
    except NOT_VALID as refusal:
        await show(query, draft, state, db, user, now, t, said=esc(refusal.text(t)))
        return
    await drafts.drop(state)
    await show_one(query, template_id, db, user, now, t, said=said)


async def write(draft: Draft, db: Database, user: Person, now: datetime, t: Translator) -> tuple[int, str]:
    """Make or change the template; its id, and what to say."""
    values = draft.values()
    if draft.template_id:
        done = await db.write(templates.change, user_id=user.id, template_id=draft.template_id, changes=values, now=now)
        return draft.template_id, texts.saved(done, t)
    shown = await shape(draft, db, user, now)
    usual = {"weekdays": (), "starts_minute": shown.starts_minute, "begins_on": shown.begins_on}
    given: dict[str, Any] = usual | values
    made = await db.write(templates.create, user_id=user.id, series_id=draft.series_id, **given, now=now)
    return made.id, t("✅ From now on it repeats by itself.")


async def drop(
    query: CallbackQuery,
    callback_data: DropForm,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafts.drop(state)
    said = t("Nothing was changed.")
    if callback_data.template_id:
        await show_one(query, callback_data.template_id, db, user, now, t, said=said)
    else:
        await show_list(query, callback_data.series_id, db, user, now, t, said=said)
