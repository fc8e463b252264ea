"""A session's card."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import cards, screens
from handlers.topics import topic_router
from keyboards import sessions as keyboards
from keyboards.callbacks.attending import (
    OpenFromList,
    OpenSession,
    Origin,
    ReadDescription,
)
from services import sessions
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("session")
    router.callback_query.register(open_session, OpenSession.filter())
    router.callback_query.register(open_from_list, OpenFromList.filter())
    router.callback_query.register(read_description, ReadDescription.filter())
    return router


async def open_session(
    query: CallbackQuery, callback_data: OpenSession, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show_card(query, callback_data.session_id, db, user, now, t, origin=callback_data.origin)


async def open_from_list(
    query: CallbackQuery, callback_data: OpenFromList, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    wanted = callback_data
    await show_card(query, wanted.session_id, db, user, now, t, origin=wanted.origin, page=wanted.page)


async def read_description(
    query: CallbackQuery, callback_data: ReadDescription, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    wanted = callback_data
    card = await db.read(sessions.card, session_id=wanted.session_id, viewer_id=user.id, now=now)
    keyboard = keyboards.description(card, wanted.origin, wanted.page, t)
    await screens.show(query, cards.description(card, t), keyboard)


async def show_card(
    event: CallbackQuery | Message,
    session_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    *,
    origin: Origin = Origin.DAY,
    page: int = 0,
    said: str = "",
) -> None:
    """The card as it is true now, below what has just been done."""
    card = await db.read(sessions.card, session_id=session_id, viewer_id=user.id, now=now)
    text, keyboard = cards.session(card, t, said), keyboards.card(card, t, origin, page)
    await screens.show(event, text, keyboard, photo=card.photo_id)
