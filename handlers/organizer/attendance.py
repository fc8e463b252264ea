"""Who is here: a tap on the check-in list, or on a person."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from db import Database
from handlers import rosters as texts
from handlers.live import Live
from handlers.organizer.people import screen as person_screen
from handlers.organizer.roster import leave_search, show_check_in
from handlers.topics import topic_router
from keyboards.callbacks.organizing import SetAttendance
from keyboards.callbacks.rosters import CheckIn, UndoCheckIn
from services import attendance
from services.attendance import Marked
from services.errors import SessionError
from services.text import esc
from services.translator import Translator
from services.users import Person

LONGEST_ALERT = 200
ACTS = {"here": attendance.check_in, "no_show": attendance.mark_no_show, "clear": attendance.clear}


def new_router() -> Router:
    router = topic_router("attendance")
    router.callback_query.register(set_attendance, SetAttendance.filter())
    router.callback_query.register(check_in, CheckIn.filter())
    router.callback_query.register(undo, UndoCheckIn.filter())
    return router


async def set_attendance(
    query: CallbackQuery,
    callback_data: SetAttendance,
    live: Live,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> AnswerCallbackQuery | None:
    wanted = callback_data
    said, session_id = await mark(wanted, db, user, now, t)
    if wanted.back == "person":
        await person_screen.show(query, wanted.registration_id, db, user, now, t, esc(said))
    else:
        await show_check_in(query, session_id, live, db, user, now, t)
    return query.answer(said[:LONGEST_ALERT]) if said else None


async def mark(wanted: SetAttendance, db: Database, user: Person, now: datetime, t: Translator) -> tuple[str, int]:
    """What became of it, or why not, and the session."""
    try:
        marked = await db.write(ACTS[wanted.what], registration_id=wanted.registration_id, actor_id=user.id, now=now)
    except SessionError as refusal:
        return refusal.text(t), refusal.session_id
    return echo(marked, wanted.what, t), marked.session_id


async def check_in(
    query: CallbackQuery,
    callback_data: CheckIn,
    state: FSMContext,
    live: Live,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> AnswerCallbackQuery | None:
    """A tap is a check-in. The list goes on to the next one; the last can be taken back on it."""
    await leave_search(state)
    wanted = callback_data
    try:
        marked = await db.write(attendance.check_in, registration_id=wanted.registration_id, actor_id=user.id, now=now)
    except SessionError as refusal:
        return await refuse(query, refusal, wanted.page, live, db, user, now, t)
    said = "" if marked.is_news else texts.already(marked, t)
    await show_check_in(query, marked.session_id, live, db, user, now, t, page=wanted.page, said=esc(said))
    return query.answer(said) if said else None


async def undo(
    query: CallbackQuery,
    callback_data: UndoCheckIn,
    live: Live,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    wanted = callback_data
    marked = await db.write(attendance.clear, registration_id=wanted.registration_id, actor_id=user.id, now=now)
    said = esc(echo(marked, "clear", t))
    await show_check_in(query, marked.session_id, live, db, user, now, t, page=wanted.page, said=said)


async def refuse(
    query: CallbackQuery,
    refusal: SessionError,
    page: int,
    live: Live,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> AnswerCallbackQuery:
    """Why it was not possible, above the list as it is now."""
    said = refusal.text(t)
    await show_check_in(query, refusal.session_id, live, db, user, now, t, page=page, said=f"✖️ {esc(said)}")
    return query.answer(said[:LONGEST_ALERT], show_alert=True)


def echo(marked: Marked, what: str, t: Translator) -> str:
    """What became of a tap; not escaped. Nothing where the screen says it all."""
    if what == "clear":
        return t("{name} is not marked any more.", name=marked.name)
    if what == "no_show":
        return t("{name} did not come.", name=marked.name)
    return t("{name} is here.", name=marked.name) if marked.is_news else texts.already(marked, t)
