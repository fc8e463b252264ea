"""The room of a session: chosen from its host's, at once, for it moves nobody to another place."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from db import Database
from handlers import plans, screens
from handlers.organizer.sessions import drafting
from handlers.organizer.sessions.desk import show_desk
from keyboards import planning as keyboards
from keyboards.callbacks.planning import OpenRooms, PickRoom, TurnRooms
from services import sessions
from services.errors.organizing import RoomGone, RoomTaken
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_rooms, OpenRooms.filter())
    router.callback_query.register(turn, TurnRooms.filter())
    router.callback_query.register(pick, PickRoom.filter())


async def open_rooms(
    query: CallbackQuery,
    callback_data: OpenRooms,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafting.drop(state)
    await show_rooms(query, callback_data.session_id, db, user, now, t)


async def turn(
    query: CallbackQuery, callback_data: TurnRooms, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show_rooms(query, callback_data.session_id, db, user, now, t, page=callback_data.page)


async def show_rooms(
    query: CallbackQuery,
    session_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
    *,
    page: int = 0,
) -> None:
    await db.read(sessions.impact, user_id=user.id, session_id=session_id, now=now)
    shown = await db.read(sessions.desk, user_id=user.id, session_id=session_id, now=now)
    rooms = await db.read(sessions.list_rooms, user_id=user.id, session_id=session_id)
    await screens.show(query, plans.rooms(shown.card, rooms, t, said), keyboards.rooms(session_id, rooms, t, page=page))


async def pick(
    query: CallbackQuery, callback_data: PickRoom, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    session_id, space_id = callback_data.session_id, callback_data.space_id or None
    try:
        await db.write(sessions.set_room, user_id=user.id, session_id=session_id, space_id=space_id, now=now)
    except (RoomGone, RoomTaken) as refusal:
        await show_rooms(query, session_id, db, user, now, t, said=refusal.text(t))
    else:
        await show_desk(query, session_id, db, user, now, t, said=t("✅ Changed."))
