"""Booking, cancelling, and what a person booked."""

from datetime import datetime, timedelta

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import cards, lists, money, screens
from handlers.attendee.sessions import show_card
from handlers.limits import Limits
from handlers.topics import topic_router
from keyboards import registrations as keyboards
from keyboards import sessions as session_keyboards
from keyboards.callbacks.attending import (
    AskBooking,
    AskCancelling,
    BookByCredit,
    BookPlace,
    CancelRegistration,
    MyRegistrations,
    Origin,
    PastRegistrations,
    Undo,
)
from services import registrations, sessions
from services.errors import NotFound, NothingToCancel, SessionFull
from services.refunds import foreseeing, viewing
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("registration")
    router.message.register(open_mine, Command("my"))
    router.callback_query.register(ask_booking, AskBooking.filter())
    router.callback_query.register(book, BookPlace.filter())
    router.callback_query.register(book, BookByCredit.filter())
    router.callback_query.register(ask_cancelling, AskCancelling.filter())
    router.callback_query.register(cancel, CancelRegistration.filter())
    router.callback_query.register(undo, Undo.filter())
    router.callback_query.register(list_mine, MyRegistrations.filter())
    router.callback_query.register(list_past, PastRegistrations.filter())
    return router


async def ask_booking(
    query: CallbackQuery, callback_data: AskBooking, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """Show what is about to be booked; where it cannot be any more, the reason and the card."""
    card = await db.read(sessions.card, session_id=callback_data.session_id, viewer_id=user.id, now=now)
    role = card.role(callback_data.quota_id)
    if role is None:
        raise NotFound
    if card.obstacle:
        raise card.obstacle
    if not role.free:
        raise SessionFull(card.id, role.quota_id, role.name, role.waiting)
    await screens.show(query, cards.confirm_booking(card, role, t), session_keyboards.confirm_booking(card, role, t))


async def book(
    query: CallbackQuery,
    callback_data: BookPlace | BookByCredit,
    db: Database,
    user: Person,
    limits: Limits,
    hold: timedelta,
    now: datetime,
    t: Translator,
) -> None:
    await limits.count_booking(user.id, now)
    quota_id, by_credit = callback_data.quota_id, isinstance(callback_data, BookByCredit)
    registration = await db.write(
        registrations.book, user_id=user.id, quota_id=quota_id, by_credit=by_credit, hold=hold, now=now
    )
    await show_card(query, registration.session_id, db, user, now, t)


async def ask_cancelling(
    query: CallbackQuery, callback_data: AskCancelling, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    card = await db.read(sessions.card, session_id=callback_data.session_id, viewer_id=user.id, now=now)
    if card.mine is None or card.mine.waits or card.mine.held_until:
        raise NothingToCancel(card.id)
    verdict = await db.read(foreseeing.of_cancelling, user_id=user.id, registration_id=card.mine.id, now=now)
    keyboard = session_keyboards.confirm_cancelling(card, card.mine.id, t)
    text = cards.paragraphs(cards.confirm_cancelling(card, t), money.before(verdict, t))
    await screens.show(query, text, keyboard)


async def cancel(
    query: CallbackQuery, callback_data: CancelRegistration, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    cancelled = await db.write(
        registrations.cancel, user_id=user.id, registration_id=callback_data.registration_id, now=now
    )
    card = await db.read(sessions.card, session_id=cancelled.session_id, viewer_id=user.id, now=now)
    if cancelled.confirmed_at and card.has_room_for(cancelled.quota_id, cancelled.places):
        said = t("✖️ Your place is given back. Undo works for 30 seconds, while nobody else has it.")
        keyboard = session_keyboards.card_with_undo(card, cancelled.id, t)
    else:
        had_place = cancelled.confirmed_at or card.is_paid
        said = t("✖️ Your place is given back.") if had_place else t("✖️ Your request is taken back.")
        keyboard = session_keyboards.card(card, t, Origin.MINE)
    view = await db.read(viewing.own, user_id=user.id, registration_id=cancelled.id, now=now)
    await screens.show(query, cards.session(card, t, cards.lines(said, money.after(view, t))), keyboard)


async def undo(
    query: CallbackQuery, callback_data: Undo, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    back = await db.write(registrations.undo, user_id=user.id, registration_id=callback_data.registration_id, now=now)
    said = t("✅ Undone. The place is yours as before.")
    await show_card(query, back.session_id, db, user, now, t, origin=Origin.MINE, said=said)


async def open_mine(message: Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    await show_mine(message, MyRegistrations(), db, user, now, t)


async def list_mine(
    query: CallbackQuery, callback_data: MyRegistrations, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show_mine(query, callback_data, db, user, now, t)


async def show_mine(
    event: CallbackQuery | Message, wanted: MyRegistrations, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """A page of what is to come; the first where the wanted one is there no more."""
    mine = await db.read(registrations.list_mine, user_id=user.id, now=now)
    page = wanted.page if wanted.page * registrations.MINE_PAGE < len(mine) else 0
    await screens.show(event, lists.mine(mine, now=now, t=t, page=page), keyboards.mine(mine, t, page))


async def list_past(
    query: CallbackQuery, callback_data: PastRegistrations, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    page = await db.read(registrations.list_past, user_id=user.id, page=callback_data.page, now=now)
    await screens.show(query, lists.past(page, t), keyboards.past(page, t))
