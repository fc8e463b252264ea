"""Editing one field of a host: asked for, tapped, typed, sent as a picture, or shared as a place."""

import asyncio
import io
from datetime import datetime
from functools import partial
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.organizer import ways
from handlers.organizer.host import wording
from handlers.organizer.host.showing import editable, show_edit
from handlers.topics import SharedLocation, SharedPhoto, Typed
from keyboards import hosts as keyboards
from keyboards.callbacks.desks import AskHostField, ClearHostField, SetHostField, SetHostZone
from services import hosts, logos, users
from services.errors import DomainError, NotFound, UnknownTimeZone
from services.hosts import Desk
from services.text import esc
from services.translator import Translator
from services.users import Person

OFFERED_ZONES = 8


class HostEditing(StatesGroup):
    host_field = State()
    host_photo = State()
    host_address = State()
    host_zone = State()


STATES = {"photo": HostEditing.host_photo, "address": HostEditing.host_address, "zone": HostEditing.host_zone}


def register(router: Router) -> None:
    router.callback_query.register(ask, AskHostField.filter())
    router.callback_query.register(choose, SetHostField.filter())
    router.callback_query.register(clear, ClearHostField.filter())
    router.callback_query.register(set_zone, SetHostZone.filter())
    router.message.register(take_photo, StateFilter(HostEditing.host_photo), SharedPhoto())
    router.message.register(take_location, StateFilter(HostEditing.host_address), SharedLocation())
    router.message.register(find_zone, StateFilter(HostEditing.host_zone), Typed())
    router.message.register(take_text, StateFilter(HostEditing.host_field, HostEditing.host_address), Typed())
    router.message.register(take_nothing, StateFilter(HostEditing))


async def ask(
    query: CallbackQuery,
    callback_data: AskHostField,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    name = callback_data.field
    if name not in wording.QUESTIONS:
        raise NotFound
    shown = await editable(callback_data.host_id, db, user, now)
    await state.set_state(STATES.get(name, HostEditing.host_field))
    await ways.put(state, {"host_id": shown.id, "field": name})
    await show_question(query, shown, name, t)


async def show_question(event: CallbackQuery | Message, shown: Desk, name: str, t: Translator, said: str = "") -> None:
    chosen = wording.chosen(shown, name) if name in hosts.CHOICES else shown.currency.lower()
    clears = any(getattr(shown, column) for column in hosts.EMPTY.get(name, ()))
    keyboard = keyboards.field(shown, name, values_of(name, t), t, chosen=chosen, clears=clears)
    photo = shown.photo_id if name == "photo" else None
    await screens.show(event, wording.question(shown, name, t, esc(said)), keyboard, photo=photo)


def values_of(name: str, t: Translator) -> list[tuple[str, str]]:
    """What can be tapped."""
    if name == "currency":
        return [(code.lower(), code) for code in keyboards.CURRENCIES]
    words = hosts.CHOICES[name][1] if name in hosts.CHOICES else {}
    return [(word, wording.label(name, word, t)) for word in words]


async def choose(
    query: CallbackQuery,
    callback_data: SetHostField,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    name, value = callback_data.field, callback_data.value
    if name == "currency":
        act: Any = partial(hosts.write, field=name, typed=value)
    else:
        act = partial(hosts.choose, field=name, value=value)
    await keep(query, act, callback_data.host_id, state, db, user, now, t)


async def clear(
    query: CallbackQuery,
    callback_data: ClearHostField,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    act = partial(hosts.clear, field=callback_data.field)
    await keep(query, act, callback_data.host_id, state, db, user, now, t)


async def set_zone(
    query: CallbackQuery,
    callback_data: SetHostZone,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    act = partial(hosts.set_time_zone, time_zone=callback_data.zone)
    await keep(query, act, callback_data.host_id, state, db, user, now, t)


async def find_zone(message: Message, state: FSMContext, user: Person, t: Translator) -> None:
    host_id = (await state.get_data())["host_id"]
    found = users.zones_like(message.text or "", user.language)[:OFFERED_ZONES]
    text = t("Is it one of these? If not, type another city.") if found else UnknownTimeZone().text(t)
    await screens.show(message, text, keyboards.zones(host_id, found, t))


async def take_text(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """What was typed, or why it cannot be kept, with the question once more."""
    asked = await state.get_data()
    name, typed = asked["field"], message.text or ""
    word = wording.word(name, typed, t)
    write = partial(hosts.write, field=name, typed=typed)
    act = partial(hosts.choose, field=name, value=word) if word else write
    try:
        await keep(message, act, asked["host_id"], state, db, user, now, t)
    except NotFound:
        await ways.clear(state)
        raise
    except DomainError as refusal:
        shown = await editable(asked["host_id"], db, user, now)
        await show_question(message, shown, asked["field"], t, refusal.text(t))


async def take_photo(
    message: Message, bot: Bot, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    asked, content = await state.get_data(), io.BytesIO()
    assert message.photo
    file_id = message.photo[-1].file_id
    await bot.download(file_id, destination=content)
    logo = await asyncio.to_thread(logos.read, content.getvalue())
    act = partial(hosts.set_photo, photo_id=file_id, logo=logo)
    await keep(message, act, asked["host_id"], state, db, user, now, t)


async def take_location(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    asked, point, venue = await state.get_data(), message.location, message.venue
    assert point
    address = f"{venue.title}, {venue.address}" if venue else ""
    act = partial(hosts.set_location, latitude=point.latitude, longitude=point.longitude, address=address)
    await keep(message, act, asked["host_id"], state, db, user, now, t)


async def take_nothing(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    asked = await state.get_data()
    shown = await editable(asked["host_id"], db, user, now)
    said = t("I need a picture here.") if asked["field"] == "photo" else t("I can only take text here.")
    await show_question(message, shown, asked["field"], t, said)


async def keep(
    event: CallbackQuery | Message,
    act: Any,
    host_id: int,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Write one field, and show all of them."""
    await db.write(act, user_id=user.id, host_id=host_id, now=now)
    await ways.clear(state)
    await show_edit(event, host_id, db, user, now, t, said=t("✅ That is kept."))
