"""The audit: the newest events, or those that words typed below it name."""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.admin import wording
from handlers.admin.admins import WORDS, Asked
from handlers.admin.people import ask_for_words
from handlers.topics import Typed
from keyboards import admin as keyboards
from keyboards.callbacks.admin import AuditOfPerson, SearchAudit
from services.admin import events
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(search_audit, SearchAudit.filter())
    router.callback_query.register(list_of_person, AuditOfPerson.filter())
    router.message.register(find_events, StateFilter(Asked.event), Typed())
    router.message.register(ask_for_words, StateFilter(Asked.event))


async def search_audit(
    query: CallbackQuery, callback_data: SearchAudit, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    words = "" if callback_data.is_new else str((await state.get_data()).get(WORDS, ""))
    await state.set_state(Asked.event)
    await state.update_data({WORDS: words})
    page = await db.read(events.search, user_id=user.id, words=words, page=callback_data.page)
    await screens.show(query, wording.events(page, t), keyboards.events(page, t))


async def find_events(message: Message, state: FSMContext, db: Database, user: Person, t: Translator) -> None:
    page = await db.read(events.search, user_id=user.id, words=message.text or "")
    await state.update_data({WORDS: page.words})
    await screens.show(message, wording.events(page, t), keyboards.events(page, t))


async def list_of_person(
    query: CallbackQuery, callback_data: AuditOfPerson, db: Database, user: Person, t: Translator
) -> None:
    page = await db.read(events.of_person, user_id=user.id, subject_id=callback_data.user_id, page=callback_data.page)
    await screens.show(query, wording.events(page, t), keyboards.events(page, t))
