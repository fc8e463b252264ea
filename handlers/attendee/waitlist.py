"""Joining and leaving a waitlist."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers.attendee.sessions import show_card
from handlers.limits import Limits
from handlers.topics import topic_router
from keyboards.callbacks import JoinWaitlist, LeaveWaitlist
from services import registrations, waitlist
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("waitlist")
    router.callback_query.register(join, JoinWaitlist.filter())
    router.callback_query.register(leave, LeaveWaitlist.filter())
    return router


async def join(
    query: CallbackQuery,
    callback_data: JoinWaitlist,
    db: Database,
    user: Person,
    limits: Limits,
    now: datetime,
    t: Translator,
) -> None:
    limits.count_booking(user.id, now)
    registration = await db.write(waitlist.join, user_id=user.id, quota_id=callback_data.quota_id, now=now)
    await show_card(query, registration.session_id, db, user, now, t)


async def leave(
    query: CallbackQuery, callback_data: LeaveWaitlist, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    left = await db.write(registrations.cancel, user_id=user.id, registration_id=callback_data.registration_id, now=now)
    await show_card(query, left.session_id, db, user, now, t, said=t("✖️ You left the waitlist."))
