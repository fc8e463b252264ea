"""How keyboards are put together, and the ones that many screens share."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks import Browse, Help, Home, MyRegistrations, Settings
from services.translator import Translator

PRIMARY, DANGER = "primary", "danger"


def button(text: str, intent: CallbackData, style: str | None = None) -> InlineKeyboardButton:
    """A button; the act that a screen is for is PRIMARY, what cannot be taken back is DANGER."""
    return InlineKeyboardButton(text=text, callback_data=intent.pack(), style=style)


def rows(*rows_of_buttons: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """Rows from top to bottom; empty ones fall out."""
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows_of_buttons if row])


def in_pairs(buttons: Sequence[InlineKeyboardButton]) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[index : index + 2] for index in range(0, len(buttons), 2)]


def home(t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Browse sessions"), Browse(), PRIMARY)],
        [button(t("My registrations"), MyRegistrations())],
        [button(t("Settings"), Settings()), button(t("Help"), Help())],
    )


def to_home(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Browse sessions"), Browse()), button(t("Home"), Home())])
