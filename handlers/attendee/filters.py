"""Narrowing the list of sessions down. A choice acts at once: what fits is shown."""

from datetime import datetime, timedelta

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import finding, screens
from handlers.attendee.browsing import show_list
from handlers.topics import topic_router
from keyboards import filters as keyboards
from keyboards.callbacks.attending import ChooseFilter, ClearFilters, OpenFilters, SetFilter
from services import sessions
from services.sessions import filters
from services.sessions.filters import Kind, Option
from services.translator import Translator
from services.users import Person

FRESH = timedelta(minutes=1)


def new_router() -> Router:
    router = topic_router("filters")
    router.callback_query.register(open_filters, OpenFilters.filter())
    router.callback_query.register(Choosing().choose, ChooseFilter.filter())
    router.callback_query.register(set_filter, SetFilter.filter())
    router.callback_query.register(clear, ClearFilters.filter())
    return router


class Choosing:
    """The choice of one filter. What there is to choose from is the same for everybody and read anew after a minute."""

    def __init__(self) -> None:
        self._kept: dict[Kind, tuple[datetime, tuple[Option, ...]]] = {}

    async def choose(
        self, query: CallbackQuery, callback_data: ChooseFilter, db: Database, now: datetime, t: Translator
    ) -> None:
        kind = callback_data.kind
        if kind == Kind.PART:
            await screens.show(query, finding.question(kind, t, has_options=True), keyboards.parts(t))
            return
        options = await self._options(kind, db, now)
        keyboard = keyboards.options(kind, options, callback_data.page, t)
        await screens.show(query, finding.question(kind, t, has_options=bool(options)), keyboard)

    async def _options(self, kind: Kind, db: Database, now: datetime) -> tuple[Option, ...]:
        read_at, options = self._kept.get(kind, (None, ()))
        if read_at is None or not timedelta() <= now - read_at < FRESH:
            options = await db.read(filters.options, kind=kind, now=now)
            self._kept[kind] = now, options
        return options


async def open_filters(query: CallbackQuery, db: Database, user: Person, now: datetime, t: Translator) -> None:
    page = await db.read(sessions.browse_as_chosen, viewer_id=user.id, zone=t.time_zone, page=0, now=now)
    today = now.astimezone(t.zone_info).date()
    keyboard = keyboards.filters(page, finding.dates(page.filters, today, t), t)
    await screens.show(query, finding.filters(page, today, t), keyboard)


async def set_filter(
    query: CallbackQuery, callback_data: SetFilter, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    wanted, today = callback_data, now.astimezone(t.zone_info).date()
    await db.write(filters.choose, user_id=user.id, kind=wanted.kind, value=wanted.value, today=today, now=now)
    await show_list(query, db, user, now, t)


async def clear(
    query: CallbackQuery, callback_data: ClearFilters, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    today = now.astimezone(t.zone_info).date()
    await db.write(filters.clear, user_id=user.id, today=today, days=callback_data.days)
    await show_list(query, db, user, now, t)
