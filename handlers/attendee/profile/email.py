"""An email address, which is typed here and confirmed by a link that only its mailbox gets."""

from datetime import datetime
from functools import partial

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.attendee.profile import dialogs
from handlers.attendee.profile.dialogs import Asked
from handlers.attendee.profile.keeping import keep
from handlers.topics import Typed
from keyboards import profiles as keyboards
from services import profiles
from services.errors import EmailTaken, InvalidEmail, NotFound, TooManyMails
from services.ports import Cipher
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.message.register(set_email, StateFilter(Asked.email), Typed())
    router.message.register(ask_again, StateFilter(Asked.email))


def require_mail(channels: frozenset[str]) -> None:
    """Raises NotFound for a button of the time when mail was sent here."""
    if "email" not in channels:
        raise NotFound


async def ask_email(query: CallbackQuery, state: FSMContext, version: int, t: Translator) -> None:
    await dialogs.ask(state, Asked.email, version)
    text = t("What is your email address? Please type it. I send a link there, and it is yours once you open that.")
    await screens.show(query, text, keyboards.back_to_details(t))


async def ask_again(message: Message, t: Translator) -> None:
    """A picture, a voice message, anything that is no text."""
    await message.answer(t("I can only take text here."), reply_markup=keyboards.back_to_details(t))


async def set_email(
    message: Message,
    state: FSMContext,
    db: Database,
    cipher: Cipher,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    ask = partial(profiles.ask_email, typed=message.text or "", cipher=cipher, now=now)
    version = await dialogs.version(state)
    said = t("📩 I have sent you a mail. Open the link in it within 48 hours; until then nothing changes.")
    try:
        await keep(message, ask, version, state, db, cipher, user, now, channels, t, said=said)
    except (InvalidEmail, EmailTaken, TooManyMails) as refusal:
        await screens.show(message, esc(refusal.text(t)), keyboards.back_to_details(t))
