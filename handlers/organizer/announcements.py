"""Writing to many at once: whom, what, a look at it, Send, and what became of it.

The draft lives in the dialog store. Send names the version that was shown, so an older preview sends nothing.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import announcing as texts
from handlers import buttons, screens
from handlers.live import Live
from handlers.organizer import ways
from handlers.topics import Typed, topic_router
from keyboards import announcements as keyboards
from keyboards import common
from keyboards.callbacks.announcing import (
    AskAudience,
    ChooseAudience,
    DropAnnouncement,
    OpenAnnouncement,
    SendAnnouncement,
)
from keyboards.callbacks.organizing import AnnounceToSeries, AnnounceToSession
from services import announcements
from services.announcements import Target
from services.errors.organizing import AnnouncementEmpty, AnnouncementTooLong, NobodyToTell, TooManyAnnouncements
from services.text import esc
from services.translator import Translator
from services.users import Person

KEY = "announcement"


class Asked(StatesGroup):
    text = State()


@dataclass(frozen=True, slots=True)
class Draft:
    session_id: int
    series_id: int
    audience: str
    text: str = ""
    version: int = 1

    @property
    def target(self) -> Target:
        return Target(self.session_id, self.series_id)


def new_router() -> Router:
    router = topic_router("announce")
    router.callback_query.register(ask_session, AnnounceToSession.filter())
    router.callback_query.register(ask_series, AnnounceToSeries.filter())
    router.callback_query.register(ask_again, AskAudience.filter())
    router.callback_query.register(choose_audience, ChooseAudience.filter())
    router.callback_query.register(send, SendAnnouncement.filter())
    router.callback_query.register(drop, DropAnnouncement.filter())
    router.callback_query.register(open_result, OpenAnnouncement.filter())
    router.message.register(take_text, StateFilter(Asked.text), Typed())
    router.message.register(refuse_other, StateFilter(Asked.text))
    return router


async def ask_session(
    query: CallbackQuery,
    callback_data: AnnounceToSession,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show_audiences(query, Target(session_id=callback_data.session_id), state, db, user, now, t)


async def ask_series(
    query: CallbackQuery,
    callback_data: AnnounceToSeries,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show_audiences(query, Target(series_id=callback_data.series_id), state, db, user, now, t)


async def ask_again(
    query: CallbackQuery,
    callback_data: AskAudience,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show_audiences(query, Target(callback_data.session_id, callback_data.series_id), state, db, user, now, t)


async def show_audiences(
    query: CallbackQuery,
    target: Target,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    shown = await db.read(announcements.preview, target=target, text="", user_id=user.id, now=now)
    await buttons.show(query, state, texts.ask_whom(shown, t), keyboards.audiences(target, shown.reach, t))


async def choose_audience(
    query: CallbackQuery,
    callback_data: ChooseAudience,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Ask for the text; what was typed for the same people's session already is shown to them instead."""
    target, kept = Target(callback_data.session_id, callback_data.series_id), await find(state)
    text = kept.text if kept and kept.target == target else ""
    version = kept.version + 1 if kept else 1
    draft = Draft(target.session_id, target.series_id, callback_data.audience, text, version)
    await show_draft(query, draft, db, user, now, t)
    await keep(state, draft)


async def take_text(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    draft = await find(state)
    if draft is None:
        await ways.clear(state)
        await screens.show(message, texts.outdated(t), common.to_home(t))
        return
    try:
        text = announcements.read(message.text or "")
    except (AnnouncementEmpty, AnnouncementTooLong) as refusal:
        await show_draft(message, draft, db, user, now, t, said=esc(refusal.text(t)))
        return
    draft = replace(draft, text=text, version=draft.version + 1)
    await keep(state, draft)
    await show_draft(message, draft, db, user, now, t)


async def refuse_other(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """A photo, a voice message: the draft stays as it is."""
    if draft := await find(state):
        await show_draft(message, draft, db, user, now, t, said=t("I can only take text here."))


async def send(
    query: CallbackQuery,
    callback_data: SendAnnouncement,
    state: FSMContext,
    live: Live,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> AnswerCallbackQuery | None:
    """A second tap leaves the screen as it is, which tells what the first one did."""
    draft = await find(state)
    if draft is None or not draft.text:
        return query.answer(texts.outdated(t), show_alert=True)
    if draft.version != callback_data.version:
        await show_draft(query, draft, db, user, now, t, said=t("That was an older text. Nothing was sent."))
        return None
    await deliver(query, draft, state, live, db, user, now, t)
    return None


async def deliver(
    query: CallbackQuery,
    draft: Draft,
    state: FSMContext,
    live: Live,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    target, audience, text = draft.target, draft.audience, draft.text
    try:
        sent = await db.write(announcements.send, target=target, audience=audience, text=text, user_id=user.id, now=now)
    except (NobodyToTell, TooManyAnnouncements) as refusal:
        await show_draft(query, draft, db, user, now, t, said=esc(refusal.text(t)))
    else:
        await ways.clear(state)
        await show_result(query, sent, live, db, user, now, t)


async def drop(query: CallbackQuery, callback_data: DropAnnouncement, state: FSMContext, t: Translator) -> None:
    await ways.clear(state)
    target = Target(callback_data.session_id, callback_data.series_id)
    await screens.show(query, texts.not_sent(t), keyboards.leave(target, t))


async def open_result(
    query: CallbackQuery,
    callback_data: OpenAnnouncement,
    live: Live,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show_result(query, callback_data.announcement_id, live, db, user, now, t)


async def show_result(
    query: CallbackQuery, announcement_id: int, live: Live, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """It follows by itself while somebody is still to get it."""
    result = await db.read(announcements.result, announcement_id=announcement_id, user_id=user.id)
    message_id = await screens.show(query, texts.result(result, t), keyboards.result(announcement_id, result, t))
    if message_id and result.queued:
        await live.follow_result(query, message_id, announcement_id, user, t, now)


async def show_draft(
    event: CallbackQuery | Message,
    draft: Draft,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    """The question for the text, or the text as people will get it."""
    shown = await db.read(announcements.preview, target=draft.target, text=draft.text, user_id=user.id, now=now)
    if draft.text:
        text = texts.show_preview(shown, draft.audience, t, said)
        keyboard = keyboards.preview(draft.target, shown.reach[draft.audience].told, draft.version, t)
    else:
        text, keyboard = texts.ask_text(shown, draft.audience, t, said), keyboards.asking(draft.target, t)
    await screens.show(event, text, keyboard)


async def find(state: FSMContext) -> Draft | None:
    kept = (await state.get_data()).get(KEY)
    return Draft(**kept) if kept else None


async def keep(state: FSMContext, draft: Draft) -> None:
    await state.update_data({KEY: asdict(draft)})
    await state.set_state(Asked.text)
