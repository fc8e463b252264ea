"""A series put into other chats: the buttons that ask for a chat, and what stands under its card there."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, SwitchInlineQueryChosenChat

from services.translator import Translator


def share_series(code: str, t: Translator) -> InlineKeyboardButton:
    """Telegram asks for a chat, and puts an inline query there that finds this series."""
    return InlineKeyboardButton(text=t("Share the series"), switch_inline_query=shared_series(code))


def post_series(code: str, t: Translator) -> InlineKeyboardButton:
    """The same, among groups and channels only."""
    chosen = SwitchInlineQueryChosenChat(query=shared_series(code), allow_group_chats=True, allow_channel_chats=True)
    return InlineKeyboardButton(text=t("Post into a group"), switch_inline_query_chosen_chat=chosen)


def shared_series(code: str) -> str:
    return f"j_{code}"


def to_series(code: str, username: str | None, t: Translator) -> InlineKeyboardMarkup:
    """Under a series in somebody else's chat: the way to it, in private."""
    link = f"https://t.me/{username}?start=j_{code}"
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=t("Browse sessions"), url=link)]])
