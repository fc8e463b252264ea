"""A person's own phone number, which Telegram vouches for: it is shared by a key, never typed."""

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
from handlers.attendee.profile.keeping import keep, show_details
from handlers.topics import SharedContact, Typed
from keyboards import profiles as keyboards
from services import profiles
from services.errors import InvalidPhone, NotYourContact
from services.ports import Cipher
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.message.register(set_phone, StateFilter(Asked.phone), SharedContact())
    router.message.register(leave_or_ask_again, StateFilter(Asked.phone), Typed())


async def ask_phone(query: CallbackQuery, state: FSMContext, version: int, t: Translator) -> None:
    await dialogs.ask(state, Asked.phone, version)
    text = t("Tap the key below to share the number of your account.")
    await screens.show_keys(query, text, keyboards.share_phone(t))


async def leave_or_ask_again(
    message: Message,
    state: FSMContext,
    db: Database,
    cipher: Cipher,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    if message.text != t("Back"):
        await message.answer(t("Please use the key below, or Back."), reply_markup=keyboards.share_phone(t))
        return
    await state.clear()
    await screens.put_keys_away(message, t("Nothing was changed."))
    await show_details(message, db, cipher, user, now, channels, t)


async def set_phone(
    message: Message,
    state: FSMContext,
    db: Database,
    cipher: Cipher,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    try:
        edit = partial(profiles.set_phone, phone=own_phone(message), now=now)
    except (NotYourContact, InvalidPhone) as refusal:
        await message.answer(esc(refusal.text(t)), reply_markup=keyboards.share_phone(t))
    else:
        version = await dialogs.version(state)
        await screens.put_keys_away(message, t("Thank you."))
        await keep(
            message, edit, version, state, db, cipher, user, now, channels, t, said=t("✅ Your phone number is kept.")
        )


def own_phone(message: Message) -> str:
    """The number that was shared, where it is the sender's own. Raises NotYourContact, InvalidPhone."""
    contact, sender = message.contact, message.from_user
    if contact is None or sender is None or contact.user_id != sender.id:
        raise NotYourContact
    return profiles.read_shared_phone(contact.phone_number)
