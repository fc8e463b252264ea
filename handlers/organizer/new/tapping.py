"""What is tapped in a draft: a question, a day, an hour, a length, whether it repeats."""

from datetime import date, datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from handlers import screens
from handlers.cards import paragraphs
from handlers.organizer.new import drafts, wording
from handlers.organizer.new.asking import ask, go_on, today_there
from keyboards import founding as keyboards
from keyboards.callbacks.founding import (
    AskPart,
    ChooseDay,
    ChooseHour,
    OpenMonth,
    RepeatWeekly,
    SetLength,
    ShowDraft,
)
from services import amounts, moments
from services.errors import DomainError, NotFound
from services.moments import DAYS_AHEAD
from services.series import Draft
from services.translator import Translator

OF_A_SESSION = {"when", "places"}
"""All that can be asked for where the series is there already."""


def register(router: Router) -> None:
    router.callback_query.register(ask_part, AskPart.filter())
    router.callback_query.register(open_month, OpenMonth.filter())
    router.callback_query.register(choose_day, ChooseDay.filter())
    router.callback_query.register(choose_hour, ChooseHour.filter())
    router.callback_query.register(set_length, SetLength.filter())
    router.callback_query.register(repeat_weekly, RepeatWeekly.filter())
    router.callback_query.register(show_draft, ShowDraft.filter())


async def ask_part(
    query: CallbackQuery, callback_data: AskPart, state: FSMContext, now: datetime, t: Translator
) -> None:
    draft = await drafts.require(state)
    if draft.series_id and callback_data.part not in OF_A_SESSION:
        raise NotFound
    await ask(query, state, draft, callback_data.part, now, t)


async def open_month(
    query: CallbackQuery, callback_data: OpenMonth, state: FSMContext, now: datetime, t: Translator
) -> None:
    draft = await drafts.require(state)
    today = today_there(draft, now)
    shown = within(callback_data.day, today)
    await drafts.keep(state, draft, drafts.QUESTIONS["when"])
    await screens.show(query, wording.when(draft, t), keyboards.month(draft, shown, today, t))


def within(ordinal: int, today: date) -> date:
    """A day that can be shown, whatever an old button says."""
    return date.fromordinal(min(max(ordinal, today.toordinal()), today.toordinal() + DAYS_AHEAD))


async def choose_day(
    query: CallbackQuery, callback_data: ChooseDay, state: FSMContext, now: datetime, t: Translator
) -> None:
    draft = await drafts.require(state)
    day = within(callback_data.day, today_there(draft, now))
    head = t("<b>At what time on {day}?</b>", day=t.calendar_day(day, long=True))
    await drafts.keep(state, draft, drafts.QUESTIONS["when"])
    text = paragraphs(head, t("Tap it, or type the day and the hour, for example: Fri 19:30"))
    await screens.show(query, text, keyboards.hours(day.toordinal(), t))


async def choose_hour(
    query: CallbackQuery, callback_data: ChooseHour, state: FSMContext, now: datetime, t: Translator
) -> None:
    draft = await drafts.require(state)
    day = within(callback_data.day, today_there(draft, now))
    try:
        moment = moments.at(day, callback_data.minute, zone=draft.zone, now=now)
    except DomainError as refusal:
        await ask(query, state, draft, "when", now, t, refusal.text(t))
    else:
        await go_on(query, state, draft.with_(moment=moment.isoformat()), now, t)


async def set_length(
    query: CallbackQuery, callback_data: SetLength, state: FSMContext, now: datetime, t: Translator
) -> None:
    draft = await drafts.require(state)
    minutes = amounts.within(callback_data.minutes, 1, amounts.MOST_MINUTES)
    await go_on(query, state, unless_planned(draft).with_(duration=minutes), now, t)


def unless_planned(draft: Draft) -> Draft:
    """The draft of a new series: of another it is not asked here. Raises NotFound."""
    if draft.series_id:
        raise NotFound
    return draft


async def repeat_weekly(
    query: CallbackQuery, callback_data: RepeatWeekly, state: FSMContext, now: datetime, t: Translator
) -> None:
    draft = await drafts.require(state)
    on = bool(callback_data.on)
    await go_on(query, state, draft.with_(weekly=on, places=0 if on else draft.places), now, t)


async def show_draft(query: CallbackQuery, state: FSMContext, now: datetime, t: Translator) -> None:
    await go_on(query, state, await drafts.require(state), now, t)
