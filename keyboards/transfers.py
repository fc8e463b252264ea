"""Keyboards of giving a place away and of taking it."""

from urllib.parse import quote

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Browse, Home, MakeLink, OpenSession, Origin, TakePlace, WithdrawLink
from keyboards.common import PRIMARY, button, rows
from services.transfers import Gift, Giving
from services.translator import Translator


def ask(giving: Giving, t: Translator) -> InlineKeyboardMarkup:
    label = t("Make a new link") if giving.has_link else t("Make a link")
    return rows(
        [button(label, MakeLink(registration_id=giving.registration_id), PRIMARY)],
        [withdraw(giving.registration_id, t)] if giving.has_link else [],
        [back(giving.session_id, t)],
    )


def link(address: str, words: str, giving: Giving, t: Translator) -> InlineKeyboardMarkup:
    """Telegram asks to whom the link goes."""
    share = f"https://t.me/share/url?url={quote(address, safe='')}&text={quote(words)}"
    return rows(
        [InlineKeyboardButton(text=t("Send it to somebody"), url=share, style=PRIMARY)],
        [withdraw(giving.registration_id, t)],
        [back(giving.session_id, t)],
    )


def withdraw(registration_id: int, t: Translator) -> InlineKeyboardButton:
    return button(t("Withdraw"), WithdrawLink(registration_id=registration_id))


def gift(gift: Gift, token: str, t: Translator) -> InlineKeyboardMarkup:
    take = [] if gift.obstacle else [button(t("Take it"), TakePlace(token=token), PRIMARY)]
    return rows(take, [button(t("Browse sessions"), Browse()), button(t("Home"), Home())])


def back(session_id: int, t: Translator) -> InlineKeyboardButton:
    return button(t("Back"), OpenSession(session_id=session_id, origin=Origin.MINE))
