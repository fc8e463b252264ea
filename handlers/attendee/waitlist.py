"""Joining and leaving a waitlist, answering offers, choosing how to get a place, and why one still waits."""

from datetime import datetime, timedelta

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from db import Database
from handlers import drafts, screens, waitlists
from handlers.attendee.sessions import show_card
from handlers.limits import Limits
from handlers.topics import topic_router
from keyboards import waitlist as keyboards
from keyboards.callbacks.attending import (
    AskWish,
    ClaimPlace,
    JoinWaitlist,
    LeaveWaitlist,
    Origin,
    PassOffer,
    SetWaitWish,
    Why,
)
from services import registrations, waitlist
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("waitlist")
    router.callback_query.register(join, JoinWaitlist.filter())
    router.callback_query.register(leave, LeaveWaitlist.filter())
    router.callback_query.register(claim, ClaimPlace.filter())
    router.callback_query.register(pass_on, PassOffer.filter())
    router.callback_query.register(ask_wish, AskWish.filter())
    router.callback_query.register(wish, SetWaitWish.filter())
    router.callback_query.register(explain, Why.filter())
    return router


async def join(
    query: CallbackQuery,
    callback_data: JoinWaitlist,
    state: FSMContext,
    db: Database,
    user: Person,
    limits: Limits,
    now: datetime,
    t: Translator,
) -> None:
    await limits.count_booking(user.id, now)
    quota_id = callback_data.quota_id
    told = await drafts.told(state, quota_id, places=1)
    registration = await db.write(waitlist.join, user_id=user.id, quota_id=quota_id, **told, now=now)
    await drafts.drop(state)
    await show_card(query, registration.session_id, db, user, now, t)


async def leave(
    query: CallbackQuery, callback_data: LeaveWaitlist, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    mine = callback_data.registration_id
    left = await db.write(registrations.leave_waitlist, user_id=user.id, registration_id=mine, now=now)
    await show_card(query, left.session_id, db, user, now, t, said=t("✖️ You left the waitlist."))


async def claim(
    query: CallbackQuery,
    callback_data: ClaimPlace,
    db: Database,
    user: Person,
    now: datetime,
    hold: timedelta,
    t: Translator,
) -> None:
    """The tapped message becomes the card below what the tap came to: it is the end of the offer's message too."""
    mine, tapped = callback_data.registration_id, screens.message_id(query)
    ended = await db.write(waitlist.claim, user_id=user.id, registration_id=mine, tapped=tapped, hold=hold, now=now)
    said = t(waitlists.ANSWERED[ended.status])
    await show_card(query, ended.session_id, db, user, now, t, origin=Origin.MINE, said=said)


async def pass_on(
    query: CallbackQuery, callback_data: PassOffer, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    mine, tapped = callback_data.registration_id, screens.message_id(query)
    ended = await db.write(waitlist.pass_on, user_id=user.id, registration_id=mine, tapped=tapped, now=now)
    said = t(waitlists.ANSWERED[ended.status])
    await show_card(query, ended.session_id, db, user, now, t, origin=Origin.MINE, said=said)


async def ask_wish(query: CallbackQuery, callback_data: AskWish, db: Database, user: Person, t: Translator) -> None:
    chosen = await db.read(waitlist.find_wish, user_id=user.id, registration_id=callback_data.registration_id)
    await screens.show(query, waitlists.wish(chosen, t), keyboards.wishes(chosen, t))


async def wish(
    query: CallbackQuery, callback_data: SetWaitWish, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    mine = callback_data.registration_id
    await db.write(waitlist.wish, user_id=user.id, registration_id=mine, wish=callback_data.wish, now=now)
    chosen = await db.read(waitlist.find_wish, user_id=user.id, registration_id=mine)
    await screens.show(query, waitlists.wish(chosen, t), keyboards.wishes(chosen, t))


async def explain(query: CallbackQuery, callback_data: Why, db: Database, user: Person, t: Translator) -> None:
    history = await db.read(waitlist.history, user_id=user.id, registration_id=callback_data.registration_id)
    await screens.show(query, waitlists.history(history, t), keyboards.history(history, t))
