"""The command menu that Telegram shows, in each language."""

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats

from services.translator import DEFAULT_LANGUAGE, LANGUAGES, Translator, mark

COMMANDS = {
    "sessions": mark("Find a session"),
    "my": mark("What you booked"),
    "settings": mark("Language and time zone"),
    "help": mark("How it works"),
    "cancel": mark("Stop and go home"),
}


async def set_commands(bot: Bot) -> None:
    for language in LANGUAGES:
        t = Translator(language)
        await bot.set_my_commands(
            [BotCommand(command=name, description=t(text)) for name, text in COMMANDS.items()],
            scope=BotCommandScopeAllPrivateChats(),
            language_code=None if language == DEFAULT_LANGUAGE else language,
        )
