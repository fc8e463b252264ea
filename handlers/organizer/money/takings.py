"""Takings of a session, a series and a host; and what waits for somebody to act."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import money as texts
from handlers import screens
from keyboards import money as keyboards
from keyboards.callbacks.money import ListOpen, ShowSessionTakings, ShowTakings
from services import takings
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(show_session, ShowSessionTakings.filter())
    router.callback_query.register(show_place, ShowTakings.filter())
    router.callback_query.register(list_open, ListOpen.filter())


async def show_session(
    query: CallbackQuery, callback_data: ShowSessionTakings, db: Database, user: Person, t: Translator
) -> None:
    shown = await db.read(takings.of_session, user_id=user.id, session_id=callback_data.session_id)
    await screens.show(query, texts.of_session(shown, t), keyboards.of_session(shown, t))


async def show_place(
    query: CallbackQuery, callback_data: ShowTakings, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    shown = await db.read(takings.of_place, user_id=user.id, **callback_data.model_dump(), now=now)
    await screens.show(query, texts.takings(shown, t), keyboards.takings(shown, t))


async def list_open(
    query: CallbackQuery, callback_data: ListOpen, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    shown = await db.read(takings.list_open, user_id=user.id, **callback_data.model_dump(), now=now)
    await screens.show(query, texts.opened(shown, t), keyboards.opened(shown, t))
