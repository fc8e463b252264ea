"""Days on which somebody of the team cannot come."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import closings as texts
from handlers import screens
from handlers.organizer.repeats import drafts
from handlers.organizer.repeats.drafts import Repeating
from keyboards import closings as keyboards
from keyboards.callbacks.repeating import AskAbsence, OpenAbsences, RemoveAbsence, TurnAbsences
from services.errors import DomainError, NotFound
from services.templates import absences, reading
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_absences, OpenAbsences.filter())
    router.callback_query.register(turn, TurnAbsences.filter())
    router.callback_query.register(ask, AskAbsence.filter())
    router.callback_query.register(remove, RemoveAbsence.filter())
    router.message.register(add, StateFilter(Repeating.absence))


async def open_absences(
    query: CallbackQuery,
    callback_data: OpenAbsences,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafts.drop(state)
    await show(query, callback_data.host_id, callback_data.series_id, db, user, now, t)


async def turn(
    query: CallbackQuery, callback_data: TurnAbsences, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    place_id, of_series = callback_data.place_id, callback_data.of == "series"
    asked = await db.read(absences.subject, user_id=user.id, place_id=place_id, of_series=of_series, of_id=user.id)
    await show(query, asked.host_id, asked.series_id, db, user, now, t, page=callback_data.page)


async def show(
    event: CallbackQuery | Message,
    host_id: int,
    series_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
    *,
    page: int = 0,
) -> None:
    shown = await db.read(absences.list_of_host, user_id=user.id, host_id=host_id, now=now)
    labels = {one.absence_id: f"✖️ {one.name}: {texts.days(one.first_day, one.last_day, t)}" for one in shown.away}
    keyboard = keyboards.absences(shown, series_id, labels, t, page=page)
    await screens.show(event, texts.absences(shown, t, said), keyboard)


async def ask(
    query: CallbackQuery,
    callback_data: AskAbsence,
    state: FSMContext,
    db: Database,
    user: Person,
    t: Translator,
) -> None:
    of_id, place_id, of_series = callback_data.user_id, callback_data.place_id, callback_data.of == "series"
    asked = await db.read(absences.subject, user_id=user.id, place_id=place_id, of_series=of_series, of_id=of_id)
    host_id, series_id = asked.host_id, asked.series_id
    await drafts.ask(state, Repeating.absence, host_id=host_id, series_id=series_id, of_id=of_id)
    await screens.show(query, texts.ask_absence(asked.name, t), keyboards.to_absences(host_id, series_id, t))


async def add(message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator) -> None:
    host_id, series_id, of_id = await drafts.asked(state, "host_id", "series_id", "of_id")
    name = await db.read(absences.name_of, user_id=user.id, host_id=host_id, of_id=of_id)
    zone = (await db.read(absences.list_of_host, user_id=user.id, host_id=host_id, now=now)).time_zone
    try:
        first, last = reading.read_days(message.text or "", zone=zone, language=t.language, now=now)
        days = {"first_day": first, "last_day": last}
        await db.write(absences.add, user_id=user.id, host_id=host_id, of_id=of_id, **days, now=now)
    except NotFound:
        raise
    except DomainError as refusal:
        text = texts.ask_absence(name, t, said=esc(refusal.text(t)))
        await screens.show(message, text, keyboards.to_absences(host_id, series_id, t))
    else:
        await drafts.drop(state)
        said = t("✅ Kept: {name}, {days}", name=esc(name), days=texts.days(first, last, t))
        await show(message, host_id, series_id, db, user, now, t, said=said)


async def remove(
    query: CallbackQuery, callback_data: RemoveAbsence, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    host_id = await db.write(absences.remove, user_id=user.id, absence_id=callback_data.absence_id, now=now)
    await show(query, host_id, callback_data.series_id, db, user, now, t, said=t("✅ That is removed."))
