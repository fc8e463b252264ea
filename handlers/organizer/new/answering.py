"""What is typed into a draft, or shared: each answer is read, and a wrong one is asked for again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers.organizer.new import drafts, wording
from handlers.organizer.new.asking import ask, go_on
from handlers.organizer.new.drafts import Making
from handlers.topics import SharedLocation, Typed
from services import amounts, moments, places, series, writing
from services.errors import DomainError
from services.series import Draft, Part
from services.text import clean
from services.translator import Translator


def register(router: Router) -> None:
    router.message.register(take_location, StateFilter(Making.place), SharedLocation())
    router.message.register(take_answer, StateFilter(Making), Typed())
    router.message.register(take_nothing, StateFilter(Making))


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    language: str
    now: datetime


def read_when(draft: Draft, answer: Answer) -> Draft:
    return draft.with_span(moments.read_span(answer.text, zone=draft.zone, language=answer.language, now=answer.now))


def read_places(draft: Draft, answer: Answer) -> Draft:
    if draft.series_id:
        return draft.with_(places=amounts.read_places(answer.text))
    return draft.with_(quotas=amounts.read_quotas(answer.text))


def read_place(draft: Draft, answer: Answer) -> Draft:
    return draft.with_(place=writing.line(answer.text, 200), map_url=None)


def read_price(draft: Draft, answer: Answer) -> Draft:
    money = amounts.read_money(answer.text, currency=draft.currency, language=answer.language)
    return draft.with_(price=money)


def read_title(draft: Draft, answer: Answer) -> Draft:
    return draft.with_(title=writing.title(answer.text, 80))


def read_duration(draft: Draft, answer: Answer) -> Draft:
    return draft.with_(duration=amounts.read_minutes(answer.text))


READERS: dict[Part, Callable[[Draft, Answer], Draft]] = {
    "title": read_title,
    "when": read_when,
    "places": read_places,
    "roles": read_places,
    "place": read_place,
    "price": read_price,
    "duration": read_duration,
}


async def take_answer(message: Message, state: FSMContext, now: datetime, t: Translator) -> None:
    """A whole line is one at every step. Else what is typed under a preview was not asked for: it comes again."""
    draft, part = await drafts.require(state), await drafts.asked(state)
    if part == "line" or is_line(message.text or "", draft, now, t):
        await take_line(message, message.text or "", state, draft, now, t)
        return
    if part is None:
        await go_on(message, state, draft, now, t, said=t("Tap what you want to change, or Create."))
        return
    try:
        draft = READERS[part](draft, Answer(message.text or "", t.language, now))
    except DomainError as refusal:
        await ask(message, state, draft, part, now, t, refusal.text(t))
    else:
        await go_on(message, state, draft, now, t)


def is_line(typed: str, draft: Draft, now: datetime, t: Translator) -> bool:
    """Whether title, time and places were typed in one breath: of a new series, it replaces what was said before."""
    said = series.read_line(typed, zone=draft.zone, language=t.language, currency=draft.currency, now=now)
    return said.is_whole and not draft.series_id


async def take_line(
    event: CallbackQuery | Message, typed: str, state: FSMContext, draft: Draft, now: datetime, t: Translator
) -> None:
    """All in one breath, or as much of it as was understood."""
    said = series.read_line(typed, zone=draft.zone, language=t.language, currency=draft.currency, now=now)
    draft = draft.with_line(said)
    trouble = said.trouble.text(t) if said.trouble else ""
    if not (said.title or said.span or said.quotas):
        await ask(event, state, draft, "line", now, t, trouble)
    else:
        await go_on(event, state, draft, now, t, trouble)


async def take_location(message: Message, state: FSMContext, now: datetime, t: Translator) -> None:
    """A shared point, or a venue with its name."""
    draft, point, venue = await drafts.require(state), message.location, message.venue
    assert point
    name = clean(f"{venue.title}, {venue.address}", 200) if venue else draft.place
    url = places.map_url(point.latitude, point.longitude)
    await go_on(message, state, draft.with_(place=name, map_url=url), now, t)


async def take_nothing(message: Message, state: FSMContext, now: datetime, t: Translator) -> None:
    """A photo, a voice message, a poll: nothing of it is an answer, and what was typed before stays."""
    draft, part = await drafts.require(state), await drafts.asked(state)
    if part is None:
        await go_on(message, state, draft, now, t, said=wording.only_text(t))
    else:
        await ask(message, state, draft, part, now, t, wording.only_text(t))
