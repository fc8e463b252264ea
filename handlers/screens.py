"""A screen is one message: it is edited where it can be, and sent anew where it cannot.

A screen with a picture is a photo with a caption. Telegram turns a text into a photo, but no photo into a text: then
the screen comes as a new message, and the old one goes. What cannot be parsed still arrives, as plain text.
"""

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from html import unescape

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

NOT_MODIFIED = "message is not modified"
NOT_PARSED = "can't parse entities"
LONGEST_CAPTION = 1024
TAG = re.compile(r"<[^<>]*>")

Keyboard = InlineKeyboardMarkup | None
Photo = str | InputFile | None
"""Telegram's id of a picture, or a new one."""
Ask = Callable[[str, str | None], Awaitable[object]]
"""Says something to Telegram, given a text and how it is written."""


async def show(event: CallbackQuery | Message, text: str, keyboard: Keyboard = None, *, photo: Photo = None) -> int:
    """Show a screen in answer to a tap (its message becomes the screen) or to a message (a new one).

    Returns the id of the message that shows it; 0 where that is not known.

    A screen whose text is too long to be a caption comes without its picture.
    """
    bot: Bot | None = event.bot
    if bot is None:
        return 0
    if photo and utf16(plain(text)) > LONGEST_CAPTION:
        photo = None
    if isinstance(event, CallbackQuery) and isinstance(event.message, Message):
        return await _change(bot, event.message, text, keyboard, photo)
    # A message; a tap on one that is out of reach, or inline: the screen comes in the private chat.
    chat_id = event.chat.id if isinstance(event, Message) else event.from_user.id
    return await _send(bot, chat_id, text, keyboard, photo)


async def _change(bot: Bot, message: Message, text: str, keyboard: Keyboard, photo: Photo) -> int:
    if message.photo and not photo:
        sent = await _send(bot, message.chat.id, text, keyboard, None)
        with suppress(TelegramBadRequest):  # two days old, or gone already
            await message.delete()
        return sent

    async def edit(words: str, mode: str | None) -> None:
        if photo:
            media = InputMediaPhoto(media=photo, caption=words, parse_mode=mode)
            await message.edit_media(media, reply_markup=keyboard)
        else:
            await message.edit_text(words, parse_mode=mode, reply_markup=keyboard)

    try:
        await _understood(edit, text)
    except TelegramBadRequest as error:
        if NOT_MODIFIED not in error.message:  # deleted, too old, or with a picture that is gone
            return await _send(bot, message.chat.id, text, keyboard, photo)
    return message.message_id


async def _send(bot: Bot, chat_id: int, text: str, keyboard: Keyboard, photo: Photo) -> int:
    async def send(words: str, mode: str | None) -> Message:
        return await bot.send_message(chat_id, words, parse_mode=mode, reply_markup=keyboard)

    async def send_photo(words: str, mode: str | None) -> Message:
        return await bot.send_photo(chat_id, photo or "", caption=words, parse_mode=mode, reply_markup=keyboard)

    if photo:
        with suppress(TelegramBadRequest):  # a picture that Telegram does not have any more is no reason to say nothing
            return _id(await _understood(send_photo, text))
    return _id(await _understood(send, text))


def _id(sent: object) -> int:
    return sent.message_id if isinstance(sent, Message) else 0


async def _understood(ask: Ask, text: str) -> object:
    """Ask with all that makes the text pretty; where Telegram does not know a tag of it, ask with the words alone."""
    try:
        return await ask(text, "HTML")
    except TelegramBadRequest as error:
        if NOT_PARSED not in error.message:
            raise
        return await ask(plain(text), None)


def plain(text: str) -> str:
    """The words of a formatted text."""
    return unescape(TAG.sub("", text))


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


async def send_file(
    query: CallbackQuery, name: str, content: bytes, caption: str, keyboard: InlineKeyboardMarkup
) -> None:
    """A file in the private chat, as a message of its own below the screen that it was asked on."""
    bot: Bot | None = query.bot
    if bot:
        file = BufferedInputFile(content, name)
        await bot.send_document(query.from_user.id, file, caption=caption, reply_markup=keyboard)


async def send_picture(
    query: CallbackQuery, name: str, content: bytes, caption: str, keyboard: InlineKeyboardMarkup
) -> None:
    """A picture, likewise."""
    bot: Bot | None = query.bot
    if bot:
        file = BufferedInputFile(content, name)
        await bot.send_photo(query.from_user.id, file, caption=caption, reply_markup=keyboard)


async def show_keys(query: CallbackQuery, text: str, keys: ReplyKeyboardMarkup) -> None:
    """A question with keys under the input, which only a new message can bring."""
    bot: Bot | None = query.bot
    if bot:
        await bot.send_message(query.from_user.id, text, reply_markup=keys)


async def put_keys_away(message: Message, said: str) -> None:
    """Take the keys under the input away; only a message of its own can do that."""
    await message.answer(said, reply_markup=ReplyKeyboardRemove())


def message_id(query: CallbackQuery) -> int:
    """The message that was tapped in; 0 where it is out of reach."""
    return query.message.message_id if query.message else 0
