"""The name that others see, whether groups see it, and whom to call in an emergency."""

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
from handlers.attendee.profile.email import ask_email, require_mail
from handlers.attendee.profile.keeping import keep, show_details
from handlers.attendee.profile.phone import ask_phone
from handlers.topics import SharedContact, Typed
from keyboards import profiles as keyboards
from keyboards.callbacks.profile import AskDetail, ForgetDetail, OpenDetails, ShowInGroups
from services import profiles
from services.errors import ContactMissing, InvalidPhone, NameMissing
from services.ports import Cipher
from services.text import esc
from services.translator import Translator
from services.users import Person

FORGET = {
    "name": profiles.forget_name,
    "email": profiles.forget_email,
    "phone": profiles.forget_phone,
    "contact": profiles.forget_contact,
}


def register(router: Router) -> None:
    router.callback_query.register(open_details, OpenDetails.filter())
    router.callback_query.register(ask, AskDetail.filter())
    router.callback_query.register(forget, ForgetDetail.filter())
    router.callback_query.register(show_in_groups, ShowInGroups.filter())
    router.message.register(set_name, StateFilter(Asked.name), Typed())
    router.message.register(set_contact, StateFilter(Asked.contact), Typed())
    router.message.register(set_contact, StateFilter(Asked.contact), SharedContact())


async def open_details(
    query: CallbackQuery,
    state: FSMContext,
    db: Database,
    cipher: Cipher,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    if await state.get_state():
        await state.clear()
    await show_details(query, db, cipher, user, now, channels, t)


async def ask(
    query: CallbackQuery,
    callback_data: AskDetail,
    state: FSMContext,
    db: Database,
    cipher: Cipher,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    version = (await db.read(profiles.details, user_id=user.id, cipher=cipher, now=now)).version
    if callback_data.field == "email":
        require_mail(channels)
    questions = {"phone": ask_phone, "email": ask_email, "name": ask_name, "contact": ask_for_contact}
    await questions[callback_data.field](query, state, version, t)


async def ask_name(query: CallbackQuery, state: FSMContext, version: int, t: Translator) -> None:
    await dialogs.ask(state, Asked.name, version)
    await screens.show(query, t("What shall others call you? Please type it."), keyboards.back_to_details(t))


async def ask_for_contact(query: CallbackQuery, state: FSMContext, version: int, t: Translator) -> None:
    await dialogs.ask(state, Asked.contact, version)
    await screens.show(query, ask_contact(t), keyboards.back_to_details(t))


def ask_contact(t: Translator) -> str:
    return t("Whom shall we call in an emergency? Type a name and number, for example: Maria, +49 30 1234567")


async def set_name(
    message: Message,
    state: FSMContext,
    db: Database,
    cipher: Cipher,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    edit = partial(profiles.set_name, typed=message.text or "", now=now)
    version, said = await dialogs.version(state), t("✅ That is your name now.")
    try:
        await keep(message, edit, version, state, db, cipher, user, now, channels, t, said=said)
    except NameMissing as missing:
        await screens.show(message, esc(missing.text(t)), keyboards.back_to_details(t))


async def set_contact(
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
        encrypted = read_contact(message).encrypted(cipher)
    except (ContactMissing, InvalidPhone) as refusal:
        await screens.show(message, esc(refusal.text(t)), keyboards.back_to_details(t))
    else:
        edit = partial(profiles.set_contact, encrypted=encrypted, now=now)
        version = await dialogs.version(state)
        said = t("✅ Your emergency contact is kept.")
        await keep(message, edit, version, state, db, cipher, user, now, channels, t, said=said)


def read_contact(message: Message) -> profiles.EmergencyContact:
    """Typed, or shared from Telegram's own list: here it is somebody else's number that is asked for."""
    if message.contact:
        return profiles.shared_contact(message.contact.first_name, message.contact.phone_number)
    return profiles.read_contact(message.text or "")


async def forget(
    query: CallbackQuery,
    callback_data: ForgetDetail,
    state: FSMContext,
    db: Database,
    cipher: Cipher,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    edit = partial(FORGET[callback_data.field], now=now)
    await keep(
        query, edit, callback_data.version, state, db, cipher, user, now, channels, t, said=t("✅ That is removed.")
    )


async def show_in_groups(
    query: CallbackQuery,
    callback_data: ShowInGroups,
    db: Database,
    cipher: Cipher,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    await db.write(profiles.show_in_groups, user_id=user.id, on=bool(callback_data.on), now=now)
    await show_details(query, db, cipher, user, now, channels, t)
