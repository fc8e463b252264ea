"""A host's rooms: add, rename, delete."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import closings as texts
from handlers import screens
from handlers.organizer.repeats import drafts
from handlers.organizer.repeats.drafts import Repeating
from keyboards import closings as keyboards
from keyboards.callbacks.repeating import AskDeletingRoom, AskRoom, DeleteRoom, OpenRoom, OpenRooms, TurnRooms
from services.errors import NameMissing
from services.templates import rooms
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_rooms, OpenRooms.filter())
    router.callback_query.register(turn, TurnRooms.filter())
    router.callback_query.register(ask, AskRoom.filter())
    router.callback_query.register(open_room, OpenRoom.filter())
    router.callback_query.register(ask_deleting, AskDeletingRoom.filter())
    router.callback_query.register(delete, DeleteRoom.filter())
    router.message.register(take_name, StateFilter(Repeating.room))


async def open_rooms(
    query: CallbackQuery, callback_data: OpenRooms, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    await drafts.drop(state)
    await show(query, callback_data.host_id, callback_data.series_id, db, user, t)


async def turn(query: CallbackQuery, callback_data: TurnRooms, db: Database, user: Person, t: Translator) -> None:
    await show(query, callback_data.host_id, callback_data.series_id, db, user, t, page=callback_data.page)


async def show(
    event: CallbackQuery | Message,
    host_id: int,
    series_id: int,
    db: Database,
    user: Person,
    t: Translator,
    said: str = "",
    *,
    page: int = 0,
) -> None:
    shown = await db.read(rooms.list_of_host, user_id=user.id, host_id=host_id)
    await screens.show(event, texts.rooms(shown, t, said), keyboards.rooms(shown, series_id, t, page=page))


async def ask(
    query: CallbackQuery, callback_data: AskRoom, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    host_id, series_id = callback_data.host_id, callback_data.series_id
    await db.read(rooms.list_of_host, user_id=user.id, host_id=host_id)
    await drafts.ask(state, Repeating.room, host_id=host_id, series_id=series_id, space_id=0)
    await screens.show(query, texts.ask_room(t), keyboards.to_rooms(host_id, series_id, t))


async def open_room(
    query: CallbackQuery, callback_data: OpenRoom, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    """Its name can be typed anew at once."""
    space = await db.read(rooms.find, user_id=user.id, space_id=callback_data.space_id)
    about = {"host_id": space.host_id, "series_id": callback_data.series_id, "space_id": space.id}
    await drafts.ask(state, Repeating.room, **about)
    keyboard = keyboards.room(space.host_id, space.id, callback_data.series_id, t)
    await screens.show(query, texts.room(space.name, t), keyboard)


async def take_name(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    host_id, series_id, space_id = await drafts.asked(state, "host_id", "series_id", "space_id")
    name = message.text or ""
    try:
        if space_id:
            await db.write(rooms.rename, user_id=user.id, space_id=space_id, name=name, now=now)
        else:
            await db.write(rooms.add, user_id=user.id, host_id=host_id, name=name, now=now)
    except NameMissing as refusal:
        text = texts.ask_room(t, said=esc(refusal.text(t)))
        await screens.show(message, text, keyboards.to_rooms(host_id, series_id, t))
    else:
        await drafts.drop(state)
        await show(message, host_id, series_id, db, user, t, said=t("✅ Kept."))


async def ask_deleting(
    query: CallbackQuery, callback_data: AskDeletingRoom, db: Database, user: Person, t: Translator
) -> None:
    space_id = callback_data.space_id
    space = await db.read(rooms.find, user_id=user.id, space_id=space_id)
    using = await db.read(rooms.impact_of_deleting, user_id=user.id, space_id=space_id)
    text = texts.ask_deleting_room(space.name, using, t)
    await screens.show(query, text, keyboards.delete_room(space_id, callback_data.series_id, t))


async def delete(
    query: CallbackQuery,
    callback_data: DeleteRoom,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafts.drop(state)
    space = await db.write(rooms.delete, user_id=user.id, space_id=callback_data.space_id, now=now)
    said = t("✖️ {name} is deleted.", name=esc(space.name))
    await show(query, space.host_id, callback_data.series_id, db, user, t, said=said)
