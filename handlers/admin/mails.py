"""The words of mails: looked at, changed by typing, tried with sample values, and set back."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import mailtexts as wording
from handlers import screens
from handlers.admin.admins import Asked
from handlers.topics import Typed
from keyboards import mailing as keyboards
from keyboards.callbacks.mailing import AskMailText, ListMailTexts, PreviewMail, ResetMailText, ShowMailText
from services.errors.organizing import NoMailText, UnknownGap
from services.mails import templates
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(list_texts, ListMailTexts.filter())
    router.callback_query.register(show_text, ShowMailText.filter())
    router.callback_query.register(ask, AskMailText.filter())
    router.callback_query.register(preview, PreviewMail.filter())
    router.callback_query.register(reset, ResetMailText.filter())
    router.message.register(change, StateFilter(Asked.mail_text), Typed())
    router.message.register(ask_for_text, StateFilter(Asked.mail_text))


async def list_texts(
    query: CallbackQuery, callback_data: ListMailTexts, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    page = await db.read(templates.list_kinds, user_id=user.id, page=callback_data.page, now=now)
    await screens.show(query, wording.kinds(page, t), keyboards.kinds(page, user.language, t))


async def show_text(
    query: CallbackQuery, callback_data: ShowMailText, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    if await state.get_state():
        await state.clear()
    which = {"kind": callback_data.kind, "language": callback_data.language}
    one = await db.read(templates.look, user_id=user.id, **which)
    await screens.show(query, wording.text(one, t), keyboards.text(one, t))


async def ask(
    query: CallbackQuery, callback_data: AskMailText, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    kind, language, part = callback_data.kind, callback_data.language, callback_data.part
    await db.read(templates.look, user_id=user.id, kind=kind, language=language)
    await state.set_state(Asked.mail_text)
    await state.set_data({"kind": kind, "language": language, "part": part})
    await screens.show(query, wording.ask(part, t), keyboards.back(kind, language, t))


async def change(message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator) -> None:
    asked = await state.get_data()
    kind, language, part = asked["kind"], asked["language"], asked["part"]
    act = templates.set_subject if part == "subject" else templates.set_body
    typed = message.text or ""
    try:
        one = await db.write(act, user_id=user.id, kind=kind, language=language, typed=typed, now=now)
    except (UnknownGap, NoMailText) as refusal:
        said = esc(refusal.text(t))
        await screens.show(message, wording.ask(part, t, said=said), keyboards.back(kind, language, t))
    else:
        await state.clear()
        await screens.show(message, wording.text(one, t, said=t("✅ That is kept.")), keyboards.text(one, t))


async def ask_for_text(message: Message, t: Translator) -> None:
    """A picture, a voice message, anything that is no text."""
    await message.answer(t("I can only take text here."))


async def preview(
    query: CallbackQuery, callback_data: PreviewMail, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    kind, language = callback_data.kind, callback_data.language
    one = await db.read(templates.look, user_id=user.id, kind=kind, language=language)
    shown = wording.preview(templates.preview(one, now=now), t)
    await screens.show(query, shown, keyboards.back(kind, language, t))


async def reset(
    query: CallbackQuery, callback_data: ResetMailText, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    which = {"kind": callback_data.kind, "language": callback_data.language}
    one = await db.write(templates.reset, user_id=user.id, **which, now=now)
    await screens.show(query, wording.text(one, t, said=t("✅ The usual words are back.")), keyboards.text(one, t))
