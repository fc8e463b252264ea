"""How keyboards are put together, and the ones that many screens share."""

from collections.abc import Callable, Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Browse, Help, Home, MyRegistrations, Settings
from keyboards.callbacks.organizing import OpenOrganize
from services.translator import Translator

PRIMARY, DANGER = "primary", "danger"
PAGE = 30
"""Rooms or people of a team on one screen: a keyboard takes 100 buttons."""


def button(text: str, intent: CallbackData, style: str | None = None) -> InlineKeyboardButton:
    """A button; the act that a screen is for is PRIMARY, what cannot be taken back is DANGER."""
    return InlineKeyboardButton(text=text, callback_data=intent.pack(), style=style)


def rows(*rows_of_buttons: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """Rows from top to bottom; empty ones fall out."""
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows_of_buttons if row])


def in_pairs(buttons: Sequence[InlineKeyboardButton]) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[index : index + 2] for index in range(0, len(buttons), 2)]


def on_page(things: Sequence[Any], page: int) -> Sequence[Any]:
    return things[page * PAGE : (page + 1) * PAGE]


def turns(count: int, page: int, turned: Callable[[int], CallbackData], t: Translator) -> list[InlineKeyboardButton]:
    """Ways to the page before and to the one after, of so many things."""
    before = [button(t("Previous"), turned(page - 1))] if page else []
    return before + ([button(t("Next"), turned(page + 1))] if count > (page + 1) * PAGE else [])


def home(t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Browse sessions"), Browse(), PRIMARY)],
        [button(t("My registrations"), MyRegistrations())],
        [button(t("Organize"), OpenOrganize())],
        [button(t("Settings"), Settings()), button(t("Help"), Help())],
    )


def to_home(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Browse sessions"), Browse()), button(t("Home"), Home())])
