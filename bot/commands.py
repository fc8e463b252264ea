"""The command menu that Telegram shows, in each language."""

from collections.abc import Iterable

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramUnauthorizedError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, BotCommandScopeUnion

from services.translator import DEFAULT_LANGUAGE, LANGUAGES, Translator, mark

COMMANDS = {
    "sessions": mark("Find a session"),
    "my": mark("What you booked"),
    "wallet": mark("Packages and payments"),
    "organize": mark("What you run"),
    "today": mark("Today's rosters"),
    "new": mark("A new series or session"),
    "settings": mark("Language and time zone"),
    "help": mark("How it works"),
    "paysupport": mark("Help with payments"),
    "terms": mark("What holds when you pay"),
    "cancel": mark("Stop and go home"),
}
ADMIN_COMMANDS = {**COMMANDS, "admin": mark("People, hosts, messages, audit")}
"""Shown to admins only; to others it is no command at all."""

log = structlog.get_logger(__name__)


async def set_commands(bot: Bot, admin_ids: Iterable[int] = ()) -> None:
    """Raises what Telegram says; but an admin whom it does not know (yet) does without the menu."""
    for language in LANGUAGES:
        await _set(bot, COMMANDS, BotCommandScopeAllPrivateChats(), language)
    for admin_id in sorted(admin_ids):
        try:
            for language in LANGUAGES:
                await _set(bot, ADMIN_COMMANDS, BotCommandScopeChat(chat_id=admin_id), language)
        except TelegramUnauthorizedError:
            raise
        except AiogramError as error:
            log.warning("bot.admin_not_introduced", reason=str(error))


async def _set(bot: Bot, commands: dict[str, str], scope: BotCommandScopeUnion, language: str) -> None:
    t = Translator(language)
    await bot.set_my_commands(
        [BotCommand(command=name, description=t(text)) for name, text in commands.items()],
        scope=scope,
        language_code=None if language == DEFAULT_LANGUAGE else language,
    )
