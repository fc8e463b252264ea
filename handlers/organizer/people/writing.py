"""Writing to one person: typed, shown as it will be, and sent by a tap."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import people as texts
from handlers import screens
from handlers.cards import refusal
from handlers.organizer.people import dialogs
from handlers.organizer.people.dialogs import Asked
from handlers.organizer.people.screen import show
from handlers.topics import Typed
from keyboards import people as keyboards
from keyboards.callbacks.people import AskMessage, SendMessage
from services import people
from services.access import Right
from services.errors import NotFound
from services.errors.organizing import OutOfReach
from services.people import LONGEST_MESSAGE, PersonView
from services.text import clean_text
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(ask, AskMessage.filter())
    router.callback_query.register(send, SendMessage.filter())
    router.message.register(take, StateFilter(Asked.message), Typed())
    router.message.register(ask_again, StateFilter(Asked.message))


async def reader(registration_id: int, db: Database, user: Person, now: datetime) -> PersonView:
    """Who is to be written to, for who may. Raises NotFound."""
    one = await db.read(people.look, user_id=user.id, registration_id=registration_id, now=now)
    if not one.may(Right.MANAGE_PEOPLE):
        raise NotFound
    return one


async def ask(
    query: CallbackQuery,
    callback_data: AskMessage,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    one = await reader(callback_data.registration_id, db, user, now)
    await dialogs.ask(state, Asked.message, registration_id=one.registration_id)
    await screens.show(query, texts.ask_message(one, t), keyboards.back_to_person(one.registration_id, t))


async def take(message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator) -> None:
    """Show it before it is sent; what was typed is kept meanwhile."""
    kept = await dialogs.find(state)
    if kept is None:
        raise NotFound
    one, typed = await reader(kept["registration_id"], db, user, now), clean_text(message.text or "", LONGEST_MESSAGE)
    if not typed or len(message.text or "") > LONGEST_MESSAGE:
        said = texts.too_long(LONGEST_MESSAGE, t) if typed else t("I can only take text here.")
        await screens.show(message, texts.ask_message(one, t, said), keyboards.back_to_person(one.registration_id, t))
        return
    await dialogs.ask(state, Asked.message, registration_id=one.registration_id, typed=typed)
    await screens.show(message, texts.preview(one, typed, t), keyboards.preview(one.registration_id, t))


async def ask_again(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    kept = await dialogs.find(state)
    if kept is None:
        raise NotFound
    one, said = await reader(kept["registration_id"], db, user, now), t("I can only take text here.")
    await screens.show(message, texts.ask_message(one, t, said), keyboards.back_to_person(one.registration_id, t))


async def typed_for(registration_id: int, state: FSMContext) -> str:
    """What was previewed for this person; empty where it is sent or dropped."""
    kept = await dialogs.find(state) or {}
    return str(kept.get("typed", "")) if kept.get("registration_id") == registration_id else ""


async def send(
    query: CallbackQuery,
    callback_data: SendMessage,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Queue what was previewed; a button of an earlier message sends nothing."""
    mine, said = callback_data.registration_id, t("✅ Your message is on its way.")
    typed = await typed_for(mine, state)
    try:
        if typed:
            await db.write(people.write, user_id=user.id, registration_id=mine, typed=typed, now=now)
    except OutOfReach as out:
        said = refusal(out, t)
    await dialogs.drop(state)
    said = said if typed else t("That message is sent or dropped already.")
    await show(query, mine, db, user, now, t, said=said)
