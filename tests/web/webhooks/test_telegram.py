"""The webhook's route against everything a stranger, or Telegram, may send to it."""

import asyncio
import gzip
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from web.app import make_app, serving
from web.webhooks import telegram

SECRET = "a-Secret_1"
UPDATE = {"update_id": 7, "message": {"text": "hello"}}


class Bot:
    """Stands where the dispatcher does: remembers updates, answers or fails as told."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.answer: dict[str, Any] | None = None
        self.error: Exception | None = None

    async def handle(self, update: dict[str, Any]) -> dict[str, Any] | None:
        self.updates.append(update)
        if self.error:
            raise self.error
        return self.answer


@pytest.fixture
def bot():
    return Bot()


@pytest.fixture
async def post(bot):
    """Sends a body to the webhook, with the right secret unless told otherwise; gives status and text."""
    app = make_app([telegram.route(bot.handle, SECRET)])
    async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession() as session:

        async def send(data: Any, headers: Any = None, method: str = "POST") -> tuple[int, str]:
            url = f"http://127.0.0.1:{port}{telegram.PATH}"
            headers = {telegram.SECRET_HEADER: SECRET} if headers is None else headers
            async with session.request(method, url, data=data, headers=headers) as response:
                return response.status, await response.text()

        yield send


async def test_an_update_is_handled_before_it_is_answered(bot, post):
    assert await post(json.dumps(UPDATE)) == (200, "{}")
    assert bot.updates == [UPDATE]


async def test_the_answer_goes_back_in_the_response(bot, post):
    bot.answer = {"method": "sendMessage", "chat_id": 1, "text": "é"}

    status, text = await post(json.dumps(UPDATE))

    assert (status, json.loads(text)) == (200, bot.answer)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {telegram.SECRET_HEADER: ""},
        {telegram.SECRET_HEADER: "wrong"},
        {telegram.SECRET_HEADER: SECRET + "x"},
        {telegram.SECRET_HEADER: "sécrèt\u2603"},
        [(telegram.SECRET_HEADER, SECRET), (telegram.SECRET_HEADER, SECRET)],
    ],
    ids=["missing", "empty", "wrong", "longer", "not ASCII", "twice"],
)
async def test_a_stranger_is_refused(bot, post, headers):
    with capture_logs() as logs:
        status, _ = await post(json.dumps(UPDATE), headers=headers)

    assert (status, bot.updates) == (401, [])
    assert [line["event"] for line in logs] == ["telegram.webhook_refused"]


def test_a_webhook_without_a_secret_is_not_made(bot):
    with pytest.raises(ValueError, match="open to everybody"):
        telegram.route(bot.handle, "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b'{"update_id": 1',
        b"\xff\xfe",
        b"[]",
        b"7",
        b"null",
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": -1}',
        b'{"update_id": 1.5}',
        b'{"update_id": true}',
        b'{"update_id": null}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 99999999999999999999999999}',
        b"[" * 100_000,
        b'{"update_id": 1, "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' * 50_000,
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_what_is_no_update_is_refused_in_one_line(bot, post, body):
    with capture_logs() as logs:
        status, _ = await post(body)

    assert (status, bot.updates) == (400, [])
    assert [(line["event"], "exc_info" in line) for line in logs] == [("telegram.webhook_malformed", False)]


async def test_an_update_the_bot_cannot_read_is_refused(bot, post):
    bot.error = telegram.Malformed("message.chat")

    assert (await post(json.dumps(UPDATE)))[0] == 400


async def test_a_failure_asks_for_the_update_again(bot, post):
    bot.error = RuntimeError("the database is away")
    with capture_logs() as logs:
        status, text = await post(json.dumps(UPDATE))

    assert (status, text) == (500, "")
    assert [(line["event"], line["update_id"]) for line in logs] == [("telegram.webhook_failed", 7)]


async def test_a_long_body_is_refused(bot, post):
    status, _ = await post(io.BytesIO(b'{"update_id": 1, "x": "' + b"x" * (2 << 20) + b'"}'))

    assert (status, bot.updates) == (413, [])


async def test_a_body_without_end_is_refused(bot, post):
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 10_000

    status, _ = await post(endless())

    assert (status, bot.updates) == (413, [])


async def test_a_body_that_grows_when_unpacked_is_refused(bot, post):
    bomb = gzip.compress(b'{"update_id": 1, "x": "' + b"x" * (64 << 20) + b'"}')

    status, _ = await post(bomb, headers={telegram.SECRET_HEADER: SECRET, "Content-Encoding": "gzip"})

    assert (status, bot.updates) == (413, [])


async def test_a_body_not_packed_as_it_says_is_refused(bot, post):
    status, _ = await post(b"hello", headers={telegram.SECRET_HEADER: SECRET, "Content-Encoding": "gzip"})

    assert (status, bot.updates) == (400, [])


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
async def test_only_post_is_taken(bot, post, method):
    status, _ = await post(None, method=method)

    assert (status, bot.updates) == (405, [])


async def test_a_body_that_stops_coming_is_given_up(bot):
    app = make_app([telegram.route(bot.handle, SECRET, slowest=0.05)])
    async with serving(app, "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [
            f"POST {telegram.PATH} HTTP/1.1",
            "Host: x",
            f"{telegram.SECRET_HEADER}: {SECRET}",
            "Content-Length: 9",
        ]
        writer.write("\r\n".join([*lines, "", '{"upd']).encode())
        status = await reader.readline()
        writer.close()
        await writer.wait_closed()

    assert status.startswith(b"HTTP/1.1 408")
