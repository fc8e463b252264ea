"""One field of the form: asked for, then tapped or typed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import repeats as texts
from handlers import screens
from handlers.organizer.repeats import drafts, form
from handlers.organizer.repeats.drafts import Draft, Repeating
from handlers.topics import Typed
from keyboards import repeats as keyboards
from keyboards.callbacks.repeating import AskField, Field, PutField, TurnChoices
from keyboards.common import PAGE
from services import templates
from services.errors import DomainError
from services.errors.organizing import NameNotKnown
from services.templates import Choices, Repeat, days_of, reading
from services.templates.editing import require_within
from services.templates.places import LONGEST_MINUTES, MOST_WEEKS
from services.text import compared, esc
from services.translator import Translator
from services.users import Person

CHOSEN_ONE_BY_ONE: set[Field] = {"days", "team"}


def register(router: Router) -> None:
    router.callback_query.register(ask, AskField.filter())
    router.callback_query.register(turn, TurnChoices.filter())
    router.callback_query.register(put, PutField.filter())
    router.message.register(take, StateFilter(Repeating.field), Typed())
    router.message.register(ask_for_text, StateFilter(Repeating.field))


async def ask(
    query: CallbackQuery,
    callback_data: AskField,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    draft = await drafts.find(state, callback_data.template_id)
    await show(query, draft, callback_data.field, state, db, user, now, t)


async def turn(
    query: CallbackQuery,
    callback_data: TurnChoices,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    draft = await drafts.find(state, callback_data.template_id)
    await show(query, draft, callback_data.field, state, db, user, now, t, page=callback_data.page)


async def show(
    event: CallbackQuery | Message,
    draft: Draft,
    field: Field,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
    *,
    page: int = 0,
) -> None:
    shown = await form.shape(draft, db, user, now)
    choices = await db.read(templates.choices, user_id=user.id, series_id=draft.series_id)
    await drafts.keep(state, replace(draft, asks=field))
    labels = texts.answers(shown, field, choices, t)
    keyboard = keyboards.answers(draft.template_id, field, labels, t, done=field in CHOSEN_ONE_BY_ONE, page=page)
    await screens.show(event, texts.question(shown, field, t, said), keyboard)


async def put(
    query: CallbackQuery,
    callback_data: PutField,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    draft = await drafts.find(state, callback_data.template_id)
    field = callback_data.field
    shown = await form.shape(draft, db, user, now)
    draft = draft.with_(**tapped(shown, field, callback_data.value, now))
    if field in CHOSEN_ONE_BY_ONE:
        page = await page_of(draft, field, callback_data.value, db, user)
        await show(query, draft, field, state, db, user, now, t, page=page)
    else:
        await form.show(query, draft, state, db, user, now, t)


async def page_of(draft: Draft, field: Field, value: int, db: Database, user: Person) -> int:
    """Where that answer was tapped: one stays there."""
    if field != "team":
        return 0
    choices = await db.read(templates.choices, user_id=user.id, series_id=draft.series_id)
    return next((number for number, one in enumerate(choices.team) if one.id == value), 0) // PAGE


def tapped(shown: Repeat, field: Field, value: int, now: datetime) -> dict[str, Any]:
    """What an answer by tap changes. Raises NumberOutOfRange for what no button offers."""
    if field in RANGES:
        require_within(value, *RANGES[field])
    match field:
        case "days":
            return {"weekdays": sorted(set(shown.weekdays) ^ {value})}
        case "team":
            turns = list(shown.instructor_ids)
            others = [one for one in turns if one != value]
            return {"instructor_ids": [] if not value else others if value in turns else [*turns, value]}
        case "from":
            return {"begins_on": days_of(now, shown.time_zone)}
        case "until":
            return {"ends_on": None}
        case "room":
            return {"space_id": value or None}
        case "places":
            return {"quotas": None}
        case _:
            return {NUMBERS[field]: value}


RANGES: dict[Field, tuple[int, int]] = {
    "days": (1, 7),
    "time": (0, 24 * 60 - 1),
    "length": (1, LONGEST_MINUTES),
    "ahead": (1, MOST_WEEKS),
    "weeks": (1, MOST_WEEKS),
}
NUMBERS: dict[Field, str] = {
    "time": "starts_minute",
    "length": "duration_minutes",
    "ahead": "weeks_ahead",
    "weeks": "every_weeks",
}


async def take(message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator) -> None:
    draft = await drafts.find_asked(state)
    field: Field = draft.asks  # type: ignore[assignment]
    shown = await form.shape(draft, db, user, now)
    try:
        if field in NAMED:
            choices = await db.read(templates.choices, user_id=user.id, series_id=draft.series_id)
            changes = named(field, message.text or "", choices, t)
        else:
            changes = reading.read_field(shown, field, message.text or "", language=t.language, now=now)
    except DomainError as refusal:
        await show(message, draft, field, state, db, user, now, t, said=esc(refusal.text(t)))
    else:
        await form.show(message, draft.with_(**changes), state, db, user, now, t)


NAMED: set[Field] = {"days", "team", "room"}
"""What is mostly tapped, and understood by its name too."""


def named(field: Field, text: str, choices: Choices, t: Translator) -> dict[str, Any]:
    """Raises NameNotKnown, DaysNotUnderstood."""
    words = [word.strip() for word in text.split(",")]
    match field:
        case "days":
            return {"weekdays": reading.read_weekdays(text, language=t.language)}
        case "team":
            people = {compared(one.name): one.id for one in choices.team}
            return {"instructor_ids": [known(word, people) for word in words]}
        case _:
            return {"space_id": known(text, {compared(room.name): room.id for room in choices.rooms})}


def known(word: str, names: dict[str, int]) -> int:
    """Whose name was typed, or the beginning of nobody else's. Raises NameNotKnown."""
    typed = compared(word.strip())
    meant = (
        {names[typed]} if typed in names else {one for name, one in names.items() if typed and name.startswith(typed)}
    )
    if len(meant) != 1:
        raise NameNotKnown(word.strip()[:40])
    return meant.pop()


async def ask_for_text(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """A picture, a voice message, a sticker: nothing that can be read. The question comes again."""
    draft = await drafts.find_asked(state)
    field: Field = draft.asks  # type: ignore[assignment]
    await show(message, draft, field, state, db, user, now, t, said=t("I can only take text here."))
