"""A host's closure days."""

from datetime import datetime
from typing import Any

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
from keyboards.callbacks.repeating import AskClosure, CancelClosed, OpenClosures, RemoveClosure
from services.errors import DomainError, NotFound
from services.templates import closures, reading
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_closures, OpenClosures.filter())
    router.callback_query.register(ask, AskClosure.filter())
    router.callback_query.register(remove, RemoveClosure.filter())
    router.callback_query.register(cancel, CancelClosed.filter())
    router.message.register(add, StateFilter(Repeating.closure))


async def open_closures(
    query: CallbackQuery,
    callback_data: OpenClosures,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafts.drop(state)
    await show(query, callback_data.host_id, callback_data.series_id, db, user, now, t)


async def show(
    event: CallbackQuery | Message,
    host_id: int,
    series_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    shown = await db.read(closures.list_of_host, user_id=user.id, host_id=host_id, now=now)
    labels = {one.id: f"✖️ {texts.days(one.first_day, one.last_day, t)}" for one in shown.ranges}
    await screens.show(event, texts.closures(shown, t, said), keyboards.closures(shown, series_id, labels, t))


async def ask(
    query: CallbackQuery,
    callback_data: AskClosure,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    host_id, series_id = callback_data.host_id, callback_data.series_id
    host = await db.read(closures.list_of_host, user_id=user.id, host_id=host_id, now=now)
    await drafts.ask(state, Repeating.closure, host_id=host_id, series_id=series_id)
    await screens.show(query, texts.ask_closure(host.host_name, t), keyboards.to_closures(host_id, series_id, t))


async def add(message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator) -> None:
    host_id, series_id = await drafts.asked(state, "host_id", "series_id")
    typed, reason = reading.split_reason(message.text or "")
    host = await db.read(closures.list_of_host, user_id=user.id, host_id=host_id, now=now)
    try:
        first, last = reading.read_days(typed, zone=host.time_zone, language=t.language, now=now)
        days: dict[str, Any] = {"first_day": first, "last_day": last, "reason": reason}
        closure = await db.write(closures.add, user_id=user.id, host_id=host_id, **days, now=now)
    except NotFound:
        raise
    except DomainError as refusal:
        text = texts.ask_closure(host.host_name, t, said=esc(refusal.text(t)))
        await screens.show(message, text, keyboards.to_closures(host_id, series_id, t))
    else:
        await drafts.drop(state)
        await show_affected(message, closure.id, host_id, series_id, db, user, now, t)


async def show_affected(
    message: Message,
    closure_id: int,
    host_id: int,
    series_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    found = await db.read(closures.affected, user_id=user.id, closure_id=closure_id, now=now)
    said = texts.days(found.first_day, found.last_day, t)
    if not found.sessions:
        await show(message, host_id, series_id, db, user, now, t, said=t("✅ Closed: {days}", days=said))
        return
    count = len(found.sessions)
    label = t.plural("Cancel {count} session", "Cancel {count} sessions", count)
    keyboard = keyboards.closed(host_id, closure_id, series_id, label, t)
    await screens.show(message, texts.affected(found.first_day, found.last_day, found, t), keyboard)


async def remove(
    query: CallbackQuery, callback_data: RemoveClosure, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    host_id = await db.write(closures.remove, user_id=user.id, closure_id=callback_data.closure_id, now=now)
    said = t("✅ These days are open again.")
    await show(query, host_id, callback_data.series_id, db, user, now, t, said=said)


async def cancel(
    query: CallbackQuery, callback_data: CancelClosed, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    closure_id = callback_data.closure_id
    closure = await db.read(closures.own, closure_id, user.id)
    sessions, people = await db.write(closures.cancel_affected, user_id=user.id, closure_id=closure_id, now=now)
    said = texts.cancelled(sessions, people, t)
    await show(query, closure.host_id, callback_data.series_id, db, user, now, t, said=said)
