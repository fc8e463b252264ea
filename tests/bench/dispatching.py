"""What it costs that there are many handlers: a tap for the last topic's last one, with all the others before it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiogram import Dispatcher, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Update

from bot.app import make_bot, make_dispatcher
from bot.middlewares.throttle import HabitsHere, Throttle
from bot.settings import Settings
from db.stores import open_database
from handlers.topics import topic_router
from tests.bench.load import tap
from tests.bench.process import Acts
from tests.bench.servers import OPEN
from tests.bench.telegram import TOKEN

LAST_TOPIC = "settings"


class Trivial(CallbackData, prefix=f"{LAST_TOPIC}.nothing"): ...


async def do_nothing(_query: CallbackQuery) -> None: ...


def alone() -> Router:
    router = topic_router(LAST_TOPIC)
    router.callback_query.register(do_nothing, Trivial.filter())
    return router


@asynccontextmanager
async def dispatcher(database_url: str, is_whole: bool) -> AsyncIterator[Acts]:
    """`feed` taps on a handler that does nothing: of the whole bot, or of one that has only this handler."""
    settings = Settings.load(env_file=None, bot_token=TOKEN, database_url=database_url)
    db, bot = open_database(database_url), make_bot(settings)
    whole = make_dispatcher(db, settings, lambda: datetime.now(UTC), Throttle(HabitsHere(quiet=0, burst=OPEN)))
    root = whole.sub_routers[0]
    if is_whole:
        last = next(router for router in root.sub_routers if router.name == LAST_TOPIC)
        last.callback_query.register(do_nothing, Trivial.filter())
    else:
        root.sub_routers.clear()
        root.include_router(alone())

    async def feed(first_id: int, people: list[int]) -> None:
        for number, person in enumerate(people):
            raw = tap(first_id + number, person, Trivial().pack())
            await _feed(whole, Update.model_validate(raw, context={"bot": bot}))

    yield {"feed": feed}
    await db.close()


async def _feed(dispatcher: Dispatcher, update: Update) -> None:
    assert update.bot
    await dispatcher.feed_update(update.bot, update)
