"""Lists of sessions to come and of past ones, the desk of one, and closing one before its end."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import buttons, plans, screens
from handlers.organizer import ways
from handlers.organizer.sessions import drafting
from keyboards import planning as keyboards
from keyboards.callbacks.organizing import EditSession, ListSessions
from keyboards.callbacks.planning import AskComplete, CompleteSession, ForgetNote, ListPast
from services import sessions
from services.access import Right
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(list_sessions, ListSessions.filter())
    router.callback_query.register(list_past, ListPast.filter())
    router.callback_query.register(open_desk, EditSession.filter())
    router.callback_query.register(ask_complete, AskComplete.filter())
    router.callback_query.register(complete, CompleteSession.filter())
    router.callback_query.register(forget_note, ForgetNote.filter())


async def list_sessions(
    query: CallbackQuery,
    callback_data: ListSessions,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafting.drop(state)
    wanted = callback_data
    page = await db.read(sessions.plan, user_id=user.id, series_id=wanted.series_id, page=wanted.page, now=now)
    if Right.SEE_PEOPLE in page.rights:
        await ways.note(state, wanted, "roster")
    await screens.show(query, plans.plan(page, t), keyboards.plan(page, t))


async def list_past(
    query: CallbackQuery,
    callback_data: ListPast,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafting.drop(state)
    wanted = callback_data
    page = await db.read(sessions.past, user_id=user.id, series_id=wanted.series_id, page=wanted.page, now=now)
    await ways.note(state, wanted, "roster")
    await screens.show(query, plans.past(page, t), keyboards.past(page, t))


async def open_desk(
    query: CallbackQuery,
    callback_data: EditSession,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafting.drop(state)
    await show_desk(query, callback_data.session_id, db, user, now, t)


async def show_desk(
    event: CallbackQuery | Message,
    session_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    """The session as it is true now, below what has just been done."""
    shown = await db.read(sessions.desk, user_id=user.id, session_id=session_id, now=now)
    await screens.show(event, plans.desk(shown, t, said), keyboards.desk(shown, t))


async def ask_complete(
    query: CallbackQuery,
    callback_data: AskComplete,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    session_id = callback_data.session_id
    await db.read(sessions.impact, user_id=user.id, session_id=session_id, now=now)
    shown = await db.read(sessions.desk, user_id=user.id, session_id=session_id, now=now)
    await buttons.show(query, state, plans.ask_complete(shown.card, t), keyboards.ask_complete(session_id, t))


async def complete(
    query: CallbackQuery, callback_data: CompleteSession, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    session_id = callback_data.session_id
    await db.write(sessions.complete, user_id=user.id, session_id=session_id, now=now)
    await show_desk(query, session_id, db, user, now, t, said=t("✅ It is over now."))


async def forget_note(
    query: CallbackQuery,
    callback_data: ForgetNote,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    session_id = callback_data.session_id
    await db.write(sessions.set_note, user_id=user.id, session_id=session_id, note="", now=now)
    await drafting.drop(state)
    await show_desk(query, session_id, db, user, now, t, said=t("✅ The note is deleted."))
