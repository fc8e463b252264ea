"""How a call reaches Telegram: as JSON, or as a form where it carries a file."""

import gc

import orjson
import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramNetworkError, TelegramServerError
from aiogram.methods import EditMessageText, Response
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import web

from bot.session import JsonSession
from tests.bot.stand_in import TOKEN
from web.app import serving


class Quick(JsonSession):
    """aiogram waits a quarter of a second at each close for TLS to say goodbye; the loopback has none."""

    async def close(self) -> None:
        if self._session:
            await self._session.close()


@pytest.fixture
def answer() -> dict[str, object]:
    """What Telegram answers next."""
    return {"ok": True, "result": {"message_id": 7, "date": 1, "chat": {"id": 1, "type": "private"}}}


@pytest.fixture
def calls() -> list[tuple[str, bytes]]:
    """Content type and body of each call."""
    return []


@pytest.fixture
async def bot(answer, calls):
    async def receive(request: web.Request) -> web.Response:
        calls.append((request.content_type, await request.read()))
        return web.json_response(answer, status=200 if answer["ok"] else 400)

    app = web.Application()
    app.add_routes([web.post(f"/bot{TOKEN}/{{method}}", receive)])
    async with serving(app, "127.0.0.1", 0, draining=0.01) as port:
        session = Quick(api=TelegramAPIServer.from_base(f"http://127.0.0.1:{port}"))
        yield Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
        await session.close()


async def test_a_call_is_json_with_the_defaults_and_without_what_is_not_set(bot, calls):
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Héllo", callback_data="x")]])

    sent = await bot.send_message(1, "<b>hi</b>", reply_markup=keyboard, disable_notification=False)

    assert sent.message_id == 7
    (kind, body), *_ = calls
    assert kind == "application/json"
    assert orjson.loads(body) == {
        "chat_id": 1,
        "text": "<b>hi</b>",
        "parse_mode": "HTML",
        "disable_notification": False,
        "reply_markup": {"inline_keyboard": [[{"text": "Héllo", "callback_data": "x"}]]},
    }


async def test_a_file_goes_as_a_form(bot, calls):
    await bot.send_document(1, BufferedInputFile(b"bytes", "a.txt"))

    assert calls[0][0] == "multipart/form-data"
    assert b"bytes" in calls[0][1]


async def test_a_refusal_is_raised(bot, answer):
    answer.update(ok=False, description="Bad Request: message is not modified")

    with pytest.raises(TelegramBadRequest, match="not modified"):
        await bot.edit_message_text("x", chat_id=1, message_id=7)


async def test_an_edited_text_is_not_read_back(bot, answer):
    answer["result"] = {"what we wrote": "and know"}

    assert await bot.edit_message_text("x", chat_id=1, message_id=7) is True


async def test_an_edit_that_was_not_answered_by_telegram_is_no_success(bot, answer):
    answer["ok"] = "perhaps"
    with pytest.raises(AiogramError):
        await bot.edit_message_text("x", chat_id=1, message_id=7)


async def test_nobody_there_is_a_network_error():
    session = Quick(api=TelegramAPIServer.from_base("http://127.0.0.1:9"))
    with pytest.raises(TelegramNetworkError) as caught:
        await Bot(TOKEN, session=session).get_me()

    assert not isinstance(caught.value, TelegramServerError)
    await session.close()


def test_the_models_of_frequent_answers_are_made_once():
    first = id(Response[EditMessageText.__returning__])
    gc.collect()

    assert id(Response[EditMessageText.__returning__]) == first
