"""A person's updates run one after the other, those of others beside them, and nobody is remembered."""

import asyncio
import gc
from collections.abc import Awaitable
from typing import Any

import pytest
import structlog
from aiogram import Bot, Dispatcher
from aiogram.fsm.context import FSMContext
from aiogram.types import Message, PreCheckoutQuery

from bot import updates
from bot.middlewares.turns import Turns
from tests.bot.stand_in import TOKEN, message


class Journal:
    """A dispatcher whose handler takes a moment, and what happened in it."""

    def __init__(self) -> None:
        self.bot = Bot(TOKEN)
        self.turns = Turns()
        self.lines: list[str] = []
        self.dispatcher = Dispatcher(disable_fsm=True)
        self.dispatcher.update.outer_middleware(self.turns)
        self.dispatcher.message.register(self.on_message)
        self.dispatcher.channel_post.register(self.on_message)
        self.dispatcher.pre_checkout_query.register(self.on_checkout)

    def feed(self, raw: dict[str, Any]) -> Awaitable[object]:
        return updates.feed(self.dispatcher, self.bot, updates.read(raw, self.bot))

    async def on_message(self, message: Message) -> None:
        self.lines.append(f"begin {message.text}")
        await asyncio.sleep(0.01)
        if message.text == "fail":
            raise RuntimeError("broken")
        self.lines.append(f"end {message.text}")

    async def on_checkout(self, query: PreCheckoutQuery) -> None:
        self.lines.append(f"checkout {structlog.contextvars.get_contextvars()['user_id']}")


@pytest.fixture
def journal():
    return Journal()


def checkout(person: int) -> dict[str, Any]:
    sender = {"id": person, "is_bot": False, "first_name": "Ann"}
    query = {"id": "1", "from": sender, "currency": "EUR", "total_amount": 1, "invoice_payload": "x"}
    return {"update_id": 99, "pre_checkout_query": query}


async def test_one_person_is_served_in_the_order_they_came(journal):
    await asyncio.gather(*(journal.feed(message(number, str(number))) for number in range(10)))

    assert journal.lines == [f"{step} {number}" for number in range(10) for step in ("begin", "end")]


async def test_people_do_not_wait_for_each_other(journal):
    await asyncio.gather(*(journal.feed(message(number, str(number), person=number)) for number in range(1, 11)))

    assert {line.split()[0] for line in journal.lines[:10]} == {"begin"}


async def test_posts_without_a_person_do_not_wait(journal):
    posts = [{"update_id": number, "channel_post": message(number, "post")["message"]} for number in range(3)]
    for post in posts:
        del post["channel_post"]["from"]

    await asyncio.gather(*map(journal.feed, posts))

    assert journal.lines == ["begin post"] * 3 + ["end post"] * 3


async def test_a_checkout_waits_for_nothing(journal):
    await asyncio.gather(journal.feed(message(1, "slow", person=5)), journal.feed(checkout(person=5)))

    assert journal.lines == ["begin slow", "checkout 5", "end slow"]


async def test_a_failure_passes_the_turn_on(journal):
    feeds = journal.feed(message(1, "fail")), journal.feed(message(2, "next"))
    results = await asyncio.gather(*feeds, return_exceptions=True)

    assert [type(result) for result in results] == [RuntimeError, type(None)]
    assert journal.lines == ["begin fail", "begin next", "end next"]


async def test_who_gives_up_waiting_passes_the_turn_on(journal):
    tasks = [asyncio.ensure_future(journal.feed(message(number, str(number)))) for number in range(3)]
    await asyncio.sleep(0)

    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert journal.lines == ["begin 0", "end 0", "begin 2", "end 2"]


async def test_nobody_is_remembered(journal):
    await asyncio.gather(*(journal.feed(message(number, person=number % 50 + 1)) for number in range(200)))
    gc.collect()

    assert len(journal.turns) == 0


async def test_a_dialog_reads_its_own_last_step():
    """Before the middleware of states, not behind it: each message then sees what the one before it wrote."""
    bot, dispatcher, seen = Bot(TOKEN), Dispatcher(disable_fsm=True), []
    dispatcher.update.outer_middleware(Turns())
    dispatcher.update.outer_middleware(dispatcher.fsm)

    @dispatcher.message()
    async def step(message: Message, state: FSMContext, raw_state: str | None) -> None:
        seen.append(raw_state)
        await asyncio.sleep(0.001)
        await state.set_state(message.text)

    feeds = [updates.feed(dispatcher, bot, updates.read(message(number, str(number)), bot)) for number in range(4)]
    await asyncio.gather(*feeds)

    assert seen == [None, "0", "1", "2"]
