"""The dispatcher behind the webhook's route: what it answers in the response, what it calls, what it refuses."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.methods import AnswerCallbackQuery, BanChatMember, SendMessage, SendPhoto, TelegramMethod
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from structlog.testing import capture_logs

from bot import webhook
from bot.settings import Settings
from tests.bot.stand_in import TOKEN, StandIn, message, stand_in, tap
from web.app import make_app, serving
from web.webhooks import telegram as route

SECRET = "a-Secret_1"
PHOTO = SendPhoto(chat_id=1, photo=BufferedInputFile(b"picture", filename="a.png"))


@pytest.fixture
def html_bot():
    return Bot(TOKEN, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def test_an_answer_is_what_telegram_takes_for_json(html_bot):
    button = InlineKeyboardButton(text="Register", callback_data="r:1")
    method = SendMessage(chat_id=1, text="<b>Hi</b>", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))

    assert webhook.as_answer(method, html_bot) == {
        "method": "sendMessage",
        "chat_id": 1,
        "text": "<b>Hi</b>",
        "parse_mode": "HTML",
        "reply_markup": {"inline_keyboard": [[{"text": "Register", "callback_data": "r:1"}]]},
    }


def test_an_answer_keeps_what_is_false_and_empty(html_bot):
    method = AnswerCallbackQuery(callback_query_id="7", text="", show_alert=False)

    assert webhook.as_answer(method, html_bot) == {
        "method": "answerCallbackQuery",
        "callback_query_id": "7",
        "text": "",
        "show_alert": False,
    }


def test_an_answer_gives_moments_as_seconds(html_bot):
    until = datetime(2026, 11, 21, tzinfo=UTC)
    answer = webhook.as_answer(BanChatMember(chat_id=1, user_id=2, until_date=until), html_bot)

    assert answer is not None
    assert answer["until_date"] == str(int(until.timestamp()))


def test_files_do_not_fit_into_an_answer(html_bot):
    assert webhook.as_answer(PHOTO, html_bot) is None


class Site:
    """Our server with a dispatcher behind its webhook, and a stand-in for Telegram."""

    def __init__(self) -> None:
        self.result: TelegramMethod[Any] | None = None
        self.broken = False
        self.dispatcher = Dispatcher(disable_fsm=True)
        self.dispatcher.message.register(self.on_message)
        self.dispatcher.callback_query.register(self.on_tap)

    async def on_message(self, message: Message) -> TelegramMethod[Any] | None:
        if self.broken:
            raise RuntimeError("the handler broke")
        return self.result

    async def on_tap(self, query: CallbackQuery) -> TelegramMethod[Any]:
        return query.answer("done")


@pytest.fixture
def site():
    return Site()


@dataclass
class Line:
    """The line between Telegram and us, with both ends."""

    server: StandIn
    bot: Bot
    post: Callable[[object], Awaitable[tuple[int, str]]]


@pytest.fixture
async def telegram(site):
    async with stand_in() as (telegram, bot), aiohttp.ClientSession() as session:
        app = make_app([route.route(webhook.handler(site.dispatcher, bot), SECRET)])
        async with serving(app, "127.0.0.1", 0) as port:

            async def post(update: object) -> tuple[int, str]:
                url, headers = f"http://127.0.0.1:{port}{route.PATH}", {route.SECRET_HEADER: SECRET}
                async with session.post(url, json=update, headers=headers) as response:
                    return response.status, await response.text()

            yield Line(telegram, bot, post)


async def test_a_returned_method_travels_in_the_response(telegram, site):
    status, text = await telegram.post(tap(5))

    assert (status, json.loads(text)) == (
        200,
        {"method": "answerCallbackQuery", "callback_query_id": "q5", "text": "done"},
    )
    assert telegram.server.calls == []


async def test_a_method_with_files_is_called(telegram, site):
    site.result = PHOTO

    assert await telegram.post(message(5)) == (200, "{}")
    assert [name for name, _ in telegram.server.calls] == ["sendPhoto"]


async def test_nothing_to_say_is_an_empty_answer(telegram):
    assert await telegram.post(message(5)) == (200, "{}")


async def test_an_unknown_type_is_accepted(telegram):
    assert await telegram.post({"update_id": 5, "telepathy": {}}) == (200, "{}")
    assert await telegram.post({"update_id": 6}) == (200, "{}")


async def test_an_unreadable_update_is_refused(telegram):
    assert await telegram.post(message(5, chat="nobody")) == (400, "")


async def test_a_broken_handler_asks_for_the_update_again(telegram, site):
    site.broken = True
    with capture_logs():
        assert await telegram.post(message(5)) == (500, "")

    site.broken = False
    assert await telegram.post(message(5)) == (200, "{}")


async def test_set_webhook_names_the_address_the_secret_and_every_kind(telegram, site):
    settings = Settings(
        database_url="sqlite+aiosqlite:///:memory:",
        webhook_url="https://book.example.org/telegram/webhook",
        webhook_secret=SECRET,
        _env_file=None,
    )

    await webhook.set_webhook(telegram.bot, settings, site.dispatcher)

    [given] = telegram.server.called("setWebhook")
    assert sorted(json.loads(given.pop("allowed_updates"))) == ["callback_query", "message"]
    assert given == {"url": settings.webhook_url, "secret_token": SECRET, "max_connections": "100"}
