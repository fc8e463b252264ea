"""Another place of a series in which people are already: whom it reaches is looked at first, then it is done."""

import json
from datetime import datetime
from functools import partial
from typing import Any
from zlib import crc32

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.organizer import ways
from handlers.organizer.desk import wording
from handlers.organizer.desk.asking import SeriesEditing
from handlers.organizer.desk.showing import editable, show_edit
from keyboards import desks as keyboards
from keyboards.callbacks.desks import MoveSeries
from services import series
from services.errors import NotFound
from services.sessions import PlaceImpact
from services.translator import Translator
from services.users import Person

WAYS: dict[str, Any] = {"write": series.write, "location": series.set_location, "clear": series.clear}


def register(router: Router) -> None:
    router.callback_query.register(move, MoveSeries.filter())


async def place(
    event: CallbackQuery | Message,
    series_id: int,
    way: str,
    given: dict[str, Any],
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """At once where nobody is touched; else after a look. Raises what is wrong with what was typed."""
    typed = given.get("typed")
    seen = await db.read(series.impact_of_place, user_id=user.id, series_id=series_id, typed=typed, now=now)
    if not seen.sessions:
        await put(event, series_id, way, given, state, db, user, now, t)
        return
    await show_look(event, series_id, way, given, seen, state, db, user, now, t)


async def show_look(
    event: CallbackQuery | Message,
    series_id: int,
    way: str,
    given: dict[str, Any],
    seen: PlaceImpact,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """A button does what its screen showed, and nothing else; another place can be typed or shared instead."""
    version = crc32(json.dumps([way, given]).encode())
    await state.set_state(SeriesEditing.place)
    await ways.put(state, {"series_id": series_id, "field": "place", "way": way, "given": given, "version": version})
    shown = await editable(series_id, db, user, now)
    words = wording.confirm_place(shown, given.get("typed") or given.get("place", ""), seen, t)
    await screens.show(event, words, keyboards.confirm_place(series_id, version, t))


async def move(
    query: CallbackQuery,
    callback_data: MoveSeries,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """What the screen showed; a place that was typed since then is another one."""
    asked = await state.get_data()
    if (asked.get("series_id"), asked.get("version")) != (callback_data.series_id, callback_data.version):
        raise NotFound
    await put(query, callback_data.series_id, asked["way"], asked["given"], state, db, user, now, t)


async def put(
    event: CallbackQuery | Message,
    series_id: int,
    way: str,
    given: dict[str, Any],
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    words = {"write": {"field": "place", "language": t.language}, "clear": {"field": "place"}}.get(way, {})
    act = partial(WAYS[way], **given, **words)
    done = await db.write(act, user_id=user.id, series_id=series_id, now=now)
    await ways.clear(state)
    await show_edit(event, series_id, "about", db, user, now, t, said=wording.kept(done, t))
