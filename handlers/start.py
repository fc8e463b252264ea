"""/start and every deep link, the home screen, /help and /cancel."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.attendee.pages import show_link
from handlers.attendee.profile.dialogs import Asked
from handlers.attendee.series import show_host, show_series
from handlers.attendee.sessions import show_card
from handlers.attendee.settings import Dialog
from handlers.attendee.tickets import open_ticket
from handlers.attendee.transfers import show_gift
from handlers.attendee.wallet import open_package
from handlers.cards import paragraphs
from handlers.organizer.team import show_invite
from handlers.topics import topic_router
from keyboards import common as keyboards
from keyboards.callbacks.attending import Help, Home, OpenSeries
from services import payments, series, sessions
from services.text import esc
from services.translator import Translator
from services.users import Person

LONGEST_PAYLOAD = 64
WITH_KEYS = {Asked.phone.state, Dialog.location.state}
"""Questions that have keys under the input."""


OPENERS = {"t": open_ticket, "p": open_package}
"""Links whose code leads nowhere where it is not known."""


def new_router() -> Router:
    router = topic_router("home")
    router.message.register(start, CommandStart())
    router.message.register(open_help, Command("help"))
    router.message.register(leave_dialog, Command("cancel"))
    router.callback_query.register(return_home, Home.filter())
    router.callback_query.register(show_help, Help.filter())
    return router


async def start(
    message: Message,
    command: CommandObject,
    state: FSMContext,
    db: Database,
    public_url: str,
    app_url: str,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await state.clear()
    payload = command.args or ""
    if payload == "login":
        await show_link(message, db, public_url, app_url, user, now, t)
    elif not await open_link(message, payload, db, user, now, t):
        await screens.show(message, paragraphs(not_opened(payload, t), welcome(user, t)), keyboards.home(t))


async def open_link(message: Message, payload: str, db: Database, user: Person, now: datetime, t: Translator) -> bool:
    """Open what a deep link names; False where it names nothing that there is."""
    kind, _, code = payload[:LONGEST_PAYLOAD].partition("_")
    if kind == "s" and (session_id := await db.read(sessions.find_id, typed=code, viewer_id=user.id)):
        await show_card(message, session_id, db, user, now, t)
    elif kind == "j" and (series_id := await db.read(series.find_id, typed=code, viewer_id=user.id)):
        await show_series(message, OpenSeries(series_id=series_id), db, user, now, t)
    elif kind == "h" and (host := await db.read(series.find_host, typed=code, viewer_id=user.id)):
        await show_host(message, host, t)
    elif kind == "g":
        await show_gift(message, code, db, user, now, t)
    elif kind == "pay" and await db.write(payments.show_to, reference=code, user_id=user.id, now=now):
        await screens.show(message, t("The invoice is below."), keyboards.to_home(t))
    elif kind == "i":
        await show_invite(message, code, db, user, now, t)
    elif kind in OPENERS and await OPENERS[kind](message, code, db, user, now, t):
        pass
    else:
        return False
    return True


def not_opened(payload: str, t: Translator) -> str:
    """One line about a link that led nowhere; none where there was no link."""
    if not payload:
        return ""
    return t("I did not understand that link. Perhaps it is old, or a letter got lost.")


def welcome(user: Person, t: Translator) -> str:
    return t(
        "<b>Hello {name}</b>\nTake a place with one tap, or join a fair waitlist. What do you want to do?",
        name=esc(user.name),
    )


async def return_home(query: CallbackQuery, state: FSMContext, user: Person, t: Translator) -> None:
    if await state.get_state():
        await state.clear()
    await screens.show(query, welcome(user, t), keyboards.home(t))


async def show_help(query: CallbackQuery, t: Translator) -> None:
    await screens.show(query, help_text(t), keyboards.to_home(t))


async def open_help(message: Message, t: Translator) -> None:
    await screens.show(message, help_text(t), keyboards.to_home(t))


def help_text(t: Translator) -> str:
    return paragraphs(
        t("<b>How it works</b>"),
        t("🟢 means there is a place: tap Register and Confirm, and it is yours."),
        t("🔴 means full: join the waitlist. A place that comes free goes to the first in line, at once."),
        t("If you cannot come, please cancel. Your place goes to the next person."),
        t("/sessions finds sessions\n/my shows what you booked\n/settings changes language and time zone"),
        t("/wallet shows your packages and payments\n/paysupport helps with a payment\n/terms tells what holds"),
        t(
            "Do you run something?\n/new begins a series\n"
            "/organize shows all that you run\n/today shows who comes today"
        ),
    )


async def leave_dialog(message: Message, state: FSMContext, user: Person, t: Translator) -> None:
    question = await state.get_state()
    await state.clear()
    said = t("Stopped. Nothing was changed.") if question else t("There was nothing to stop.")
    if question in WITH_KEYS:
        await screens.put_keys_away(message, said)
        said = ""
    await screens.show(message, paragraphs(said, welcome(user, t)), keyboards.home(t))
