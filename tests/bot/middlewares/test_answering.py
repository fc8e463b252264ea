"""Every tap is answered once."""

import pytest
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message, TelegramObject, User

from bot.middlewares.answering import Answering
from tests.bot.stand_in import message

TAP = CallbackQuery(id="7", from_user=User(id=1, is_bot=False, first_name="Ana"), chat_instance="1", data="home")
ANSWER = TAP.answer("Here you are.")


async def answered(event: TelegramObject, result: object) -> object:
    async def handle(event, data):
        return result

    return await Answering()(handle, event, {})


@pytest.mark.parametrize("result", [None, "done", 7])
async def test_a_tap_without_an_answer_gets_an_empty_one(result):
    assert await answered(TAP, result) == AnswerCallbackQuery(callback_query_id="7")


async def test_an_answer_of_the_handler_stays():
    assert await answered(TAP, ANSWER) is ANSWER


async def test_messages_need_none():
    heard = Message.model_validate(message(1)["message"])

    assert await answered(heard, None) is None
