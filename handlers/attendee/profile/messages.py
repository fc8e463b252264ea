"""What a person wants to get, when to be reminded, and when it shall be quiet."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import profiles as texts
from handlers import screens
from handlers.attendee.profile.dialogs import Asked
from handlers.topics import Typed
from keyboards import profiles as keyboards
from keyboards.callbacks.profile import (
    AskQuietHours,
    NoQuietHours,
    OpenMessages,
    OpenReminders,
    SetQuietHours,
    SetReminder,
    SetWish,
    UsualReminders,
)
from services import amounts, profiles
from services.errors import HoursNotUnderstood, NotFound
from services.errors.organizing import NumberNotUnderstood
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_messages, OpenMessages.filter())
    router.callback_query.register(set_wish, SetWish.filter())
    router.callback_query.register(open_reminders, OpenReminders.filter())
    router.callback_query.register(set_reminder, SetReminder.filter())
    router.callback_query.register(remind_as_usual, UsualReminders.filter())
    router.callback_query.register(ask_quiet_hours, AskQuietHours.filter())
    router.callback_query.register(set_quiet_hours, SetQuietHours.filter())
    router.callback_query.register(clear_quiet_hours, NoQuietHours.filter())
    router.message.register(set_typed_reminder, StateFilter(Asked.reminders), Typed())
    router.message.register(set_typed_hours, StateFilter(Asked.quiet_hours), Typed())


async def open_messages(
    query: CallbackQuery, state: FSMContext, db: Database, user: Person, channels: frozenset[str], t: Translator
) -> None:
    if await state.get_state():
        await state.clear()
    await show_messages(query, db, user, channels, t)


async def show_messages(
    event: CallbackQuery | Message,
    db: Database,
    user: Person,
    channels: frozenset[str],
    t: Translator,
    said: str = "",
) -> None:
    wishes = await db.read(profiles.wishes, user_id=user.id)
    await screens.show(event, texts.messages(wishes, t, said), keyboards.messages(wishes, channels, t))


async def set_wish(
    query: CallbackQuery,
    callback_data: SetWish,
    db: Database,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    kind, channel, on = callback_data.kind, callback_data.channel, bool(callback_data.on)
    await db.write(profiles.set_wish, user_id=user.id, kind=kind, channel=channel, on=on, now=now)
    await show_messages(query, db, user, channels, t)


async def open_reminders(query: CallbackQuery, state: FSMContext, db: Database, user: Person, t: Translator) -> None:
    await state.set_state(Asked.reminders)
    await show_reminders(query, db, user, t)


async def show_reminders(
    event: CallbackQuery | Message, db: Database, user: Person, t: Translator, said: str = ""
) -> None:
    wishes = await db.read(profiles.wishes, user_id=user.id)
    await screens.show(event, texts.reminders(wishes, t, said), keyboards.reminders(wishes, t))


async def set_reminder(
    query: CallbackQuery, callback_data: SetReminder, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    minutes, on = callback_data.minutes, bool(callback_data.on)
    await db.write(profiles.set_reminder, user_id=user.id, minutes=minutes, on=on, now=now)
    await show_reminders(query, db, user, t)


async def set_typed_reminder(message: Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    """A time as it stands on a button; others are not offered."""
    try:
        minutes = amounts.read_lead(message.text or "")
        await db.write(profiles.set_reminder, user_id=user.id, minutes=minutes, on=True, now=now)
    except (NumberNotUnderstood, NotFound):
        await show_reminders(message, db, user, t, said=t("Please tap one of the buttons."))
    else:
        await show_reminders(message, db, user, t)


async def remind_as_usual(query: CallbackQuery, db: Database, user: Person, now: datetime, t: Translator) -> None:
    await db.write(profiles.remind_as_usual, user_id=user.id, now=now)
    await show_reminders(query, db, user, t)


async def ask_quiet_hours(query: CallbackQuery, state: FSMContext, db: Database, user: Person, t: Translator) -> None:
    await state.set_state(Asked.quiet_hours)
    wishes = await db.read(profiles.wishes, user_id=user.id)
    await screens.show(query, texts.ask_quiet_hours(wishes, t), keyboards.quiet_hours(wishes, t))


async def set_quiet_hours(
    query: CallbackQuery,
    callback_data: SetQuietHours,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    begins, ends = callback_data.begins, callback_data.ends
    await db.write(profiles.set_quiet_hours, user_id=user.id, begins=begins, ends=ends, now=now)
    await state.clear()
    await show_messages(query, db, user, channels, t)


async def clear_quiet_hours(
    query: CallbackQuery,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    await db.write(profiles.clear_quiet_hours, user_id=user.id, now=now)
    await state.clear()
    await show_messages(query, db, user, channels, t)


async def set_typed_hours(
    message: Message,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    wishes = await db.read(profiles.wishes, user_id=user.id)
    try:
        begins, ends = profiles.read_hours(message.text or "")
    except HoursNotUnderstood as refusal:
        await screens.show(message, esc(refusal.text(t)), keyboards.quiet_hours(wishes, t))
    else:
        await db.write(profiles.set_quiet_hours, user_id=user.id, begins=begins, ends=ends, now=now)
        await state.clear()
        await show_messages(message, db, user, channels, t)
