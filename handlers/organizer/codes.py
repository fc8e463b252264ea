"""Promo codes of a host: what was given out, a new one from a typed line, and its end."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import packages as texts
from handlers import screens
from handlers.organizer import lines, ways
from handlers.topics import Typed
from keyboards import packages as keyboards
from keyboards.callbacks.packages import AskNewCode, MakeCode, OpenCodes, StopCode
from services import promos
from services.translator import Translator
from services.users import Person

QUESTION = lines.Question(promos.read, texts.ask_code, keyboards.ask_code)


class Coding(StatesGroup):
    terms = State()


def register(router: Router) -> None:
    router.callback_query.register(open_codes, OpenCodes.filter())
    router.callback_query.register(ask, AskNewCode.filter())
    router.callback_query.register(make, MakeCode.filter())
    router.callback_query.register(stop, StopCode.filter())
    router.message.register(take_terms, StateFilter(Coding.terms), Typed())


async def open_codes(
    query: CallbackQuery,
    callback_data: OpenCodes,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await ways.clear(state)
    await show(query, callback_data.host_id, db, user, now, t)


async def show(query: CallbackQuery, host_id: int, db: Database, user: Person, now: datetime, t: Translator) -> None:
    shown = await db.read(promos.codes, user_id=user.id, host_id=host_id, now=now)
    await screens.show(query, texts.codes(shown, t), keyboards.codes(shown, t))


async def ask(
    query: CallbackQuery,
    callback_data: AskNewCode,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await db.read(promos.codes, user_id=user.id, host_id=callback_data.host_id, now=now)
    await lines.begin(state, callback_data.host_id)
    await state.set_state(Coding.terms)
    await screens.show(query, texts.ask_code(t), keyboards.ask_code(callback_data.host_id, t))


async def take_terms(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    wanted = await lines.understood(message, QUESTION, state, db, user, t)
    if wanted:
        shown = await db.read(promos.codes, user_id=user.id, host_id=await lines.host_of(state), now=now)
        await screens.show(message, texts.confirm_code(wanted, shown.currency, t), keyboards.confirm_code(shown, t))


async def make(
    query: CallbackQuery,
    callback_data: MakeCode,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    kept = await lines.confirmed(state, callback_data.host_id)
    await db.write(promos.make, user_id=user.id, **kept, series_id=callback_data.series_id, now=now)
    await ways.clear(state)
    await show(query, callback_data.host_id, db, user, now, t)


async def stop(
    query: CallbackQuery, callback_data: StopCode, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    promo = await db.write(promos.stop, user_id=user.id, promo_id=callback_data.promo_id, now=now)
    await show(query, promo.host_id, db, user, now, t)
