"""An organizer's screen of a session: its people, the check-in list, who waits, and finding one of them."""

from datetime import datetime
from typing import Any

import structlog
from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import forms, screens
from handlers import rosters as texts
from handlers.cards import paragraphs
from handlers.live import Live
from handlers.organizer import ways
from handlers.topics import Typed, topic_router
from keyboards import common
from keyboards import rosters as keyboards
from keyboards.callbacks.organizing import OpenRoster
from keyboards.callbacks.rosters import FindPerson, ListLine, ListPeople, OpenCheckIn
from services import rosters
from services.errors import DomainError
from services.rosters import CONFIRMED, LIVE, PAYING, PENDING, WAITING, PostKind
from services.translator import Translator
from services.users import Person

KEY = "find"
LINES = {"waiting": WAITING, "pending": PENDING, "paying": PAYING}
"""Whom each list of those without a place is of."""

log = structlog.get_logger()


class Finding(StatesGroup):
    words = State()


def new_router() -> Router:
    router = topic_router("roster")
    router.callback_query.register(open_roster, OpenRoster.filter())
    router.callback_query.register(open_check_in, OpenCheckIn.filter())
    router.callback_query.register(list_people, ListPeople.filter())
    router.callback_query.register(list_line, ListLine.filter())
    router.callback_query.register(ask_words, FindPerson.filter())
    router.message.register(find, StateFilter(Finding.words), Typed())
    router.message.register(take_words_only, StateFilter(Finding.words))
    return router


async def open_roster(
    query: CallbackQuery,
    callback_data: OpenRoster,
    state: FSMContext,
    live: Live,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await leave_search(state)
    try:
        await show_page(query, callback_data, live, db, user, now, t)
    except DomainError:
        raise
    except Exception:
        log.exception("roster.not_loaded", session_id=callback_data.session_id)
        await screens.show(query, t("I could not load the roster."), keyboards.retry(callback_data.session_id, t))


async def show_page(
    query: CallbackQuery, wanted: OpenRoster, live: Live, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    if wanted.page:
        await live.leave(query, now)
        await show_roster(query, wanted.session_id, db, user, now, t, page=wanted.page)
    else:
        await show_following_roster(query, wanted.session_id, live, db, user, now, t)


async def show_following_roster(
    query: CallbackQuery, session_id: int, live: Live, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """The first page: it follows by itself."""
    kind = PostKind.ROSTER
    await live.open(query, session_id, kind, user, t, now)
    message_id = await show_roster(query, session_id, db, user, now, t)
    await live.shown(query, message_id, session_id, kind, user, t, now)


async def show_roster(
    event: CallbackQuery | Message,
    session_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    *,
    page: int = 0,
) -> int:
    roster = await db.read(rosters.open_page, session_id=session_id, viewer_id=user.id, page=page, now=now)
    return await screens.show(event, texts.of_session(roster, t), keyboards.roster(roster, t))


async def open_check_in(
    query: CallbackQuery,
    callback_data: OpenCheckIn,
    state: FSMContext,
    live: Live,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await leave_search(state)
    await show_check_in(query, callback_data.session_id, live, db, user, now, t, page=callback_data.page)


async def show_check_in(
    query: CallbackQuery,
    session_id: int,
    live: Live,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    *,
    page: int = 0,
    said: str = "",
) -> None:
    """Who is not here yet. The first page follows by itself."""
    kind = PostKind.CHECK_IN
    await live.open(query, session_id, kind, user, t, now)
    door = await db.read(rosters.check_in_list, session_id=session_id, viewer_id=user.id, page=page, now=now)
    if door.roster.number:
        await live.leave(query, now)
    message_id = await screens.show(query, texts.check_in(door, t, said), keyboards.check_in(door, t))
    if not door.roster.number:
        await live.shown(query, message_id, session_id, kind, user, t, now)


async def list_people(
    query: CallbackQuery,
    callback_data: ListPeople,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    session_id, page = callback_data.session_id, callback_data.page
    about: dict[str, Any] = {"session_id": session_id, "viewer_id": user.id, "page": page, "now": now}
    roster = await db.read(rosters.open_page, **about, statuses=CONFIRMED)
    await ways.note(state, callback_data, "person")
    await screens.show(query, texts.people(roster, t), keyboards.people(roster, t))


async def list_line(
    query: CallbackQuery,
    callback_data: ListLine,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    wanted = callback_data
    about: dict[str, Any] = {"session_id": wanted.session_id, "viewer_id": user.id, "page": wanted.page, "now": now}
    roster = await db.read(rosters.open_page, **about, statuses=LINES[wanted.which])
    await ways.note(state, wanted, "person")
    await screens.show(query, texts.line(roster, wanted.which, t), keyboards.line(roster, wanted, t))


async def ask_words(
    query: CallbackQuery,
    callback_data: FindPerson,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """What is typed next is looked for; who may not see the people is not asked."""
    session_id = callback_data.session_id
    await db.read(rosters.open_page, session_id=session_id, viewer_id=user.id, now=now)
    await state.update_data({KEY: {"session_id": session_id, "how": callback_data.how}})
    await state.set_state(Finding.words)
    question = t("<b>Whom do you look for?</b>\nType a name or a reference, or the beginning of one.")
    await screens.show(query, question, keyboards.asking(callback_data, t))


async def find(message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator) -> None:
    """It goes on until somebody leaves it: the next name can be typed at once."""
    asked = (await state.get_data()).get(KEY)
    if asked is None:
        await state.set_state(None)
        await screens.show(message, t("That question is over. Nothing was changed."), common.to_home(t))
        return
    session_id, how = asked["session_id"], asked["how"]
    about = {"session_id": session_id, "viewer_id": user.id, "typed": message.text or ""}
    statuses = CONFIRMED if how == "door" else LIVE
    roster = await db.read(rosters.find, **about, statuses=statuses, now=now)
    await screens.show(message, texts.found(roster, t), keyboards.found(roster, how, t))


async def take_words_only(message: Message, t: Translator) -> None:
    said = t("Type a name or a reference. /cancel leaves this.")
    await screens.show(message, paragraphs(forms.not_a_text(t), said))


async def leave_search(state: FSMContext) -> None:
    if await state.get_state() == Finding.words.state:
        await state.set_state(None)
