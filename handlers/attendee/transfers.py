"""Giving one's place to somebody by a link, and taking it."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import gifts, screens
from handlers.attendee.sessions import show_card
from handlers.limits import Limits
from handlers.topics import topic_router
from keyboards import transfers as keyboards
from keyboards.callbacks.attending import AskGiving, MakeLink, Origin, TakePlace, WithdrawLink
from services import sessions, transfers
from services.errors import NothingToGive
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("transfer")
    router.callback_query.register(ask, AskGiving.filter())
    router.callback_query.register(make_link, MakeLink.filter())
    router.callback_query.register(withdraw, WithdrawLink.filter())
    router.callback_query.register(take, TakePlace.filter())
    return router


async def ask(
    query: CallbackQuery, callback_data: AskGiving, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    card = await db.read(sessions.card, session_id=callback_data.session_id, viewer_id=user.id, now=now)
    if card.mine is None:
        raise NothingToGive(card.id)
    giving = await db.read(transfers.giving, user_id=user.id, registration_id=card.mine.id, now=now)
    await screens.show(query, gifts.ask(card, giving, t), keyboards.ask(giving, t))


async def make_link(
    query: CallbackQuery, callback_data: MakeLink, bot: Bot, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    own = {"user_id": user.id, "registration_id": callback_data.registration_id}
    token = await db.write(transfers.offer, **own, now=now)
    giving = await db.read(transfers.giving, **own, now=now)
    card = await db.read(sessions.card, session_id=giving.session_id, viewer_id=user.id, now=now)
    address = f"https://t.me/{(await bot.me()).username}?start=g_{token}"
    text = gifts.link(card, giving, address, t)
    await screens.show(query, text, keyboards.link(address, gifts.words(card, t), giving, t))


async def withdraw(
    query: CallbackQuery, callback_data: WithdrawLink, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    kept = await db.write(transfers.withdraw, user_id=user.id, registration_id=callback_data.registration_id, now=now)
    said = t("The link is withdrawn.")
    await show_card(query, kept.session_id, db, user, now, t, origin=Origin.MINE, said=said)


async def show_gift(message: Message, token: str, db: Database, user: Person, now: datetime, t: Translator) -> None:
    """What a link offers; to look does not use it up."""
    gift = await db.read(transfers.find, token=token, viewer_id=user.id, now=now)
    card = await db.read(sessions.card, session_id=gift.session_id, viewer_id=user.id, now=now)
    await screens.show(message, gifts.gift(card, gift, t), keyboards.gift(gift, token, t))


async def take(
    query: CallbackQuery,
    callback_data: TakePlace,
    db: Database,
    user: Person,
    limits: Limits,
    now: datetime,
    t: Translator,
) -> None:
    await limits.count_booking(user.id, now)
    taken = await db.write(transfers.take, token=callback_data.token, user_id=user.id, now=now)
    await show_card(query, taken.session_id, db, user, now, t, origin=Origin.MINE)
