"""A screen is one message: it is edited where it can be, and sent anew where it cannot."""

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

NOT_MODIFIED = "message is not modified"


async def show(event: CallbackQuery | Message, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Show a screen in answer to a tap (its message becomes the screen) or to a message (a new one)."""
    if isinstance(event, Message):
        await event.answer(text, reply_markup=keyboard)
    elif isinstance(event.message, Message):
        await _edit(event.message, text, keyboard)
    else:
        await _send_to_person(event, text, keyboard)


async def _edit(message: Message, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
    try:
        await message.edit_text(text, reply_markup=keyboard)
    except TelegramBadRequest as error:
        if NOT_MODIFIED not in error.message:  # deleted, too old, or a picture: the screen comes as a new message
            await message.answer(text, reply_markup=keyboard)


async def _send_to_person(query: CallbackQuery, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
    """A tap on a message that is out of reach, or on an inline one: the screen comes in the private chat."""
    bot: Bot | None = query.bot
    if bot:
        await bot.send_message(query.from_user.id, text, reply_markup=keyboard)


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
