"""Webhooks: the secret, the order of a chat, delivery again after failures, methods in the answer's body."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError
from aiohttp import web

from sandbox import Sandbox
from tests.sandbox.conftest import SECRET, Rig


class Receiver:
    """A webhook that notes what it gets; `answers` are the statuses to give, then 200."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: list[int] = []
        self.reply: dict[str, Any] = {}
        self.pause = 0.0
        self.inside = self.most_inside = 0
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        await asyncio.sleep(self.pause)
        self.inside -= 1
        return web.json_response(self.reply, status=self.answers.pop(0) if self.answers else 200)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_the_secret_travels_with_each_update(sandbox: Sandbox, bot: Bot, receiver: Receiver) -> None:
    await bot.set_webhook(receiver.url, secret_token=SECRET)

    await sandbox.person("Ana Ruiz").send("hello")

    assert receiver.secrets == [SECRET]
    assert receiver.got[0]["message"]["text"] == "hello"


async def test_an_update_comes_again_until_it_is_taken(sandbox: Sandbox, bot: Bot, receiver: Receiver) -> None:
    sandbox.world.courier.first_pause = 0.01
    receiver.answers = [500, 502]
    await bot.set_webhook(receiver.url)
    ana = sandbox.person("Ana Ruiz")

    await ana.send("hello")
    info = await bot.get_webhook_info()

    assert [update["update_id"] for update in receiver.got] == [ana.updates[0].id] * 3
    assert info.last_error_message == "Wrong response from the webhook: 502 Bad Gateway"
    assert info.pending_update_count == 0


async def test_the_next_update_of_a_chat_waits_and_chats_do_not_wait_for_each_other(
    sandbox: Sandbox, bot: Bot, receiver: Receiver
) -> None:
    receiver.pause = 0.05
    await bot.set_webhook(receiver.url)
    ana, bo = sandbox.person("Ana Ruiz"), sandbox.person("Bo Klein")

    await asyncio.gather(ana.send("1"), ana.send("2"))
    alone = receiver.most_inside
    await asyncio.gather(ana.send("3"), bo.send("4"))

    assert (alone, receiver.most_inside) == (1, 2)
    assert [update["message"]["text"] for update in receiver.got[:2]] == ["1", "2"]


async def test_a_method_in_a_json_answer_is_carried_out(sandbox: Sandbox, bot: Bot, receiver: Receiver) -> None:
    await bot.set_webhook(receiver.url)
    ana = sandbox.person("Ana Ruiz")
    receiver.reply = {"method": "sendMessage", "chat_id": ana.id, "text": "<i>by the way</i>", "parse_mode": "HTML"}

    assert (await ana.send("hello")).html == "<i>by the way</i>"


async def test_a_method_in_a_multipart_answer_is_carried_out(hooked: Rig) -> None:
    ana = hooked.sandbox.person("Ana Ruiz")

    screen = await ana.send("<3")

    assert screen.text == "You said <3"
    assert screen.message["reply_to_message"]["text"] == "<3"


async def test_what_came_before_the_webhook_is_delivered_to_it(sandbox: Sandbox, bot: Bot, receiver: Receiver) -> None:
    ana = sandbox.person("Ana Ruiz")
    waiting = asyncio.create_task(ana.send("early"))
    await asyncio.sleep(0)

    await bot.set_webhook(receiver.url)
    await waiting

    assert receiver.got[0]["message"]["text"] == "early"


async def test_an_unanswered_person_learns_what_the_webhook_said(
    sandbox: Sandbox, bot: Bot, receiver: Receiver
) -> None:
    receiver.answers = [500] * 100
    await bot.set_webhook(receiver.url)
    ana = sandbox.person("Ana Ruiz")
    ana.patience = 0.2

    with pytest.raises(AssertionError, match=r"did not finish with message .* last trouble: Wrong response .* 500"):
        await ana.send("hello")


async def test_polling_and_a_webhook_exclude_each_other(sandbox: Sandbox, bot: Bot, receiver: Receiver) -> None:
    await bot.set_webhook(receiver.url)
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()

    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_a_second_poll_ends_the_first(bot: Bot, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await sandbox.world.updates.bell.wait(1)
    await bot.get_updates(timeout=0)

    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first


async def test_updates_stay_until_an_offset_confirms_them(bot: Bot, sandbox: Sandbox) -> None:
    ana = sandbox.person("Ana Ruiz")
    sends = [asyncio.create_task(ana.send(text)) for text in "abc"]
    await asyncio.sleep(0)

    first = await bot.get_updates(limit=2)
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=again[1].update_id)
    last = await bot.get_updates(offset=-1)
    await bot.get_updates(offset=last[0].update_id + 1)
    await asyncio.gather(*sends)

    texts = [[update.message and update.message.text for update in batch] for batch in (first, again, rest, last)]
    assert texts == [["a", "b"], ["a", "b", "c"], ["b", "c"], ["c"]]


async def test_kinds_that_were_not_asked_for_do_not_come(bot: Bot, sandbox: Sandbox) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    ana = sandbox.person("Ana Ruiz")

    await ana.send("nobody hears this")

    assert await bot.get_updates() == []
