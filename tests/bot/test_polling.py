"""Polling confirms what was handled, starts nothing twice, and outlives whatever Telegram answers."""

import asyncio
import json
import time
from collections.abc import Callable
from functools import partial

import pytest
from aiogram import Dispatcher
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, Message
from structlog.testing import capture_logs

from bot.polling import Pace, Polling
from tests.bot.stand_in import StandIn, message, stand_in, tap

QUICK = Pace(long_poll=1, glance=0.01, draining=5, first_retry=0.01, longest_retry=0.02, refused=0.02)


class Handlers:
    """Handlers that hold updates by their text until released, and remember what they did."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.dispatcher = Dispatcher(disable_fsm=True)
        self.dispatcher.message.register(self.on_message)
        self.dispatcher.callback_query.register(self.on_tap)

    def hold(self, text: str) -> asyncio.Event:
        gate = self.gates[text] = asyncio.Event()
        return gate

    def has_ended(self, text: str) -> bool:
        return text in self.ended

    async def on_message(self, message: Message) -> SendMessage | None:
        text = message.text or ""
        self.begun.append(text)
        if text in self.gates:
            await self.gates[text].wait()
        if text == "fail":
            raise RuntimeError("the handler broke")
        self.ended.append(text)
        return SendMessage(chat_id=message.chat.id, text="yes") if text == "ask" else None

    async def on_tap(self, query: CallbackQuery) -> None:
        self.ended.append(query.id)


@pytest.fixture
async def server():
    async with stand_in() as (telegram, bot):
        yield telegram, bot


@pytest.fixture
def telegram(server) -> StandIn:
    telegram: StandIn = server[0]
    return telegram


@pytest.fixture
def handlers():
    return Handlers()


@pytest.fixture
def polling(server, handlers) -> Polling:
    return Polling(server[1], handlers.dispatcher, QUICK)


@pytest.fixture
async def running(polling):
    """The loop, running in the background until the test's end."""
    task = asyncio.create_task(polling.run())
    yield task
    polling.stop()
    await asyncio.gather(task, return_exceptions=True)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - conditions are about a server and a loop that know no test
            await asyncio.sleep(0.002)


async def test_updates_are_handled_and_confirmed(telegram, handlers, running):
    telegram.pending += [message(10, "one"), tap(11)]

    await until(lambda: not telegram.pending)

    assert sorted(handlers.ended) == ["one", "q11"]


async def test_all_used_kinds_are_asked_for(telegram, running):
    await until(lambda: telegram.calls)

    asked = telegram.called("getUpdates")[0]["allowed_updates"]
    assert sorted(json.loads(asked)) == ["callback_query", "message"]


async def test_an_update_is_not_confirmed_while_it_is_handled(telegram, handlers, running):
    gate = handlers.hold("slow")
    telegram.pending += [message(10, "slow"), message(11, "quick")]
    await until(lambda: "quick" in handlers.ended)
    polls = len(telegram.calls)
    await until(lambda: len(telegram.calls) > polls + 3)

    assert telegram.waiting_ids == [10, 11]

    gate.set()
    await until(lambda: not telegram.pending)
    assert sorted(handlers.begun) == ["quick", "slow"]


async def test_a_slow_handler_holds_up_nobody_else(telegram, handlers, running):
    gate = handlers.hold("slow")
    telegram.pending += [message(10, "slow")]
    await until(lambda: handlers.begun)
    for number in range(11, 31):
        telegram.pending.append(message(number, str(number)))
        await until(partial(handlers.has_ended, str(number)))

    gate.set()
    await until(lambda: not telegram.pending)

    assert sorted(handlers.begun) == sorted({"slow", *map(str, range(11, 31))})


async def test_a_batch_runs_side_by_side(telegram, handlers, running):
    gates = [handlers.hold(str(number)) for number in range(100)]
    telegram.pending += [message(number, str(number)) for number in range(100)]

    await until(lambda: len(handlers.begun) == 100)

    assert handlers.ended == []
    for gate in gates:
        gate.set()
    await until(lambda: not telegram.pending)
    assert len(handlers.ended) == 100


async def test_what_was_confirmed_is_forgotten(telegram, handlers, polling, running):
    for first in range(0, 300, 50):
        telegram.pending += [message(number, str(number)) for number in range(first, first + 50)]
        await until(lambda: not telegram.pending)

    assert len(handlers.ended) == 300
    assert len(polling._started) <= 100


async def test_numbers_that_begin_anew_are_followed(telegram, handlers, running):
    telegram.pending += [message(1000, "before")]
    await until(lambda: "before" in handlers.ended and not telegram.pending)

    await until(lambda: telegram.called("getUpdates")[-1].get("offset") == "1001")
    telegram.pending += [message(2_000_000, "later"), message(2_000_001, "later still")]
    await until(lambda: not telegram.pending)

    assert handlers.ended == ["before", "later", "later still"]


async def test_a_broken_handler_is_logged_and_stops_nothing(telegram, handlers, running):
    with capture_logs() as logs:
        telegram.pending += [message(10, "fail"), message(11, "fine")]
        await until(lambda: not telegram.pending)

    assert handlers.ended == ["fine"]
    assert [(line["event"], line["update_id"]) for line in logs] == [("update.failed", 10)]


async def test_an_update_that_cannot_be_read_stops_nothing(telegram, handlers, running):
    with capture_logs() as logs:
        telegram.pending += [message(10, date="hunter2"), {"update_id": 11, "future_kind": {}}, message(12, "fine")]
        await until(lambda: not telegram.pending)

    assert handlers.ended == ["fine"]
    assert [line["event"] for line in logs] == ["update.unreadable", "update.unknown_type"]
    assert "hunter2" not in str(logs)


async def test_a_returned_method_is_called(telegram, running):
    telegram.pending += [message(10, "ask")]

    await until(lambda: telegram.called("sendMessage"))

    assert telegram.called("sendMessage") == [{"chat_id": "1", "text": "yes"}]


async def test_a_returned_method_may_fail(telegram, handlers, running):
    telegram.failing.add("sendMessage")
    telegram.pending += [message(10, "ask"), message(11, "fine")]

    await until(lambda: not telegram.pending)

    assert sorted(handlers.ended) == ["ask", "fine"]
    assert len(telegram.called("sendMessage")) == 1


@pytest.mark.parametrize(
    ("status", "description", "event"),
    [
        (500, "Internal Server Error", "polling.failed"),
        (502, "Bad Gateway: restart", "polling.failed"),
        (400, "Bad Request", "polling.failed"),
        (401, "Unauthorized", "polling.refused"),
        (404, "Not Found", "polling.refused"),
        (409, "Conflict: terminated by other getUpdates request", "polling.refused"),
    ],
)
async def test_a_refusal_is_logged_and_outlived(telegram, handlers, polling, status, description, event):
    for _ in range(3):
        telegram.fail(status, description)
    telegram.pending += [message(10, "fine")]
    with capture_logs() as logs:
        task = asyncio.create_task(polling.run())
        await until(lambda: handlers.ended)
    polling.stop()
    await task

    assert [line["event"] for line in logs] == [event] * 3
    assert all(description in line["reason"] for line in logs)


async def test_a_lost_connection_is_outlived(handlers):
    async with stand_in() as (telegram, bot):
        polling = Polling(bot, handlers.dispatcher, QUICK)
    with capture_logs() as logs:
        task = asyncio.create_task(polling.run())
        await until(lambda: len(logs) > 3)
        polling.stop()
        await task
        await bot.session.close()

    assert {line["event"] for line in logs} == {"polling.failed"}
    assert telegram.calls == []


async def test_telegram_is_left_alone_as_long_as_it_asks(telegram, handlers, running):
    telegram.fail(429, "Too Many Requests", retry_after=1)
    telegram.pending += [message(10, "fine")]
    began = time.monotonic()

    await until(lambda: handlers.ended)

    assert 1 <= time.monotonic() - began < 3


async def test_stop_lets_handlers_end_and_confirms_them(telegram, handlers, polling):
    gate = handlers.hold("slow")
    telegram.pending += [message(10, "slow")]
    task = asyncio.create_task(polling.run())
    await until(lambda: handlers.begun)

    polling.stop()
    await asyncio.sleep(0.05)
    assert not task.done()
    gate.set()
    await task

    assert handlers.ended == ["slow"]
    assert telegram.waiting_ids == []


async def test_stop_does_not_wait_for_the_long_poll(telegram, polling):
    task = asyncio.create_task(polling.run())
    await until(lambda: telegram.calls)
    began = time.monotonic()

    polling.stop()
    await task

    assert time.monotonic() - began < 0.5


async def test_stop_before_the_start_ends_at_once(telegram, polling):
    polling.stop()

    await asyncio.wait_for(polling.run(), timeout=1)

    assert telegram.pending == []


async def test_cancelling_lets_handlers_end_too(telegram, handlers, polling):
    gate = handlers.hold("slow")
    telegram.pending += [message(10, "slow")]
    task = asyncio.create_task(polling.run())
    await until(lambda: handlers.begun)

    task.cancel()
    asyncio.get_running_loop().call_later(0.05, gate.set)
    with pytest.raises(asyncio.CancelledError):
        await task

    assert handlers.ended == ["slow"]
    assert telegram.waiting_ids == []


async def test_what_does_not_end_in_time_is_delivered_again(server, telegram, handlers):
    handlers.hold("stuck")
    telegram.pending += [message(10, "done"), message(11, "stuck"), message(12, "also done")]
    polling = Polling(server[1], handlers.dispatcher, Pace(long_poll=1, glance=0.01, draining=0.05))
    task = asyncio.create_task(polling.run())
    await until(lambda: len(handlers.ended) == 2)

    with capture_logs() as logs:
        polling.stop()
        await task

    assert telegram.waiting_ids == [11, 12]
    assert [(line["event"], line["updates"]) for line in logs] == [("polling.unfinished", [11])]
