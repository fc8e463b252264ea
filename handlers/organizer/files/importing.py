"""People from a CSV file: the file, a look at what would become of it, and the import.

The draft keeps what Telegram calls the file, not what is in it: that is fetched once more when it is taken.
"""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import filing as texts
from handlers import screens
from handlers.organizer import ways
from keyboards import common
from keyboards import files as keyboards
from keyboards.callbacks.files import AskPeople, DropPeople, TakePeople
from services import files
from services.errors.organizing import ColumnsMissing, ColumnTwice, FileEmpty, FileNotUnderstood, FileTooLarge
from services.files import BATCH, Into, People, Place, Row, Taken
from services.text import esc
from services.translator import Translator
from services.users import Person

KEY = "people_file"
LARGEST = files.MOST_MEGABYTES * 1024 * 1024
UNREADABLE = (FileTooLarge, FileNotUnderstood, FileEmpty, ColumnsMissing, ColumnTwice)


class Asked(StatesGroup):
    file = State()


@dataclass(frozen=True, slots=True)
class Draft:
    host_id: int
    series_id: int
    file_id: str = ""
    version: int = 0


def register(router: Router) -> None:
    router.callback_query.register(ask, AskPeople.filter())
    router.callback_query.register(take, TakePeople.filter())
    router.callback_query.register(drop, DropPeople.filter())
    router.message.register(look_at_file, StateFilter(Asked.file))


async def ask(
    query: CallbackQuery, callback_data: AskPeople, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    draft = Draft(callback_data.host_id, callback_data.series_id)
    place = await place_of(draft, db, user)
    await keep(state, draft)
    await screens.show(query, texts.ask_people(place, t), keyboards.asking(place.into, t))


async def look_at_file(
    message: Message, state: FSMContext, bot: Bot, db: Database, user: Person, t: Translator
) -> None:
    """Whatever is sent while a file is asked for."""
    draft = await find(state)
    if draft is None:
        await ways.clear(state)
        await screens.show(message, t("That question is over. Nothing was changed."), common.to_home(t))
        return
    place = await place_of(draft, db, user)
    if message.document is None:
        await ask_again(message, place, t, t("I need a file here: attach it to a message."))
        return
    try:
        people = await read(bot, message.document.file_id, message.document.file_size or 0, place)
    except UNREADABLE as refusal:
        await ask_again(message, place, t, esc(refusal.text(t)))
        return
    draft = Draft(draft.host_id, draft.series_id, message.document.file_id, draft.version + 1)
    await keep(state, draft)
    await show_plan(message, place, people, draft.version, db, user, t)


async def take(
    query: CallbackQuery,
    callback_data: TakePeople,
    state: FSMContext,
    bot: Bot,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> AnswerCallbackQuery | None:
    """A second tap leaves the screen as it is, which tells what the first one did."""
    draft = await find(state)
    if draft is None or not draft.file_id or draft.version != callback_data.version:
        return query.answer(t("That is done already, or about an older file."), show_alert=True)
    await take_file(query, draft, state, bot, db, user, now, t)
    return None


async def take_file(
    query: CallbackQuery,
    draft: Draft,
    state: FSMContext,
    bot: Bot,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    place = await place_of(draft, db, user)
    try:
        people = await read(bot, draft.file_id, 0, place)
    except UNREADABLE as refusal:
        await ask_again(query, place, t, esc(refusal.text(t)))
    else:
        done = Taken(problems=people.problems) + await take_all(place.into, people.rows, db, user, now)
        await ways.clear(state)
        await show_taken(query, place, done, t)


async def take_all(into: Into, rows: Sequence[Row], db: Database, user: Person, now: datetime) -> Taken:
    """Batch by batch. The first is the act of this update; those behind it can be repeated without harm, as each
    looks who is known by now. So an import that was broken off goes on where somebody taps again.
    """
    done, store = Taken(), db
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        done += await store.write(files.take, into=into, rows=batch, user_id=user.id, now=now)
        store = Database(db.store, on_owed=db.on_owed)
    return done


async def show_taken(query: CallbackQuery, place: Place, done: Taken, t: Translator) -> None:
    await screens.show(query, texts.taken(place, done, t), keyboards.leave(place.into, t))
    if done.problems:
        content = await asyncio.to_thread(texts.report_file, done, t)
        await screens.send_file(
            query, "not-taken.csv", content, texts.caption_of_report(done, t), keyboards.leave(place.into, t)
        )


async def drop(query: CallbackQuery, callback_data: DropPeople, state: FSMContext, t: Translator) -> None:
    await ways.clear(state)
    into = Into(callback_data.host_id, callback_data.series_id)
    await screens.show(query, t("Nobody was taken in."), keyboards.leave(into, t))


async def read(bot: Bot, file_id: str, size: int, place: Place) -> People:
    """Who is in a file. Raises what is wrong with it."""
    if size > LARGEST:
        raise FileTooLarge(files.MOST_ROWS, files.MOST_MEGABYTES)
    content = io.BytesIO()
    try:
        await bot.download(file_id, destination=content)
    except TelegramBadRequest:  # too big even for Telegram, or gone there
        raise FileNotUnderstood from None
    return await asyncio.to_thread(files.read, content.getvalue(), place.country)


async def show_plan(
    message: Message, place: Place, people: People, version: int, db: Database, user: Person, t: Translator
) -> None:
    found = await db.read(files.plan, into=place.into, people=people, user_id=user.id)
    count = len(found.new) + (len(found.known) if place.makes_members else 0)
    await screens.show(message, texts.plan(place, found, t), keyboards.preview(place.into, count, version, t))


async def ask_again(event: CallbackQuery | Message, place: Place, t: Translator, said: str) -> None:
    await screens.show(event, texts.ask_people(place, t, said), keyboards.asking(place.into, t))


async def place_of(draft: Draft, db: Database, user: Person) -> Place:
    return await db.read(files.place, host_id=draft.host_id, series_id=draft.series_id, user_id=user.id)


async def find(state: FSMContext) -> Draft | None:
    kept = (await state.get_data()).get(KEY)
    return Draft(**kept) if kept else None


async def keep(state: FSMContext, draft: Draft) -> None:
    await state.update_data({KEY: asdict(draft)})
    await state.set_state(Asked.file)
