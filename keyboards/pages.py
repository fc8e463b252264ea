"""The keyboard that leads to the pages."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo

from keyboards.callbacks.attending import Home, Settings
from keyboards.common import PRIMARY, button, rows
from services.translator import Translator


def sign_in(link: str, app: str, t: Translator) -> InlineKeyboardMarkup:
    """`app` is where the pages open inside Telegram; empty where they cannot."""
    inside = [InlineKeyboardButton(text=t("Open here"), web_app=WebAppInfo(url=app))] if app else []
    return rows(
        [InlineKeyboardButton(text=t("Open pages"), url=link, style=PRIMARY)],
        inside,
        [button(t("Back"), Settings()), button(t("Home"), Home())],
    )
