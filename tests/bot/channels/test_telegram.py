"""What Telegram's answers mean for a notice."""

import asyncio
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.channels.telegram import TelegramSender
from sandbox import Sandbox
from services.delivery import deliver_due
from services.ports import Delivered, Later, Refused, Unknown
from tests.factories import NOW
from tests.fakes import FakeSender

ANA = 101


@pytest.fixture
async def sandbox():
    sandbox = Sandbox(people=[{"name": "Ana Ruiz", "id": ANA}])
    await sandbox.start()
    sandbox.world.chats[ANA].started = True
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def sender(sandbox):
    bot = Bot("42:TEST", session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))
    yield TelegramSender(bot)
    await bot.session.close()


@pytest.fixture
async def notice(db, make):
    """A notice as it is composed for Ana."""
    make.booked(make.quota(title="Monday Jam", starts_in=timedelta(days=2)), make.user("Ana", telegram_id=ANA))
    fake = FakeSender()
    await deliver_due(db, {"telegram": fake}, now=NOW)
    return fake.sent[0]


@pytest.fixture
def backend():
    return "sqlite"


async def test_a_notice_arrives_with_the_way_to_its_session(sender, sandbox, notice):
    outcome = await sender.send(notice)

    screen = sandbox.person("Ana Ruiz").screen
    assert outcome == Delivered(str(screen.message_id))
    assert "Monday Jam" in screen
    assert screen.buttons == [["Details"]]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"retry_after": 17}, Later("too many requests", 17)),
        ({"status": 500}, Later("Internal Server Error")),
        ({"status": 502}, Later("Bad Gateway")),
        ({"status": 401}, Later("Unauthorized")),
        ({"status": 403}, Refused("Forbidden: bot was blocked by the user", unreachable=True)),
        (
            {"status": 403, "description": "Forbidden: user is deactivated"},
            Refused("Forbidden: user is deactivated", unreachable=True),
        ),
        (
            {"status": 400, "description": "Bad Request: chat not found"},
            Refused("Bad Request: chat not found", unreachable=True),
        ),
        (
            {"status": 400, "description": "Bad Request: can't parse entities"},
            Refused("Bad Request: can't parse entities", unreachable=False),
        ),
        ({"status": 409}, Later),
        ({"cut": True}, Unknown("TelegramNetworkError")),
        ({"cut": "middle"}, Unknown("TelegramNetworkError")),
    ],
    ids=str,
)
async def test_each_answer_has_its_meaning(sender, sandbox, notice, fault, outcome):
    sandbox.fail("sendMessage", **fault)

    given = await sender.send(notice)

    if isinstance(outcome, type):
        assert isinstance(given, outcome)
    else:
        assert given == outcome


async def test_nothing_left_for_a_telegram_that_is_not_there(sender, sandbox, notice):
    await sandbox.stop()

    assert await sender.send(notice) == Later("no connection")


async def test_an_answer_of_somebody_else_is_no_answer(notice):
    """A captive portal or a proxy that answers 200 with a page."""

    async def say_hello(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(say_hello, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    bot = Bot("42:TEST", session=AiohttpSession(api=TelegramAPIServer.from_base(f"http://127.0.0.1:{port}")))
    try:
        outcome = await TelegramSender(bot).send(notice)
    finally:
        await bot.session.close()
        server.close()
        await server.wait_closed()

    assert outcome == Unknown("ClientDecodeError")
