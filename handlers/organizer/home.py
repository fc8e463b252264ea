"""/organize and /today: what somebody runs, at a glance, and one tap to each roster."""

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import overviews, screens
from handlers.organizer import ways
from handlers.topics import topic_router
from keyboards import organizing as keyboards
from keyboards.callbacks.organizing import OpenOrganize, OpenRoster, OpenToday
from keyboards.callbacks.overviews import GoBack, ListPending, ListSeries, NarrowOrganize, OpenAhead
from keyboards.rosters import above
from services import organizing, people, rosters
from services.errors import NotFound
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("organize")
    router.message.register(organize, Command("organize"))
    router.message.register(list_today, Command("today"))
    router.callback_query.register(return_to_organize, OpenOrganize.filter())
    router.callback_query.register(narrow, NarrowOrganize.filter())
    router.callback_query.register(open_today, OpenToday.filter())
    router.callback_query.register(open_ahead, OpenAhead.filter())
    router.callback_query.register(list_series, ListSeries.filter())
    router.callback_query.register(list_pending, ListPending.filter())
    router.callback_query.register(go_back, GoBack.filter())
    return router


async def organize(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await ways.note(state, OpenOrganize(), "roster", "desk", "host")
    await show_home(message, 0, db, user, now, t)


async def return_to_organize(
    query: CallbackQuery, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """Also the way out of an organizer's dialog."""
    if await state.get_state():
        await ways.clear(state)
    await ways.note(state, OpenOrganize(), "roster", "desk", "host")
    await show_home(query, 0, db, user, now, t)


async def narrow(
    query: CallbackQuery,
    callback_data: NarrowOrganize,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show_home(query, callback_data.host_id, db, user, now, t)
    await ways.note(state, callback_data, "roster", "desk", "host")


async def show_home(
    event: CallbackQuery | Message, host_id: int, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """Of one host; of all where it is theirs no more."""
    try:
        view = await db.read(organizing.overview, user_id=user.id, zone=t.time_zone, host_id=host_id, now=now)
    except NotFound:
        view = await db.read(organizing.overview, user_id=user.id, zone=t.time_zone, now=now)
    await screens.show(event, overviews.home(view, now=now, t=t), keyboards.home(view, t))


async def list_today(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await ways.note(state, OpenToday(), "roster")
    await show_today(message, db, user, now, t)


async def open_today(
    query: CallbackQuery, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await ways.note(state, OpenToday(), "roster")
    await show_today(query, db, user, now, t)


async def show_today(event: CallbackQuery | Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    found = await db.read(organizing.today, user_id=user.id, zone=t.time_zone, now=now)
    await screens.show(event, overviews.today(found, now=now, t=t), keyboards.today(found, t))


async def open_ahead(
    query: CallbackQuery,
    callback_data: OpenAhead,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    page = await db.read(
        organizing.ahead,
        user_id=user.id,
        zone=t.time_zone,
        host_id=callback_data.host_id,
        page=callback_data.page,
        now=now,
    )
    await ways.note(state, callback_data, "roster")
    await screens.show(query, overviews.ahead(page, now=now, t=t), keyboards.ahead(page, t))


async def list_series(
    query: CallbackQuery, callback_data: ListSeries, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    page = await db.read(organizing.series, user_id=user.id, host_id=callback_data.host_id, page=callback_data.page)
    await ways.note(state, callback_data, "desk")
    await screens.show(query, overviews.series(page, t), keyboards.series(page, t))


async def list_pending(
    query: CallbackQuery,
    callback_data: ListPending,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Those who ask for a place, wherever that is; who is decided on leaves the list."""
    asked = await db.read(organizing.pending, user_id=user.id, host_id=callback_data.host_id, now=now)
    await ways.note(state, callback_data, "person")
    await screens.show(query, overviews.pending(asked, t), keyboards.pending(asked, callback_data.host_id, t))


async def go_back(
    query: CallbackQuery,
    callback_data: GoBack,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    event_router: Router,
    **rest: Any,
) -> Any:
    """As if the list were asked for anew by the button that showed it."""
    data = await leading_back(callback_data, state, db, user, now)
    again = query.model_copy(update={"data": data})
    asks_all = event_router.parent_router
    assert asks_all
    given = {"state": state, "db": db, "user": user, "now": now}
    return await asks_all.propagate_event("callback_query", again, **rest, **given)


async def leading_back(wanted: GoBack, state: FSMContext, db: Database, user: Person, now: datetime) -> str:
    """The packed intent of the list where somebody came from, if it may have had that; else of what is above."""
    came_from = await ways.find(state, wanted.of)
    match wanted.of:
        case "roster":
            roster = await db.read(rosters.open_page, session_id=wanted.id, viewer_id=user.id, now=now)
            return came_from if _is_of(came_from, roster.head.series_id) else above(roster.head).pack()
        case "person":
            one = await db.read(people.look, user_id=user.id, registration_id=wanted.id, now=now)
            return came_from if _is_of(came_from, one.session_id) else OpenRoster(session_id=one.session_id).pack()
        case _:
            return came_from or OpenOrganize().pack()


def _is_of(packed: str, id_: int) -> bool:
    """Whether it is a list of that series or session, or one over many of them."""
    prefix, _, values = packed.partition(":")
    return prefix.partition(".")[0] == "organize" or (bool(packed) and values.partition(":")[0] == str(id_))
