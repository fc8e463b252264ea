"""Editing one field of a series: asked for, tapped, typed, sent as a picture, or shared as a place."""

from datetime import datetime
from functools import partial
from typing import Any

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.organizer import ways
from handlers.organizer.desk import placing, wording
from handlers.organizer.desk.asking import SeriesEditing
from handlers.organizer.desk.showing import editable, show_edit
from handlers.topics import SharedLocation, SharedPhoto, Typed
from keyboards import desks as keyboards
from keyboards.callbacks.desks import AskSeriesField, ClearSeriesField, SetSeriesField
from services import series
from services.errors import DomainError, NotFound
from services.errors.paying import CardsUnavailable
from services.series import Desk, Followed, labels
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(ask, AskSeriesField.filter())
    router.callback_query.register(choose, SetSeriesField.filter())
    router.callback_query.register(clear, ClearSeriesField.filter())
    router.message.register(take_photo, StateFilter(SeriesEditing.photo), SharedPhoto())
    router.message.register(take_location, StateFilter(SeriesEditing.place), SharedLocation())
    router.message.register(take_text, StateFilter(SeriesEditing.field), Typed())
    router.message.register(take_place, StateFilter(SeriesEditing.place), Typed())
    router.message.register(take_nothing, StateFilter(SeriesEditing))


async def ask(
    query: CallbackQuery,
    callback_data: AskSeriesField,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    name = callback_data.field
    if name not in labels.QUESTIONS:
        raise NotFound
    shown = await editable(callback_data.series_id, db, user, now)
    await state.set_state({"photo": SeriesEditing.photo, "place": SeriesEditing.place}.get(name, SeriesEditing.field))
    await ways.put(state, {"series_id": shown.id, "field": name})
    await show_question(query, shown, name, t)


async def show_question(event: CallbackQuery | Message, shown: Desk, name: str, t: Translator, said: str = "") -> None:
    words = series.CHOICES[name][1] if name in series.CHOICES else {}
    values = [(word, labels.label(name, word, t)) for word in words]
    chosen = labels.chosen(shown, name) if words else ""
    clears = any(shown.settings[column] != empty for column, empty in series.EMPTY.get(name, {}).items())
    keyboard = keyboards.field(shown, name, values, t, chosen=chosen, clears=clears)
    photo = shown.photo_id if name == "photo" else None
    await screens.show(event, wording.question(shown, name, t, esc(said)), keyboard, photo=photo)


async def choose(
    query: CallbackQuery,
    callback_data: SetSeriesField,
    state: FSMContext,
    db: Database,
    user: Person,
    takes_cards: bool,
    now: datetime,
    t: Translator,
) -> None:
    if callback_data.value == "paid" and not takes_cards:
        raise CardsUnavailable
    act = partial(series.choose, field=callback_data.field, value=callback_data.value)
    await keep(query, act, callback_data.series_id, callback_data.field, state, db, user, now, t)


async def clear(
    query: CallbackQuery,
    callback_data: ClearSeriesField,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    if callback_data.field == "place":
        await placing.place(query, callback_data.series_id, "clear", {}, state, db, user, now, t)
        return
    act = partial(series.clear, field=callback_data.field)
    await keep(query, act, callback_data.series_id, callback_data.field, state, db, user, now, t)


async def take_text(
    message: Message, state: FSMContext, db: Database, user: Person, takes_cards: bool, now: datetime, t: Translator
) -> None:
    """What was typed, or why it cannot be kept, with the question once more."""
    asked = await state.get_data()
    series_id, name = asked["series_id"], asked["field"]
    try:
        act = writing(name, message.text or "", t, takes_cards=takes_cards)
        await keep(message, act, series_id, name, state, db, user, now, t)
    except NotFound:
        await ways.clear(state)
        raise
    except DomainError as refusal:
        await show_question(message, await editable(series_id, db, user, now), name, t, refusal.text(t))


async def take_place(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    series_id, given = (await state.get_data())["series_id"], {"typed": message.text or ""}
    try:
        await placing.place(message, series_id, "write", given, state, db, user, now, t)
    except NotFound:
        await ways.clear(state)
        raise
    except DomainError as refusal:
        await show_question(message, await editable(series_id, db, user, now), "place", t, refusal.text(t))


def writing(name: str, typed: str, t: Translator, *, takes_cards: bool) -> Any:
    """The act for what was typed, which may be what stands on a button. Raises CardsUnavailable."""
    word = labels.word(name, typed, t)
    if word == "paid" and not takes_cards:
        raise CardsUnavailable
    if word:
        return partial(series.choose, field=name, value=word)
    return partial(series.write, field=name, typed=typed, language=t.language)


async def take_photo(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """Telegram keeps the picture; the largest size of it is shown on cards."""
    asked = await state.get_data()
    photo_id = message.photo[-1].file_id if message.photo else ""
    act = partial(series.set_photo, photo_id=photo_id)
    await keep(message, act, asked["series_id"], "photo", state, db, user, now, t)


async def take_location(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    asked, point, venue = await state.get_data(), message.location, message.venue
    assert point
    place = f"{venue.title}, {venue.address}" if venue else ""
    spot = {"latitude": point.latitude, "longitude": point.longitude, "place": place}
    await placing.place(message, asked["series_id"], "location", spot, state, db, user, now, t)


async def take_nothing(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """A voice message where text is asked, text where a picture is: the question comes again."""
    asked = await state.get_data()
    shown = await editable(asked["series_id"], db, user, now)
    said = t("I need a picture here.") if asked["field"] == "photo" else t("I can only take text here.")
    await show_question(message, shown, asked["field"], t, said)


async def keep(
    event: CallbackQuery | Message,
    act: Any,
    series_id: int,
    name: str,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Write one field, and show the page that it is on."""
    followed: Followed = await db.write(act, user_id=user.id, series_id=series_id, now=now)
    await ways.clear(state)
    page = "rules" if name in keyboards.RULES else "about"
    await show_edit(event, series_id, page, db, user, now, t, said=wording.kept(followed, t))
