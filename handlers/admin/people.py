"""People: found, shown, blocked with what that ends, and let in again."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.admin import wording
from handlers.admin.admins import WORDS, Asked
from handlers.cards import paragraphs
from handlers.topics import Typed
from keyboards import admin as keyboards
from keyboards.callbacks.admin import AskBlocking, Block, ListPeople, ShowPerson, Unblock
from services.admin import people
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(list_people, ListPeople.filter())
    router.callback_query.register(show_person, ShowPerson.filter())
    router.callback_query.register(ask_blocking, AskBlocking.filter())
    router.callback_query.register(block, Block.filter())
    router.callback_query.register(unblock, Unblock.filter())
    router.message.register(find_people, StateFilter(Asked.person), Typed())
    router.message.register(ask_for_words, StateFilter(Asked.person))


async def list_people(
    query: CallbackQuery, callback_data: ListPeople, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    words = "" if callback_data.is_new else str((await state.get_data()).get(WORDS, ""))
    await state.set_state(Asked.person)
    await state.update_data({WORDS: words})
    page = await db.read(people.find, user_id=user.id, words=words, page=callback_data.page)
    await screens.show(query, wording.people(page, t), keyboards.people(page, t))


async def find_people(message: Message, state: FSMContext, db: Database, user: Person, t: Translator) -> None:
    page = await db.read(people.find, user_id=user.id, words=message.text or "")
    await state.update_data({WORDS: page.words})
    await screens.show(message, wording.people(page, t), keyboards.people(page, t))


async def ask_for_words(message: Message, t: Translator) -> None:
    """A picture, a voice message, anything that is no text."""
    await message.answer(t("I can only search for words. Please type some."))


async def show_person(
    query: CallbackQuery, callback_data: ShowPerson, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show(query, callback_data.user_id, db, user, now, t)


async def show(
    query: CallbackQuery, subject_id: int, db: Database, user: Person, now: datetime, t: Translator, said: str = ""
) -> None:
    portrait = await db.read(people.show, user_id=user.id, subject_id=subject_id, now=now)
    await screens.show(query, paragraphs(said, wording.person(portrait, t)), keyboards.person(portrait, t))


async def ask_blocking(
    query: CallbackQuery, callback_data: AskBlocking, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    portrait = await db.read(people.show, user_id=user.id, subject_id=callback_data.user_id, now=now)
    await screens.show(query, wording.confirm_blocking(portrait, t), keyboards.confirm_blocking(portrait, t))


async def block(
    query: CallbackQuery, callback_data: Block, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    subject_id = callback_data.user_id
    ended = await db.write(people.block, user_id=user.id, subject_id=subject_id, now=now)
    said = t.plural("✅ Blocked; {count} registration ended.", "✅ Blocked; {count} registrations ended.", ended)
    await show(query, subject_id, db, user, now, t, said)


async def unblock(
    query: CallbackQuery, callback_data: Unblock, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    subject_id = callback_data.user_id
    await db.write(people.unblock, user_id=user.id, subject_id=subject_id, now=now)
    await show(query, subject_id, db, user, now, t, t("✅ Let in again."))
