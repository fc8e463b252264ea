"""A person's settings: language, time zone, and the ways to everything else."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.topics import SharedLocation, Typed, topic_router
from keyboards import profiles as keys
from keyboards import settings as keyboards
from keyboards.callbacks.attending import (
    AskLocation,
    ChooseLanguage,
    ChooseTimeZone,
    SetLanguage,
    SetTimeZone,
    Settings,
)
from services import users
from services.errors import UnknownTimeZone
from services.translator import LANGUAGES, Translator
from services.users import Person

OFFERED_ZONES = 8


class Dialog(StatesGroup):
    time_zone = State()
    location = State()


def new_router() -> Router:
    router = topic_router("settings")
    router.message.register(open_settings, Command("settings"))
    router.message.register(find_time_zone, StateFilter(Dialog.time_zone), Typed())
    router.message.register(take_location, StateFilter(Dialog.location), SharedLocation())
    router.message.register(leave_or_ask_again, StateFilter(Dialog.location), Typed())
    router.callback_query.register(return_to_settings, Settings.filter())
    router.callback_query.register(choose_language, ChooseLanguage.filter())
    router.callback_query.register(set_language, SetLanguage.filter())
    router.callback_query.register(choose_time_zone, ChooseTimeZone.filter())
    router.callback_query.register(set_time_zone, SetTimeZone.filter())
    router.callback_query.register(ask_location, AskLocation.filter())
    return router


async def open_settings(message: Message, state: FSMContext, now: datetime, t: Translator) -> None:
    await state.clear()
    await screens.show(message, overview(now, t), keyboards.settings(t))


async def return_to_settings(query: CallbackQuery, state: FSMContext, now: datetime, t: Translator) -> None:
    await state.clear()
    await screens.show(query, overview(now, t), keyboards.settings(t))


async def choose_language(query: CallbackQuery, t: Translator) -> None:
    await screens.show(query, t("Which language shall we speak?"), keyboards.languages(t))


async def set_language(
    query: CallbackQuery, callback_data: SetLanguage, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await db.write(users.set_language, user_id=user.id, language=callback_data.language, now=now)
    t = Translator(callback_data.language, t.time_zone)
    await screens.show(query, overview(now, t), keyboards.settings(t))


async def choose_time_zone(query: CallbackQuery, state: FSMContext, t: Translator) -> None:
    await state.set_state(Dialog.time_zone)
    text = t("Which big city shares your time? Please type it, for example: Berlin")
    await screens.show(query, text, keyboards.zones([], t))


async def ask_location(query: CallbackQuery, state: FSMContext, t: Translator) -> None:
    await state.set_state(Dialog.location)
    text = t("Tap the key below to share where you are. I keep the time zone, and not the place.")
    await screens.show_keys(query, text, keys.share_location(t))


async def take_location(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    try:
        zone = users.zone_at(message.location.latitude, message.location.longitude) if message.location else ""
        await db.write(users.set_time_zone, user_id=user.id, time_zone=zone, now=now)
    except UnknownTimeZone as unknown:
        await state.set_state(Dialog.time_zone)
        await screens.put_keys_away(message, t("I cannot tell the time zone there."))
        await screens.show(message, unknown.text(t), keyboards.zones([], t))
    else:
        await state.clear()
        await screens.put_keys_away(message, t("✅ Your time zone is {city} now.", city=t.city(zone)))
        t = Translator(t.language, zone)
        await screens.show(message, overview(now, t), keyboards.settings(t))


async def leave_or_ask_again(message: Message, state: FSMContext, now: datetime, t: Translator) -> None:
    if message.text != t("Back"):
        await message.answer(t("Please use the key below, or Back."), reply_markup=keys.share_location(t))
        return
    await state.clear()
    await screens.put_keys_away(message, t("Nothing was changed."))
    await screens.show(message, overview(now, t), keyboards.settings(t))


async def find_time_zone(message: Message, user: Person, t: Translator) -> None:
    found = users.zones_like(message.text or "", user.language)[:OFFERED_ZONES]
    text = t("Is it one of these? If not, type another city.") if found else UnknownTimeZone().text(t)
    await screens.show(message, text, keyboards.zones(found, t))


async def set_time_zone(
    query: CallbackQuery,
    callback_data: SetTimeZone,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await db.write(users.set_time_zone, user_id=user.id, time_zone=callback_data.zone, now=now)
    await state.clear()
    t = Translator(t.language, callback_data.zone)
    await screens.show(query, overview(now, t), keyboards.settings(t))


def overview(now: datetime, t: Translator) -> str:
    return t(
        "⚙️ <b>Settings</b>\n\nLanguage: {language}\nTime zone: {city}, where it is {clock} now",
        language=LANGUAGES[t.language],
        city=t.city(t.time_zone),
        clock=t.clock(now),
    )
