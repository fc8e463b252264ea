"""The menu of commands."""

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.commands import COMMANDS, set_commands
from sandbox import Sandbox
from services.translator import LANGUAGES, Translator


@pytest.fixture
async def calls():
    """What setting the menu asks of Telegram."""
    sandbox = Sandbox()
    await sandbox.start()
    bot = Bot("42:TEST", session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))
    await set_commands(bot)
    await bot.session.close()
    await sandbox.stop()
    return sandbox.calls("setMyCommands", ok=True)


async def test_each_language_has_its_menu_and_english_is_for_all_others(calls):
    assert [call.params.get("language_code") for call in calls] == [
        None if language == "en" else language for language in LANGUAGES
    ]


async def test_a_menu_tells_each_command_in_its_language(calls):
    for call, language in zip(calls, LANGUAGES, strict=True):
        t = Translator(language)
        for name, text in COMMANDS.items():
            assert name in str(call.params["commands"])
            assert 1 <= len(t(text)) <= 256, "Telegram's limit for a description"


def test_commands_are_as_telegram_wants_them():
    assert all(name.isascii() and name.islower() and len(name) <= 32 for name in COMMANDS)
