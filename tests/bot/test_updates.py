"""An update is read or refused without quoting it, and fed to the end of its handlers."""

import asyncio

import pytest
import structlog
from aiogram import Bot, Dispatcher
from aiogram.methods import SendMessage, SendPhoto
from aiogram.types import Message

from bot import updates
from tests.bot.stand_in import TOKEN, message, stand_in


@pytest.fixture
def bot():
    return Bot(TOKEN)


@pytest.fixture
def dispatcher():
    return Dispatcher(disable_fsm=True)


@pytest.fixture
async def telegram():
    async with stand_in() as both:
        yield both


def test_read_puts_the_bot_into_the_update(bot):
    update = updates.read(message(1), bot)

    assert update.message is not None
    assert update.message.bot is bot


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (message(1, date="hunter2"), "message.date"),
        (message(1, chat="hunter2"), "message.chat"),
        ({"update_id": "hunter2"}, "update_id"),
        ({"update_id": 1, "message": ["hunter2"]}, "message"),
    ],
)
def test_read_names_the_place_and_not_the_content(bot, raw, place):
    with pytest.raises(updates.Unreadable) as wrong:
        updates.read(raw, bot)

    assert place in str(wrong.value)
    assert "hunter2" not in str(wrong.value)


def test_read_refuses_a_message_nested_without_end(bot):
    raw = message(1)
    for _ in range(2000):
        raw["message"] = message(1, reply_to_message=raw["message"])["message"]

    with pytest.raises(updates.Unreadable):
        updates.read(raw, bot)


async def test_feed_gives_the_method_that_is_still_to_be_called(bot, dispatcher):
    async def answer(message: Message) -> SendMessage:
        return SendMessage(chat_id=message.chat.id, text="yes")

    dispatcher.message.register(answer)
    method = await updates.feed(dispatcher, bot, updates.read(message(1), bot))

    assert method == SendMessage(chat_id=1, text="yes")


async def test_feed_gives_nothing_where_there_is_nothing_to_call(bot, dispatcher):
    async def answer(message: Message) -> str:
        return "not a method"

    dispatcher.message.register(answer)
    assert await updates.feed(dispatcher, bot, updates.read(message(1), bot)) is None


async def test_feed_passes_over_what_telegram_invented_since(bot, dispatcher):
    update = updates.read({"update_id": 1, "telepathy": {"thought": "hunter2"}}, bot)

    with structlog.testing.capture_logs() as logs:
        assert await updates.feed(dispatcher, bot, update) is None

    assert [(line["event"], line["fields"]) for line in logs] == [("update.unknown_type", ["telepathy"])]


async def test_feed_names_the_update_in_every_log(bot, dispatcher):
    seen = {}

    async def look(message: Message) -> None:
        seen.update(structlog.contextvars.get_contextvars())

    dispatcher.message.register(look)
    await updates.feed(dispatcher, bot, updates.read(message(7), bot))

    assert seen["update_id"] == 7
    assert "update_id" not in structlog.contextvars.get_contextvars()


async def test_feed_raises_what_a_handler_raised(bot, dispatcher):
    async def fail(message: Message) -> None:
        raise KeyError("broken")

    dispatcher.message.register(fail)
    with pytest.raises(KeyError, match="broken"):
        await updates.feed(dispatcher, bot, updates.read(message(1), bot))


async def test_call_logs_a_failure_and_no_content(telegram):
    server, bot = telegram
    server.failing.add("sendMessage")

    with structlog.testing.capture_logs() as logs:
        await updates.call(bot, SendMessage(chat_id=1, text="hunter2"))
        await updates.call(bot, SendPhoto(chat_id=1, photo="hunter2"))  # the stand-in's answer is no message

    assert [line["method"] for line in logs] == ["sendMessage", "sendPhoto"]
    assert "query is too old" in logs[0]["reason"]
    assert logs[1]["reason"] == "ClientDecodeError"
    assert "hunter2" not in str(logs)


async def test_feed_ends_a_handler_that_does_not(bot, dispatcher):
    async def hang(message: Message) -> None:
        await asyncio.sleep(60)

    dispatcher.message.register(hang)
    with pytest.raises(TimeoutError):
        await updates.feed(dispatcher, bot, updates.read(message(1), bot), longest=0.02)
