"""Faults on demand: refusals, held answers, cut connections, updates delivered again."""

import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from sandbox import Person, Sandbox
from tests.sandbox.conftest import Rig, polling


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    ana = sandbox.person("Ana Ruiz", id=101)
    sandbox.world.chats[101].started = True
    return ana


async def test_too_many_requests_names_the_pause(bot: Bot, sandbox: Sandbox, ana: Person) -> None:
    sandbox.fail("sendMessage", status=429, retry_after=3)

    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(ana.id, "x")
    await bot.send_message(ana.id, "x")

    assert refusal.value.retry_after == 3
    assert "Original description: Too Many Requests: retry after 3" in refusal.value.message
    assert [call.ok for call in sandbox.calls("sendMessage")] == [False, True]


async def test_a_fault_may_be_for_one_chat_and_for_good(bot: Bot, sandbox: Sandbox, ana: Person) -> None:
    other = sandbox.person("Bo Klein")
    sandbox.world.chats[other.id].started = True
    fault = sandbox.fail("*", status=500, times=None, chat_id=ana.id)

    for _ in range(3):
        with pytest.raises(TelegramServerError, match="Internal Server Error"):
            await bot.send_message(ana.id, "x")
    await bot.send_message(other.id, "x")
    sandbox.heal()
    await bot.send_message(ana.id, "x")

    assert fault.hits == 3


async def test_a_held_answer_comes_late(bot: Bot, sandbox: Sandbox, ana: Person) -> None:
    sandbox.fail("sendMessage", hang=0.2)

    begun = time.monotonic()
    await bot.send_message(ana.id, "x")

    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize("cut", [True, "middle"])
async def test_a_cut_connection_leaves_the_effect(bot: Bot, sandbox: Sandbox, ana: Person, cut: bool | str) -> None:
    sandbox.fail("sendMessage", cut=cut)

    with pytest.raises(TelegramNetworkError):
        await bot.send_message(ana.id, "it was sent")

    assert ana.screen.text == "it was sent"


async def test_stopping_does_not_wait_for_what_hangs(ana: Person, sandbox: Sandbox, bot: Bot) -> None:
    sandbox.fail("sendMessage", hang=60)
    hanging = asyncio.create_task(bot.send_message(ana.id, "x"))
    await ana.wait_for("x")

    begun = time.monotonic()
    await sandbox.stop()

    assert time.monotonic() - begun < 5
    await asyncio.wait([hanging])
    hanging.exception()


async def test_a_webhook_gets_an_update_again_five_at_once(hooked: Rig) -> None:
    ana = hooked.sandbox.person("Ana Ruiz")
    await ana.send("/start")

    statuses = await hooked.sandbox.redeliver(ana.updates[-1].id, times=5)

    assert statuses == [200] * 5
    assert len(hooked.sandbox.calls("sendMessage", ok=True)) == 6


async def test_a_polling_bot_gets_a_confirmed_update_again(sandbox: Sandbox, bot: Bot) -> None:
    ana = sandbox.person("Ana Ruiz")
    async with polling(sandbox, bot):
        await ana.send("/start")
        await ana.send("second")

        await sandbox.redeliver(ana.updates[0].id)

        assert [screen.text for screen in ana.messages].count("Count: 0") == 2
        assert (await ana.send("third")).text == "You said third"
