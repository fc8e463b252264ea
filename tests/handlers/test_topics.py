"""Which router gets a tap: that of its topic, and if it does not take it, all in turn."""

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Update, User

from handlers.topics import Switchboard, topic_router

BOT = Bot("42:TEST")


@pytest.fixture
def asked() -> list[str]:
    """The topics whose routers were asked for a tap, in order."""
    return []


@pytest.fixture
def dispatcher(asked) -> Dispatcher:
    root, last = Switchboard(name="root"), Router(name="fallback")
    for topic in ("home", "session", "settings"):
        router = topic_router(topic)

        @router.callback_query(Known(asked))
        async def answer(query: CallbackQuery) -> str:
            return query.data or ""

        root.include_router(router)
    last.callback_query.register(take_the_rest)
    root.include_router(last)
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(root)
    return dispatcher


class Known(Filter):
    """A filter that refuses "...unknown" and remembers that it was asked."""

    def __init__(self, asked: list[str]) -> None:
        self._asked = asked

    async def __call__(self, query: CallbackQuery) -> bool:
        self._asked.append(query.data or "")
        return not (query.data or "").endswith("unknown")


async def take_the_rest(query: CallbackQuery) -> str:
    return "the rest"


async def tapped(dispatcher: Dispatcher, data: str | None) -> object:
    sender = User(id=1, is_bot=False, first_name="Ana")
    query = CallbackQuery(id="1", from_user=sender, chat_instance="1", data=data)
    return await dispatcher.feed_update(BOT, Update(update_id=1, callback_query=query))


@pytest.mark.parametrize("data", ["home", "session:1:d", "session.cancel:1", "settings.zone:UTC"])
async def test_a_tap_goes_to_its_topic_alone(dispatcher, asked, data):
    assert await tapped(dispatcher, data) == data
    assert asked == [data]


@pytest.mark.parametrize("data", ["session.unknown", "nowhere", "fallback", "root", "", None])
async def test_what_no_topic_takes_falls_through(dispatcher, data):
    assert await tapped(dispatcher, data) == "the rest"
