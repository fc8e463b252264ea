"""Private notes, typed and kept."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import people as texts
from handlers import screens
from handlers.organizer.people import dialogs
from handlers.organizer.people.dialogs import Asked
from handlers.organizer.people.screen import show
from handlers.topics import Typed
from keyboards import people as keyboards
from keyboards.callbacks.people import AskNote, ClearNote
from services import people
from services.access import Right
from services.errors import NotFound
from services.people import LONGEST_NOTE, About
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(ask, AskNote.filter())
    router.callback_query.register(clear, ClearNote.filter())
    router.message.register(take, StateFilter(Asked.note), Typed())
    router.message.register(ask_again, StateFilter(Asked.note))


async def ask(
    query: CallbackQuery,
    callback_data: AskNote,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    mine, about = callback_data.registration_id, About(callback_data.about)
    await show_question(query, mine, about, db, user, now, t)
    await dialogs.ask(state, Asked.note, registration_id=mine, about=about.value)


async def show_question(
    event: CallbackQuery | Message,
    registration_id: int,
    about: About,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    one = await db.read(people.look, user_id=user.id, registration_id=registration_id, now=now)
    if not one.may(Right.NOTE):
        raise NotFound
    await screens.show(event, texts.ask_note(one, about, t, said), keyboards.ask_note(one, about, t))


async def clear(
    query: CallbackQuery,
    callback_data: ClearNote,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    mine, about = callback_data.registration_id, About(callback_data.about)
    await db.write(people.note, user_id=user.id, registration_id=mine, about=about, typed="", now=now)
    await dialogs.drop(state)
    await show(query, mine, db, user, now, t, said=t("The note is deleted."))


async def take(message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator) -> None:
    kept, typed = await dialogs.find(state), message.text or ""
    if kept is None:
        raise NotFound
    mine, about = kept["registration_id"], About(kept["about"])
    if len(typed) > LONGEST_NOTE:
        await show_question(message, mine, about, db, user, now, t, said=texts.too_long(LONGEST_NOTE, t))
        return
    await db.write(people.note, user_id=user.id, registration_id=mine, about=about, typed=typed, now=now)
    await dialogs.drop(state)
    await show(message, mine, db, user, now, t, said=t("✅ The note is kept."))


async def ask_again(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    kept = await dialogs.find(state)
    if kept is None:
        raise NotFound
    said = t("I can only take text here.")
    await show_question(message, kept["registration_id"], About(kept["about"]), db, user, now, t, said=said)
