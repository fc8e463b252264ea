"""The first step: something new, or one more session of a series; and who offers it."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.organizer.new import drafts, wording
from handlers.organizer.new.answering import take_line
from handlers.organizer.new.asking import ask
from handlers.organizer.new.drafts import Making
from handlers.topics import Typed
from keyboards import founding as keyboards
from keyboards.callbacks.founding import NewSeries
from keyboards.callbacks.organizing import StartNew
from services import hosts, series
from services.access import Right
from services.errors import NotFound
from services.errors.organizing import SeriesOver
from services.series import Draft
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.message.register(new, Command("new"))
    router.message.register(take_first_line, StateFilter(Making.what), Typed())
    router.message.register(take_nothing, StateFilter(Making.what))
    router.callback_query.register(start, StartNew.filter())
    router.callback_query.register(new_series, NewSeries.filter())


async def new(
    message: Message,
    command: CommandObject,
    state: FSMContext,
    db: Database,
    default_currency: str,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Words after the command are the line that it would ask for."""
    if command.args:
        await choose_host(message, state, db, default_currency, user, now, t, typed=command.args)
    else:
        await choose_what(message, state, db, default_currency, user, now, t)


async def take_first_line(
    message: Message,
    state: FSMContext,
    db: Database,
    default_currency: str,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Whoever types where there is to choose begins something new."""
    await choose_host(message, state, db, default_currency, user, now, t, typed=message.text or "")


async def take_nothing(
    message: Message,
    state: FSMContext,
    db: Database,
    default_currency: str,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await choose_what(message, state, db, default_currency, user, now, t)


async def start(
    query: CallbackQuery,
    callback_data: StartNew,
    state: FSMContext,
    db: Database,
    default_currency: str,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    if callback_data.series_id:
        await new_session(query, callback_data.series_id, state, db, user, now, t)
    else:
        await choose_what(query, state, db, default_currency, user, now, t)


async def choose_what(
    event: CallbackQuery | Message,
    state: FSMContext,
    db: Database,
    default_currency: str,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Who runs nothing yet is asked at once what it is."""
    own = await db.read(series.list_own, user_id=user.id)
    if own:
        await drafts.keep_line(state, "")
        await screens.show(event, wording.choose_what(t), keyboards.choose_what(own, t))
    else:
        await choose_host(event, state, db, default_currency, user, now, t)


async def new_series(
    query: CallbackQuery,
    callback_data: NewSeries,
    state: FSMContext,
    db: Database,
    default_currency: str,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    if callback_data.host_id:
        draft = await of_host(callback_data.host_id, db, user, now)
        await begin(query, await drafts.take_line(state), state, draft, now, t)
    else:
        await choose_host(query, state, db, default_currency, user, now, t)


async def choose_host(
    event: CallbackQuery | Message,
    state: FSMContext,
    db: Database,
    default_currency: str,
    user: Person,
    now: datetime,
    t: Translator,
    typed: str = "",
) -> None:
    """With several hosts it is asked which; with none, one is founded along with the series."""
    own = [host for host in await db.read(hosts.list_own, user_id=user.id) if host.is_active]
    if len(own) > 1:
        await drafts.keep_line(state, typed)
        await screens.show(event, wording.choose_host(t), keyboards.choose_host(own, t))
        return
    draft = await of_host(own[0].id, db, user, now) if own else Draft(zone=t.time_zone, currency=default_currency)
    await begin(event, typed, state, draft, now, t)


async def begin(
    event: CallbackQuery | Message, typed: str, state: FSMContext, draft: Draft, now: datetime, t: Translator
) -> None:
    """Read the line, where one was typed already; else ask for it."""
    if typed:
        await take_line(event, typed, state, draft, now, t)
    else:
        await ask(event, state, draft, "line", now, t)


async def of_host(host_id: int, db: Database, user: Person, now: datetime) -> Draft:
    host = await db.read(hosts.desk, user_id=user.id, host_id=host_id, now=now)
    return Draft(zone=host.time_zone, currency=host.currency, host_id=host.id, host_name=host.name)


async def new_session(
    query: CallbackQuery, series_id: int, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """All but the time is known. Raises NotFound, SeriesOver."""
    desk = await db.read(series.desk, user_id=user.id, series_id=series_id, now=now)
    if Right.PLAN not in desk.rights:
        raise NotFound
    if desk.is_archived:
        raise SeriesOver
    await ask(query, state, of_series(desk), "when", now, t)


def of_series(desk: series.Desk) -> Draft:
    return Draft(
        zone=desk.time_zone,
        currency=desk.currency,
        host_id=desk.host_id,
        host_name=desk.host_name,
        series_id=desk.id,
        title=desk.title,
        quotas=desk.quotas,
        duration=desk.settings["duration_minutes"],
        place=desk.settings["place"],
        map_url=desk.settings["map_url"],
    )
