"""The next screen of a draft: what is missing is asked for, what is whole is shown."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from handlers import screens
from handlers.cards import paragraphs
from handlers.organizer.new import drafts, wording
from handlers.organizer.new.drafts import Making
from keyboards import founding as keyboards
from services.series import Draft, Part
from services.text import esc
from services.translator import Translator


async def go_on(
    event: CallbackQuery | Message, state: FSMContext, draft: Draft, now: datetime, t: Translator, said: str = ""
) -> None:
    """Ask for what is missing, else show it all."""
    if draft.missing:
        await ask(event, state, draft, draft.missing, now, t, said)
        return
    await drafts.keep(state, draft, Making.preview)
    await screens.show(event, wording.preview(draft, t, said), keyboards.preview(draft, t))


async def ask(
    event: CallbackQuery | Message,
    state: FSMContext,
    draft: Draft,
    part: Part,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    """One question; `said` is what was wrong with the last answer."""
    await drafts.keep(state, draft, drafts.QUESTIONS[part])
    text = paragraphs(esc(said), wording.QUESTIONS[part](draft, t))
    await screens.show(event, text, keyboard(draft, part, now, t))


def keyboard(draft: Draft, part: Part, now: datetime, t: Translator) -> InlineKeyboardMarkup:
    if part == "line":
        return keyboards.first_question(t)
    if part == "duration":
        return keyboards.lengths(draft, t)
    if part != "when":
        return keyboards.asking(draft, t)
    today = today_there(draft, now)
    shown = draft.starts_at.astimezone(ZoneInfo(draft.zone)).date() if draft.starts_at else today
    return keyboards.month(draft, max(shown, today), today, t)


def today_there(draft: Draft, now: datetime) -> date:
    return now.astimezone(ZoneInfo(draft.zone)).date()
