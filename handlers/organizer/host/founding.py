"""Founding another host, by its name."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.cards import paragraphs
from handlers.organizer import ways
from handlers.organizer.host.showing import show_desk
from handlers.topics import Typed
from keyboards import hosts as keyboards
from keyboards.callbacks.desks import FoundHost
from services import hosts
from services.errors.organizing import TextTooLong, WordsMissing
from services.text import esc
from services.translator import Translator
from services.users import Person


class HostFounding(StatesGroup):
    name = State()


def register(router: Router) -> None:
    router.callback_query.register(ask_name, FoundHost.filter())
    router.message.register(found, StateFilter(HostFounding.name), Typed())
    router.message.register(ask_again, StateFilter(HostFounding.name))


async def ask_name(query: CallbackQuery, state: FSMContext, t: Translator) -> None:
    await state.set_state(HostFounding.name)
    await screens.show(query, question(t), keyboards.asking_name(t))


def question(t: Translator, said: str = "") -> str:
    return paragraphs(
        said,
        t("<b>What is the host called?</b>"),
        t("A studio, a crew, or your own name: whoever offers the sessions."),
    )


async def found(
    message: Message,
    state: FSMContext,
    db: Database,
    default_currency: str,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    try:
        host = await db.write(hosts.found, user_id=user.id, currency=default_currency, name=message.text or "", now=now)
    except (WordsMissing, TextTooLong) as refusal:
        await screens.show(message, question(t, esc(refusal.text(t))), keyboards.asking_name(t))
        return
    await ways.clear(state)
    await show_desk(message, host.id, db, user, now, t, said=t("✅ It is founded."))


async def ask_again(message: Message, t: Translator) -> None:
    await screens.show(message, question(t, t("I can only take text here.")), keyboards.asking_name(t))
