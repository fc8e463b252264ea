"""Registrations as a file: which sessions, which kind, and the file itself."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from db import Database
from handlers import filing as texts
from handlers import screens
from keyboards import files as keyboards
from keyboards.callbacks.files import ExportHost, MakeFile, MakeHostFile, PickSpan, Span
from keyboards.callbacks.organizing import ExportSeries, ExportSession
from services import files
from services.files import Scope
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_session, ExportSession.filter())
    router.callback_query.register(open_series, ExportSeries.filter())
    router.callback_query.register(pick_span, PickSpan.filter())
    router.callback_query.register(make_file, MakeFile.filter())
    router.callback_query.register(open_host, ExportHost.filter())
    router.callback_query.register(make_host_file, MakeHostFile.filter())


async def open_session(
    query: CallbackQuery, callback_data: ExportSession, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    scope = Scope(session_id=callback_data.session_id)
    head, rows = await db.read(files.count, scope=scope, user_id=user.id, now=now)
    await screens.show(query, texts.export(head, rows, t), keyboards.session(scope.session_id, t))


async def open_series(
    query: CallbackQuery, callback_data: ExportSeries, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show_series(query, callback_data.series_id, "coming", db, user, now, t)


async def pick_span(
    query: CallbackQuery, callback_data: PickSpan, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show_series(query, callback_data.series_id, callback_data.span, db, user, now, t)


async def show_series(
    query: CallbackQuery, series_id: int, span: Span, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    scope = Scope(series_id=series_id, span=span)
    head, rows = await db.read(files.count, scope=scope, user_id=user.id, now=now)
    await screens.show(query, texts.export(head, rows, t), keyboards.series(series_id, span, t))


async def make_file(
    query: CallbackQuery, callback_data: MakeFile, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """Read in pieces and built in a thread: others are served meanwhile, however long the list is."""
    wanted = callback_data
    keyboard = keyboards.below_file(wanted.session_id, wanted.series_id, t)
    scope = Scope(wanted.session_id, wanted.series_id, wanted.span)
    await send(query, scope, wanted.form, keyboard, db, user, now, t)


async def open_host(
    query: CallbackQuery, callback_data: ExportHost, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    wanted = callback_data
    scope = Scope(host_id=wanted.host_id, span=wanted.span)
    head, rows = await db.read(files.count, scope=scope, user_id=user.id, now=now)
    await screens.show(query, texts.export(head, rows, t), keyboards.host(wanted.host_id, wanted.span, t))


async def make_host_file(
    query: CallbackQuery, callback_data: MakeHostFile, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    wanted = callback_data
    scope, keyboard = Scope(host_id=wanted.host_id, span=wanted.span), keyboards.below_host_file(wanted.host_id, t)
    await send(query, scope, wanted.form, keyboard, db, user, now, t)


async def send(
    query: CallbackQuery,
    scope: Scope,
    form: str,
    keyboard: InlineKeyboardMarkup,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    head = await db.write(files.begin, scope=scope, form=form, user_id=user.id, now=now)
    rows = await read_all(scope, db, user, now)
    name, content = await asyncio.to_thread(files.build, head, rows, form, t)
    await screens.send_file(query, name, content, texts.caption(head, len(rows), t), keyboard)


async def read_all(scope: Scope, db: Database, user: Person, now: datetime) -> Sequence[files.Line]:
    rows: list[files.Line] = []
    while page := await db.read(files.page, scope=scope, user_id=user.id, after=rows[-1].id if rows else 0, now=now):
        rows += page
    return rows
