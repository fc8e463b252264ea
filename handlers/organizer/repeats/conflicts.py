"""A day that could not be made, resolved by hand."""

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from db import Database
from handlers import buttons
from handlers import repeats as texts
from handlers.organizer.repeats.lists import show_one
from keyboards import repeats as keyboards
from keyboards.callbacks.repeating import OpenConflict, ResolveConflict, TurnConflict
from services import templates
from services.errors.organizing import InstructorBusy, OutOfTeam, RoomGone, RoomTaken
from services.templates import Way
from services.templates.deciding import ROOM_TAKEN, read_conflict
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_conflict, OpenConflict.filter())
    router.callback_query.register(turn, TurnConflict.filter())
    router.callback_query.register(resolve, ResolveConflict.filter())


async def open_conflict(
    query: CallbackQuery,
    callback_data: OpenConflict,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show(query, callback_data.occurrence_id, state, db, user, now, t)


async def turn(
    query: CallbackQuery,
    callback_data: TurnConflict,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show(query, callback_data.occurrence_id, state, db, user, now, t, page=callback_data.page)


async def show(
    query: CallbackQuery,
    occurrence_id: int,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
    *,
    page: int = 0,
) -> None:
    shown = await db.read(templates.find_conflict, user_id=user.id, occurrence_id=occurrence_id)
    template = await db.read(templates.find, user_id=user.id, template_id=shown.template_id, now=now)
    choices = await db.read(templates.choices, user_id=user.id, series_id=template.series_id)
    room = read_conflict(shown.reason)[0] == ROOM_TAKEN
    keyboard = keyboards.conflict(shown, choices, t, room=room, page=page)
    await buttons.show(query, state, texts.conflict(shown, t, said), keyboard)


async def resolve(
    query: CallbackQuery,
    callback_data: ResolveConflict,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    way, occurrence_id = Way(callback_data.way), callback_data.occurrence_id
    shown = await db.read(templates.find_conflict, user_id=user.id, occurrence_id=occurrence_id)
    chosen: dict[str, Any] = {"way": way, "instructor_id": callback_data.instructor_id or None}
    try:
        await db.write(templates.resolve, user_id=user.id, occurrence_id=occurrence_id, **chosen, now=now)
    except (InstructorBusy, OutOfTeam, RoomGone, RoomTaken) as refusal:
        await show(query, occurrence_id, state, db, user, now, t, said=esc(refusal.text(t)))
    else:
        when = texts.conflict_when(shown, t)
        said = t("✖️ {day} is left out.", day=when) if way == Way.SKIP else t("✅ {when} is planned.", when=when)
        await show_one(query, shown.template_id, db, user, now, t, said=said)
