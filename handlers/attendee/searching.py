"""Finding series by words. It comes last: only what nobody else understood is looked for."""

from dataclasses import replace
from datetime import datetime

from aiogram import Router
from aiogram.filters import Filter, StateFilter
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import finding, lists, screens
from handlers.attendee.browsing import show_list
from handlers.cards import paragraphs
from handlers.topics import Typed, topic_router
from keyboards import browsing as keyboards
from keyboards.callbacks.attending import OpenFound
from services import sessions
from services.sessions import filters, searching
from services.text import clean
from services.translator import Translator
from services.users import Person


class Searchable(Filter):
    """Words, not a letter or a novel."""

    async def __call__(self, message: Message) -> bool:
        return searching.is_searchable(message.text or "")


def new_router() -> Router:
    router = topic_router("search")
    router.message.register(search, StateFilter(None), Typed(), Searchable())
    router.callback_query.register(turn_results, OpenFound.filter())
    return router


async def search(message: Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    """Words that answer no question are looked for."""
    typed, today = message.text or "", now.astimezone(t.zone_info).date()
    found = await db.read(sessions.search, typed=typed, viewer_id=user.id, now=now)
    if found.series:
        await db.write(filters.keep_words, user_id=user.id, words=found.words, today=today)
        await screens.show(message, finding.found(found, t), keyboards.found(found, t))
    else:
        await show_today(message, clean(typed, searching.LONGEST), db, user, now, t)


async def show_today(message: Message, words: str, db: Database, user: Person, now: datetime, t: Translator) -> None:
    """Nothing was found: all of today, whatever the list is narrowed down to, as something to begin with."""
    today = now.astimezone(t.zone_info).date()
    page = await db.read(sessions.browse, viewer_id=user.id, zone=t.time_zone, first=today, days=1, page=0, now=now)
    page = replace(page, has_next=False)  # the pages of the list are those of what was chosen
    text = paragraphs(finding.nothing_found(words, t), lists.days(page, today=today, t=t))
    await screens.show(message, text, keyboards.days(page, today=today, t=t))


async def turn_results(
    query: CallbackQuery, callback_data: OpenFound, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    today = now.astimezone(t.zone_info).date()
    found = await db.read(sessions.search_again, viewer_id=user.id, page=callback_data.page, today=today, now=now)
    if found.series:
        await screens.show(query, finding.found(found, t), keyboards.found(found, t))
    else:
        await show_list(query, db, user, now, t)
