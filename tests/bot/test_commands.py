"""The menu of commands."""

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.commands import ADMIN_COMMANDS, COMMANDS, set_commands
from sandbox import Sandbox
from services.translator import LANGUAGES, Translator


@pytest.fixture
async def sandbox():
    sandbox = Sandbox()
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def bot(sandbox):
    bot = Bot("42:TEST", session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))
    yield bot
    await bot.session.close()


@pytest.fixture
async def calls(sandbox, bot):
    """What setting the menu asks of Telegram."""
    await set_commands(bot)
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


async def test_only_admins_have_the_menu_with_admin(sandbox, bot):
    ana = sandbox.person("Ana Ruiz")

    await set_commands(bot, {ana.id})

    with_admin = [call for call in sandbox.calls("setMyCommands", ok=True) if "admin" in str(call.params["commands"])]
    assert len(with_admin) == len(LANGUAGES)
    assert all(f"{ana.id}" in str(call.params["scope"]) for call in with_admin)
    assert set(ADMIN_COMMANDS) - set(COMMANDS) == {"admin"}


async def test_an_admin_whom_telegram_does_not_know_holds_up_nobody(sandbox, bot):
    ana = sandbox.person("Ana Ruiz")

    await set_commands(bot, {1, ana.id})

    assert f"{ana.id}" in str(sandbox.calls("setMyCommands", ok=True)[-1].params["scope"])
