"""What a host sells: its packages, a new one from a typed line, and taking one off the shelf."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import packages as texts
from handlers import screens
from handlers.organizer import codes, lines, ways
from handlers.topics import Typed, topic_router
from keyboards import packages as keyboards
from keyboards.callbacks.packages import AskPackage, MakePackage, OpenShelf, SellAgain, StopPackage
from services.packages import selling
from services.translator import Translator
from services.users import Person

QUESTION = lines.Question(selling.read, texts.ask, keyboards.ask)


class Selling(StatesGroup):
    terms = State()


def new_router() -> Router:
    router = topic_router("shelf")
    router.callback_query.register(open_shelf, OpenShelf.filter())
    router.callback_query.register(ask, AskPackage.filter())
    router.callback_query.register(make, MakePackage.filter())
    router.callback_query.register(stop, StopPackage.filter())
    router.callback_query.register(sell_again, SellAgain.filter())
    codes.register(router)
    router.message.register(take_terms, StateFilter(Selling.terms), Typed())
    return router


async def open_shelf(
    query: CallbackQuery,
    callback_data: OpenShelf,
    state: FSMContext,
    bot: Bot,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await ways.clear(state)
    await show(query, callback_data.host_id, bot, db, user, now, t)


async def show(
    query: CallbackQuery, host_id: int, bot: Bot, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    shelf = await db.read(selling.shelf, user_id=user.id, host_id=host_id, now=now)
    name = (await bot.me()).username or ""
    await screens.show(query, texts.shelf(shelf, t), keyboards.shelf(shelf, name, t))


async def ask(
    query: CallbackQuery,
    callback_data: AskPackage,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await db.read(selling.shelf, user_id=user.id, host_id=callback_data.host_id, now=now)
    await lines.begin(state, callback_data.host_id)
    await state.set_state(Selling.terms)
    await screens.show(query, texts.ask(t), keyboards.ask(callback_data.host_id, t))


async def take_terms(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    wanted = await lines.understood(message, QUESTION, state, db, user, t)
    if wanted:
        host_id = await lines.host_of(state)
        shelf = await db.read(selling.shelf, user_id=user.id, host_id=host_id, now=now)
        await screens.show(message, texts.confirm(wanted, shelf.currency, t), keyboards.confirm(host_id, t))


async def make(
    query: CallbackQuery,
    callback_data: MakePackage,
    state: FSMContext,
    bot: Bot,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    kept = await lines.confirmed(state, callback_data.host_id)
    await db.write(selling.make, user_id=user.id, **kept, now=now)
    await ways.clear(state)
    await show(query, callback_data.host_id, bot, db, user, now, t)


async def stop(
    query: CallbackQuery, callback_data: StopPackage, bot: Bot, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    package = await db.write(selling.stop, user_id=user.id, package_id=callback_data.package_id, now=now)
    await show(query, package.host_id, bot, db, user, now, t)


async def sell_again(
    query: CallbackQuery, callback_data: SellAgain, bot: Bot, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    package = await db.write(selling.sell_again, user_id=user.id, package_id=callback_data.package_id, now=now)
    await show(query, package.host_id, bot, db, user, now, t)
